import type { Soak } from "../soak.ts";
import { figure } from "../table.ts";
import { checkPrograms, type FoundMismatch, programText } from "./check-programs.ts";

const maxMismatches = 5;

/** Random programs on our instruments and on prom-client's: whatever they write must be equal. */
export const metricsDifferential: Soak = {
  name: "metrics-differential",
  shows: "our instruments and prom-client's write the same bytes after the same random operations",
  count: 100_000,
  unit: "programs",
  async run(count, { signal, progress }) {
    const seed = Number(process.env.METRICS_DIFFERENTIAL_SEED ?? Date.now() % 2 ** 31);
    const checked = await checkPrograms({
      programs: count,
      seed,
      maxMismatches,
      onBatch({ programs }) {
        signal.throwIfAborted();
        progress(`${figure(programs)} programs`);
      },
    });
    const { programs, steps, outputs, distinctOutputs, mismatches } = checked;
    const rows: readonly (readonly [string, number])[] = [
      ["programs", programs],
      ["operations", steps],
      ["outputs compared", outputs],
      ["distinct outputs", distinctOutputs],
      ["mismatches", mismatches.length],
    ];
    const figures = rows.map(([name, value]) => `  ${name.padEnd(16)} ${figure(value)}\n`).join("");
    return {
      text: `${figures}  METRICS_DIFFERENTIAL_SEED=${seed} repeats it\n${mismatches.map(shown).join("")}`,
      verdict: `${figure(mismatches.length)} mismatches in ${figure(programs)} programs`,
      isShown: mismatches.length === 0,
    };
  },
};

const shown = ({ seed, message, program }: FoundMismatch) =>
  `\n  - seed ${seed}: ${message}\n${programText(program).replace(/^/gm, "      ")}\n`;
