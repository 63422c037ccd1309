import type { AlertRule } from "../expression.ts";
import { apiCalls } from "../expressions/api-calls.ts";
import { exports } from "../expressions/exports.ts";

/** Whether exports do what they are for. */
export const exportAlerts: readonly AlertRule[] = [
  {
    alert: "ExportFailing",
    expression: exports.lastRunSucceeded,
    is: "<",
    threshold: 1,
    for: "0m",
    severity: "error",
    summary: "The export {{ $labels.job_name }} failed",
    description:
      "The last run of {{ $labels.job_name }} on {{ $labels.instance }} failed. It stays so until a run succeeds.",
  },
  {
    alert: "ExportOverdue",
    expression: exports.sinceSuccess,
    is: ">",
    threshold: 26 * 3600,
    for: "5m",
    severity: "critical",
    summary:
      "The export {{ $labels.job_name }} has not succeeded for {{ $value | humanizeDuration }}",
    description:
      "No run of {{ $labels.job_name }} has succeeded for longer than a day and two hours. Files for Letterboxd are old.",
  },
  {
    alert: "ExportsMissing",
    expression: exports.missingRuns,
    is: ">",
    threshold: 0,
    for: "5m",
    severity: "critical",
    summary: "No export has run for 26 hours",
    description:
      "Programs are there, and none of them has told of an export in 26 hours: the schedule does not fire, or the job that pushes does not run.",
  },
  {
    alert: "ExportSlow",
    expression: exports.lastDuration,
    is: ">",
    threshold: 300,
    for: "0m",
    severity: "warning",
    summary: "The export {{ $labels.job_name }} took {{ $value | humanizeDuration }}",
    description:
      "Five minutes is the last bound of the histogram of exports. Trakt is slow, keeps us waiting, or the account has grown.",
  },
  {
    alert: "ExportRowsMissing",
    expression: exports.reconciliationGap,
    is: ">",
    threshold: 0,
    for: "0m",
    severity: "error",
    summary: "{{ $value }} rows of {{ $labels.type }} are in no file",
    description:
      "Trakt announced rows at the last export of {{ $labels.type }} that were neither written nor left out for a reason.",
  },
  {
    alert: "ApiErrors",
    expression: apiCalls.frequentErrorRatio,
    is: ">",
    threshold: 0.1,
    for: "0m",
    keepFiringFor: "15m",
    severity: "warning",
    summary: "{{ $value | humanizePercentage }} of the calls of {{ $labels.service }} fail",
    description:
      "More than one in ten calls of {{ $labels.service }} in the last half hour failed, and at least three. Retries count as calls.",
  },
  {
    alert: "ApiSlow",
    expression: apiCalls.p95,
    is: ">",
    threshold: 2.5,
    for: "0m",
    keepFiringFor: "15m",
    severity: "warning",
    summary: "Calls of {{ $labels.service }} take up to {{ $value | humanizeDuration }}",
    description:
      "One in twenty calls of {{ $labels.service }} in the last half hour took longer than {{ $value | humanizeDuration }}.",
  },
];
