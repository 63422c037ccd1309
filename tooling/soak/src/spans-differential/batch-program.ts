import type { Batch, BatchReport } from "./batch.ts";
import { checkPrograms, programText } from "./check-programs.ts";

const batch = JSON.parse(process.argv[2] ?? "") as Batch;
const { mismatches, distinctSpans: _, ...counts } = await checkPrograms(batch);
const report: BatchReport = {
  ...counts,
  mismatches: mismatches.map(
    ({ seed, message, program }) => `seed ${seed}: ${message}\n${programText(program)}`,
  ),
};
process.stdout.write(JSON.stringify(report));
