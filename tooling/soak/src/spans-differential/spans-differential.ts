import type { Soak } from "../soak.ts";
import { figure } from "../table.ts";
import { runBatch } from "./batch.ts";

const maxMismatches = 5;
const batchSize = 2500;

/** Random programs on our tracer and on the SDK's: whatever they export must be equal. */
export const spansDifferential: Soak = {
  name: "spans-differential",
  shows:
    "our tracer and OpenTelemetry's SDK export the same spans after the same random operations",
  count: 100_000,
  unit: "programs",
  async run(count, { signal, progress }) {
    const seed = Number(process.env.SPANS_DIFFERENTIAL_SEED ?? Date.now() % 2 ** 31);
    const sums = { programs: 0, steps: 0, spans: 0 };
    const mismatches: string[] = [];
    while (sums.programs < count && mismatches.length < maxMismatches) {
      signal.throwIfAborted();
      progress(`${figure(sums.programs)} programs`);
      const report = await runBatch(
        {
          programs: Math.min(batchSize, count - sums.programs),
          // Each batch takes one seed for every 500 programs.
          seed: seed + sums.programs,
          maxMismatches: maxMismatches - mismatches.length,
        },
        signal,
      );
      sums.programs += report.programs;
      sums.steps += report.steps;
      sums.spans += report.spans;
      mismatches.push(...report.mismatches);
    }
    const rows: readonly (readonly [string, number])[] = [
      ["programs", sums.programs],
      ["operations", sums.steps],
      ["spans compared", sums.spans],
      ["mismatches", mismatches.length],
    ];
    const figures = rows.map(([name, value]) => `  ${name.padEnd(16)} ${figure(value)}\n`).join("");
    const shown = mismatches.map((each) => `\n  - ${each.replaceAll("\n", "\n      ")}\n`);
    return {
      text: `${figures}  SPANS_DIFFERENTIAL_SEED=${seed} repeats it\n${shown.join("")}`,
      verdict: `${figure(mismatches.length)} mismatches in ${figure(sums.programs)} programs`,
      isShown: mismatches.length === 0,
    };
  },
};
