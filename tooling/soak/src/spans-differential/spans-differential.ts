import type { Soak } from "../soak.ts";
import { figure } from "../table.ts";
import { checkPrograms, type FoundMismatch, programText } from "./check-programs.ts";

const maxMismatches = 5;

/** Random programs on our tracer and on the SDK's: whatever they export must be equal. */
export const spansDifferential: Soak = {
  name: "spans-differential",
  shows:
    "our tracer and OpenTelemetry's SDK export the same spans after the same random operations",
  count: 100_000,
  unit: "programs",
  async run(count, { signal, progress }) {
    const seed = Number(process.env.SPANS_DIFFERENTIAL_SEED ?? Date.now() % 2 ** 31);
    const checked = await checkPrograms({
      programs: count,
      seed,
      maxMismatches,
      onBatch({ programs }) {
        signal.throwIfAborted();
        progress(`${figure(programs)} programs`);
      },
    });
    const { programs, steps, spans, distinctSpans, mismatches } = checked;
    const rows: readonly (readonly [string, number])[] = [
      ["programs", programs],
      ["operations", steps],
      ["spans compared", spans],
      ["distinct spans", distinctSpans],
      ["mismatches", mismatches.length],
    ];
    const figures = rows.map(([name, value]) => `  ${name.padEnd(16)} ${figure(value)}\n`).join("");
    return {
      text: `${figures}  SPANS_DIFFERENTIAL_SEED=${seed} repeats it\n${mismatches.map(shown).join("")}`,
      verdict: `${figure(mismatches.length)} mismatches in ${figure(programs)} programs`,
      isShown: mismatches.length === 0,
    };
  },
};

const shown = ({ seed, message, program }: FoundMismatch) =>
  `\n  - seed ${seed}: ${message}\n${programText(program).replace(/^/gm, "      ")}\n`;
