import { measurePii } from "./measure.ts";
import { piiTable } from "./report.ts";

/** What the documentation of redaction promises. */
const leastRecall = 0.95;
const mostFalseAlarms = 0.02;

/** Measures redaction over the corpus; shown if both figures hold. */
export const piiSoak = {
  name: "pii",
  shows: `of the secrets in log lines at least ${leastRecall * 100} % are hidden, of what only looks like one at most ${mostFalseAlarms * 100} % is altered`,
  /** More than there are: all of them. */
  count: 2000,
  unit: "positives and as many look-alikes at most",
  async run(count: number) {
    const report = await measurePii({ count });
    const { recall, falseAlarmRate } = report;
    return {
      text: piiTable(report),
      verdict: `recall ${recall.toFixed(4)}, false alarms ${falseAlarmRate.toFixed(4)}`,
      isShown: recall >= leastRecall && falseAlarmRate <= mostFalseAlarms,
    };
  },
};
