import { exportAlerts } from "./alert-rules/export-alerts.ts";
import { monitorAlerts } from "./alert-rules/monitor-alerts.ts";
import { programAlerts } from "./alert-rules/program-alerts.ts";
import { telemetryAlerts } from "./alert-rules/telemetry-alerts.ts";
import { type AlertRule, type Expression, runbookOf, use } from "./expression.ts";
import { apiCalls } from "./expressions/api-calls.ts";
import { exports } from "./expressions/exports.ts";
import { runtime } from "./expressions/runtime.ts";
import { telemetry } from "./expressions/telemetry.ts";
import { ruleFrame, type Setting } from "./frame.ts";

/** Expressions that are recorded, each after those that it is made of. */
const recordings: readonly Expression[] = [
  exports.ended,
  exports.successRatio,
  exports.lastSuccess,
  apiCalls.calls,
  apiCalls.errors,
  apiCalls.errorRatio,
  apiCalls.p50,
  apiCalls.p95,
  apiCalls.p99,
  runtime.heapFloor,
  telemetry.deliveriesLost,
  telemetry.spansLost,
];

export const recordingGroup = "ettl-recordings";

/** Alerts by the group that they are in. */
export const alertGroups: Readonly<Record<string, readonly AlertRule[]>> = {
  "ettl-exports": exportAlerts,
  "ettl-programs": programAlerts,
  "ettl-telemetry": telemetryAlerts,
  "ettl-monitor": monitorAlerts,
};

/** The file of recording rules, as Prometheus reads it. */
export function recordingRules(setting: Setting): object {
  const rules = recordings.map(({ promql, record }) => {
    if (record === undefined) throw new Error("it has no name to be recorded by");
    return {
      record: record.name(setting.prefix),
      expr: promql(ruleFrame(setting, { window: record.window })),
      ...(record.labels && { labels: record.labels }),
    };
  });
  return { groups: [{ name: recordingGroup, interval: "30s", rules }] };
}

/** The file of alerting rules, as Prometheus reads it. */
export function alertingRules(setting: Setting): object {
  return {
    groups: Object.entries(alertGroups).map(([name, rules]) => ({
      name,
      interval: "30s",
      rules: rules.map((rule) => prometheusRule(rule, setting)),
    })),
  };
}

function prometheusRule(rule: AlertRule, setting: Setting): object {
  const { alert, expression, is, threshold, window = "5m", keepFiringFor, severity } = rule;
  const frame = ruleFrame(setting, { window });
  const value = use(expression, frame);
  // A comparison binds looser than arithmetic and tighter than `and`.
  const operand = /\b(and|or|unless)\b|==/.test(value) ? `(${value})` : value;
  return {
    alert,
    expr: `${operand} ${is} ${threshold}`,
    ...(rule.for !== "0m" && { for: rule.for }),
    ...(keepFiringFor !== undefined && { keep_firing_for: keepFiringFor }),
    labels: { severity, source: "ettl" },
    annotations: annotationsOf(rule, setting),
  };
}

/** What is told with an alert; a runbook somewhere on the web is a link. */
export function annotationsOf(rule: AlertRule, setting: Setting): Record<string, string> {
  const runbook = runbookOf(setting, rule);
  const { summary, description } = rule;
  return setting.runbooks.startsWith("http")
    ? { summary, description, runbook_url: runbook }
    : { summary, description: `${description} See ${runbook}` };
}
