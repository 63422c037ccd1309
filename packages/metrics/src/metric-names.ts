import { jobMetricNames } from "./job-metrics.ts";
import { isRuntimeMetric } from "./metric-families.ts";
import { sampleNames } from "./sample-names.ts";

export type MetricType = "counter" | "gauge" | "histogram" | "summary";

interface NamedMetric {
  readonly name: string;
  readonly type: MetricType;
}

/** The sixteen, by their names behind the prefix. */
const catalogue: Readonly<Record<string, MetricType>> = {
  exports_total: "counter",
  export_duration_seconds: "histogram",
  export_errors_total: "counter",
  api_calls_total: "counter",
  api_call_duration_seconds: "histogram",
  api_call_errors_total: "counter",
  movies_exported_total: "counter",
  ratings_exported_total: "counter",
  watchlist_exported_total: "counter",
  cache_hit_rate: "gauge",
  health_status: "gauge",
  component_health: "gauge",
  goroutines_count: "gauge",
  memory_usage_bytes: "gauge",
  cpu_usage_percent: "gauge",
  start_time_seconds: "gauge",
};

/** The histogram of `measureRequests`. */
export const requestDurationName = "http_server_request_duration_seconds";

/** What keeps a metric from its name: which metric of this package has it already. */
export function takenBy(metric: NamedMetric, prefix: string): string | undefined {
  if (metric.name.startsWith("ettl_")) return "ettl_… is kept for ettl's own metrics";
  if (isRuntimeMetric(metric.name)) return "it is a name of the runtime's metrics";
  const own: NamedMetric[] = [
    ...Object.entries(catalogue).map(([name, type]) => ({ name: prefix + name, type })),
    ...Object.values(jobMetricNames).map((name) => ({ name, type: "gauge" as const })),
    { name: requestDurationName, type: "histogram" },
  ];
  const other = own.find((candidate) => clash(metric, candidate));
  return other && `the metric ${other.name} is there already`;
}

/** Whether two metrics would have a name in common in what is scraped. */
export function clash(one: NamedMetric, other: NamedMetric): boolean {
  if (one.name === other.name) return true;
  const names = sampleNames(one.type, one.name);
  return sampleNames(other.type, other.name).some((name) => names.includes(name));
}
