import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Dashboard, Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Dataquery } from "@grafana/grafana-foundation-sdk/prometheus";
import { parse } from "yaml";

/** One expression as it stands in a file, with the labels that texts beside it name. */
export interface WrittenQuery {
  /** File and place in it. */
  readonly where: string;
  /** With variables of Grafana replaced. */
  readonly promql: string;
  readonly named: readonly string[];
  /** Whether a panel shows exemplars of it. */
  readonly exemplars?: boolean;
}

/** A recording rule: what it is called, and which labels are added. */
export interface WrittenRecording extends WrittenQuery {
  readonly record: string;
  readonly added: readonly string[];
}

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export const docker = fileURLToPath(new URL("../../../docker/", import.meta.url));
export const ruleFiles = ["ettl-recordings.yml", "ettl-alerts.yml"].map((name) =>
  join(docker, "prometheus/rules", name),
);

/** What Grafana puts for its variables; windows fit what a test can wait for. */
const variables: readonly (readonly [string, string])[] = [
  ["$__rate_interval", "1m"],
  ["$__range_s", "60"],
  ["$__range", "1m"],
  ["$job", "(export-trakt|ettl).*"],
  ["$instance", ".*"],
];
const replaced = (text: string) =>
  variables.reduce((result, [name, value]) => result.replaceAll(name, value), text);

const labelsIn = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, label = ""]) => label);

/** The queries of panels and of variables of all dashboards. */
export function dashboardQueries(): WrittenQuery[] {
  const folder = join(docker, "grafana/dashboards");
  return readdirSync(folder).flatMap((file) => {
    const { panels = [], templating } = JSON.parse(
      readFileSync(join(folder, file), "utf8"),
    ) as Dashboard;
    const asked = (panels as Panel[]).flatMap(({ title, targets = [] }) =>
      (targets as Dataquery[]).map(({ refId, expr, exemplar, legendFormat = "" }) => ({
        where: `${file}, panel ${JSON.stringify(title)}, ${refId}`,
        promql: replaced(expr),
        named: labelsIn(legendFormat, /\{\{\s*(\w+)\s*\}\}/g),
        exemplars: exemplar === true,
      })),
    );
    const listed = (templating?.list ?? []).flatMap(({ name, query }) => {
      const text = (query as { query?: string } | undefined)?.query ?? "";
      const [, promql, label = ""] = /^label_values\((.+), (\w+)\)$/.exec(text) ?? [];
      if (promql === undefined) return [];
      return [{ where: `${file}, variable ${name}`, promql: replaced(promql), named: [label] }];
    });
    return [...asked, ...listed];
  });
}

const templated = (annotations: Readonly<Record<string, string>> = {}) =>
  labelsIn(Object.values(annotations).join("\n"), /\{\{[^}]*\$labels\.(\w+)/g);

/** The rules of Prometheus, recordings first, each after what it is made of. */
export function prometheusQueries(): { recordings: WrittenRecording[]; alerts: WrittenQuery[] } {
  const recordings: WrittenRecording[] = [];
  const alerts: WrittenQuery[] = [];
  for (const path of ruleFiles) {
    const { groups } = parse(readFileSync(path, "utf8")) as { groups: { rules: Rule[] }[] };
    for (const { record, alert, expr, labels = {}, annotations } of groups.flatMap(
      ({ rules }) => rules,
    )) {
      const query = {
        where: `rule ${record ?? alert}`,
        promql: expr,
        named: templated(annotations),
      };
      if (record === undefined) alerts.push(query);
      else recordings.push({ ...query, record, added: Object.keys(labels) });
    }
  }
  return { recordings, alerts };
}

/** The alert rules of Grafana. */
export function grafanaQueries(): WrittenQuery[] {
  const path = join(docker, "grafana/provisioning/alerting/rules.yaml");
  const { groups } = parse(readFileSync(path, "utf8")) as {
    groups: {
      rules: {
        title: string;
        data: { model: { expr?: string } }[];
        annotations: Record<string, string>;
      }[];
    }[];
  };
  return groups
    .flatMap(({ rules }) => rules)
    .flatMap(({ title, data, annotations }) =>
      data.flatMap(({ model: { expr } }) =>
        expr === undefined
          ? []
          : [{ where: `Grafana's rule ${title}`, promql: expr, named: templated(annotations) }],
      ),
    );
}
