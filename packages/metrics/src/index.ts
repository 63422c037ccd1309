export {
  createMetrics,
  type Metrics,
  type MetricsOptions,
  type MetricsStats,
} from "./create-metrics.ts";
export type { ExemplarSource } from "./exemplar.ts";
export type { Counter, CounterConfig } from "./instruments/counter.ts";
export type { Gauge, GaugeConfig } from "./instruments/gauge.ts";
export type { Histogram, HistogramConfig } from "./instruments/histogram.ts";
export type { HealthWord, Recorders } from "./recorders.ts";
export type { RuntimeMetricsOptions } from "./runtime/runtime-metrics.ts";
export type { Scrape, ScrapeOptions } from "./scrape.ts";
export { type Labels, type MetricProblem, OVERFLOW } from "./series-guard.ts";
