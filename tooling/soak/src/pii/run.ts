import { measurePii } from "./measure.ts";
import { piiTable } from "./report.ts";

/** What the documentation of redaction promises. */
export const leastRecall = 0.95;
export const mostFalseAlarms = 0.02;

/** Measures redaction over the corpus, prints the tables, says whether both figures hold. */
export async function runPii(count?: number): Promise<boolean> {
  const report = await measurePii(count === undefined ? {} : { count });
  const held = report.recall >= leastRecall && report.falseAlarmRate <= mostFalseAlarms;
  process.stdout.write(piiTable(report));
  process.stdout.write(
    `${held ? "held" : "NOT HELD"}: recall at least ${leastRecall}, false alarms at most ${mostFalseAlarms}\n`,
  );
  return held;
}
