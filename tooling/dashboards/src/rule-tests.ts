import type { Setting } from "./frame.ts";
import { alertGroups, recordingGroup } from "./prometheus-rules.ts";
import { type AlertCase, program, type RecordingCase, type RuleCase } from "./rule-case.ts";
import { exportCases } from "./rule-cases/export-cases.ts";
import { monitorCases } from "./rule-cases/monitor-cases.ts";
import { programCases } from "./rule-cases/program-cases.ts";
import { recordingCases } from "./rule-cases/recording-cases.ts";
import { telemetryCases } from "./rule-cases/telemetry-cases.ts";

const alertCases: Readonly<Record<string, readonly AlertCase[]>> = {
  exports: exportCases,
  monitor: monitorCases,
  programs: programCases,
  telemetry: telemetryCases,
};

/**
 * Tests for `promtool test rules`, by the name of the file. Cases that take hours are in files of
 * their own, whose rules are evaluated less often: else they would take minutes.
 */
export function ruleTests(setting: Setting): Map<string, object> {
  const files = new Map<string, object>();
  const file = (name: string, tests: readonly object[], every: string) => {
    if (tests.length === 0) return;
    files.set(name, {
      rule_files: ["../ettl-recordings.yml", "../ettl-alerts.yml"],
      evaluation_interval: every,
      // Else promtool takes groups in any order, and an alert may not find what was recorded.
      group_eval_order: [recordingGroup, ...Object.keys(alertGroups)],
      tests,
    });
  };
  const split = <C extends RuleCase>(
    name: string,
    cases: readonly C[],
    testOf: (each: C, setting: Setting) => object,
  ) => {
    const tests = (areLong: boolean) =>
      cases.filter((each) => isLong(each) === areLong).map((each) => testOf(each, setting));
    file(name, tests(false), "1m");
    file(`${name}-over-hours`, tests(true), "15m");
  };
  split("recordings", recordingCases, recordingTest);
  for (const [name, cases] of Object.entries(alertCases)) split(name, cases, alertTest);
  return files;
}

const isLong = ({ at }: RuleCase) => at.endsWith("h") && at !== "1h" && at !== "2h";

/** Whether an alert fires shows in the series that Prometheus itself writes of it. */
function alertTest(of: AlertCase, setting: Setting): object {
  const { alert, fires } = of;
  const rule = Object.values(alertGroups)
    .flat()
    .find((each) => each.alert === alert);
  if (rule === undefined) throw new Error(`there is no alert ${alert}`);
  const { severity } = rule;
  const samples = (alertstate: string) =>
    fires.map((labels) => {
      const all = { alertname: alert, alertstate, severity, source: "ettl", ...labels };
      return [`ALERTS{${written(all)}}`, 1];
    });
  const expr = `ALERTS{alertname="${alert}"}`;
  return test(`${alert}${fires.length > 0 ? "" : " not"}: ${of.when}`, setting, {
    series: { ...of.series, ...ofOthers(of.series) },
    asked: [
      ...(of.pendingAt === undefined
        ? []
        : [{ expr, at: of.pendingAt, samples: samples("pending") }]),
      ...[of.at, of.keptAt]
        .filter((at) => at !== undefined)
        .map((at) => ({
          expr: `ALERTS{alertname="${alert}", alertstate="firing"}`,
          at,
          samples: samples("firing"),
        })),
    ],
  });
}

/** The same of a job that the rules are not about, and so must not look at. */
const ofOthers = (series: RuleCase["series"]) =>
  Object.fromEntries(
    Object.entries(series)
      .filter(([name]) => !name.includes('job="'))
      .map(([name, values]) => {
        const [, metric, labels] = /^([^{]+)(?:\{(.*)\})?$/.exec(name) ?? [];
        return [`${metric}{${['job="another"', labels].filter(Boolean).join(", ")}}`, values];
      }),
  );

const recordingTest = (of: RecordingCase, setting: Setting): object =>
  test(`${prefixed(of.record, setting)}: ${of.when}`, setting, {
    series: of.series,
    asked: [
      {
        expr: prefixed(of.record, setting),
        at: of.at,
        samples: Object.entries(of.values).map(([name, value]) => [prefixed(name, setting), value]),
      },
    ],
  });

/** What is asked when, and what the answer is: series with their values. */
interface Asked {
  readonly expr: string;
  readonly at: string;
  readonly samples: readonly (readonly (string | number)[])[];
}

function test(
  name: string,
  setting: Setting,
  { series, asked }: Pick<RuleCase, "series"> & { asked: readonly Asked[] },
): object {
  return {
    name,
    interval: "30s",
    input_series: Object.entries(series).map(([each, values]) => ({
      series: completed(prefixed(each, setting)),
      values,
    })),
    promql_expr_test: asked.map(({ expr, at, samples }) => ({
      expr,
      eval_time: at,
      exp_samples: samples.map(([labels, value]) => ({ labels, value })),
    })),
  };
}

const prefixed = (name: string, { prefix }: Setting) => name.replace("@", prefix);

/** With `job` and `instance`, where they are not given. */
function completed(series: string): string {
  const [, name = series, labels = ""] = /^([^{]+)(?:\{(.*)\})?$/.exec(series) ?? [];
  const missing = Object.entries(program).filter(([label]) => !labels.includes(`${label}="`));
  return `${name}{${[written(Object.fromEntries(missing)), labels].filter(Boolean).join(", ")}}`;
}

const written = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(", ");
