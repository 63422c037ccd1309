import { QueryBuilder } from "@grafana/grafana-foundation-sdk/alerting";
import { TypeThresholdBuilder } from "@grafana/grafana-foundation-sdk/expr";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { type AlertRule, runbookOf } from "./expression.ts";
import { ruleFrame, type Setting } from "./frame.ts";
import { alertGroups, annotationsOf } from "./prometheus-rules.ts";

/** Files know data sources by their uid only; this is the one that the provisioning gives. */
const prometheusUid = "prometheus";

/**
 * The alerts as rules that Grafana evaluates. They are paused: who has Prometheus' rules and
 * Alertmanager would be told everything twice. Recorded series need not be there.
 */
export function grafanaRules(setting: Setting, { isPaused = true } = {}): object {
  return {
    apiVersion: 1,
    groups: Object.entries(alertGroups).map(([name, rules]) => ({
      orgId: 1,
      name,
      folder: "ettl",
      interval: "1m",
      rules: rules.map((rule) => grafanaRule(rule, setting, isPaused)),
    })),
  };
}

function grafanaRule(rule: AlertRule, setting: Setting, isPaused: boolean): object {
  const { alert, expression, is, threshold, window = "5m", severity } = rule;
  const frame = ruleFrame(setting, {
    window: expression.record?.window ?? window,
    recorded: false,
  });
  const value = new QueryBuilder("A")
    .datasourceUid(prometheusUid)
    .relativeTimeRange({ from: 600, to: 0 })
    .model(new DataqueryBuilder().refId("A").expr(expression.promql(frame)).instant());
  const isBeyond = new QueryBuilder("B")
    .datasourceUid("__expr__")
    .relativeTimeRange({ from: 0, to: 0 })
    .model(
      new TypeThresholdBuilder()
        .refId("B")
        .datasource({ type: "__expr__", uid: "__expr__" })
        .expression("A")
        .conditions([{ evaluator: { type: is === ">" ? "gt" : "lt", params: [threshold] } }]),
    );
  return {
    uid: `ettl-${alert.toLowerCase()}`,
    title: alert,
    condition: "B",
    data: [plain(value.build()), plain(isBeyond.build())],
    // Expressions have no value where nothing is wrong, and `absent()` where something is missing.
    noDataState: "OK",
    execErrState: "Error",
    for: rule.for,
    ...(rule.keepFiringFor !== undefined && { keepFiringFor: rule.keepFiringFor }),
    labels: { severity, source: "ettl" },
    annotations: grafanaAnnotations(rule, setting),
    isPaused,
  };
}

/** Without the functions by which the SDK tells kinds of queries apart. */
const plain = (query: object): object => JSON.parse(JSON.stringify(query));

/** Grafana's `$value` is a text about all queries; the number is that of one. */
function grafanaAnnotations(rule: AlertRule, setting: Setting): Record<string, string> {
  const { runbook_url = runbookOf(setting, rule), ...texts } = annotationsOf(rule, setting);
  const told = Object.entries(texts).map(([name, text]) => [
    name,
    text.replaceAll("{{ $value", "{{ $values.A.Value"),
  ]);
  return {
    ...Object.fromEntries(told),
    ...(setting.runbooks.startsWith("http") && { runbook_url }),
  };
}
