export {
  createMetrics,
  type Metrics,
  type MetricsOptions,
  type MetricsStats,
} from "./create-metrics.ts";
export type { CustomMetric, CustomRecorder } from "./custom-metrics.ts";
export type { ExemplarSource } from "./exemplar.ts";
export type { Counter, CounterConfig } from "./instruments/counter.ts";
export type { Gauge, GaugeConfig } from "./instruments/gauge.ts";
export type { Histogram, HistogramConfig } from "./instruments/histogram.ts";
export type { Summary, SummaryConfig } from "./instruments/summary.ts";
export type { JobRecorder, JobRun } from "./job-metrics.ts";
export type { PushOptions, PushOutcome } from "./push.ts";
export type { HealthWord, Recorders } from "./recorders.ts";
export type { Scrape, ScrapeOptions } from "./scrape.ts";
export { type Labels, type MetricProblem, OVERFLOW } from "./series-guard.ts";
export type { TextfileOptions, TextfileOutcome } from "./textfile.ts";
