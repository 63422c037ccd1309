import { measurePii } from "./measure.ts";
import { piiTable } from "./report.ts";

/** What the documentation of redaction promises. */
const leastRecall = 0.95;
const mostFalseAlarms = 0.02;

/** Measures redaction over the corpus, prints the tables, says whether both figures hold. */
export async function runPii(
  count?: number,
  print: (text: string) => unknown = (text) => process.stdout.write(text),
): Promise<boolean> {
  const report = await measurePii(count === undefined ? {} : { count });
  const held = report.recall >= leastRecall && report.falseAlarmRate <= mostFalseAlarms;
  print(piiTable(report));
  print(
    `${held ? "held" : "NOT HELD"}: recall at least ${leastRecall}, false alarms at most ${mostFalseAlarms}\n`,
  );
  return held;
}
