import { checkPromql } from "./promql-check.ts";
import type { KnownSeries } from "./served-metrics.ts";
import {
  dashboardQueries,
  grafanaQueries,
  prometheusQueries,
  type WrittenQuery,
} from "./written-queries.ts";

/** Every series and label that a file asks for and that is not there, with its place. */
export function brokenPromises(served: KnownSeries): string[] {
  const known = new Map(served);
  const broken: string[] = [];
  const check = ({ where, promql, named }: WrittenQuery) => {
    const { problems, labels } = checkPromql(promql, known);
    const missing = named.filter((label) => !labels.has(label));
    broken.push(
      ...problems.map((problem) => `${where}: ${problem}`),
      ...missing.map((label) => `${where}: {{${label}}} is no label of the result`),
    );
    return labels;
  };

  const { recordings, alerts } = prometheusQueries();
  for (const each of recordings) known.set(each.record, new Set([...check(each), ...each.added]));
  const ofAlerts = new Set(["alertname", "alertstate", "severity", "source"]);
  for (const each of alerts) for (const label of check(each)) ofAlerts.add(label);
  known.set("ALERTS", ofAlerts);
  for (const each of [...dashboardQueries(), ...grafanaQueries()]) check(each);
  return broken;
}
