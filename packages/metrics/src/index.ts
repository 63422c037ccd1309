export { createMetrics, type Metrics, type MetricsOptions } from "./create-metrics.ts";
export type { CustomMetric, CustomRecorder } from "./custom-metrics.ts";
export type { ExemplarSource } from "./exemplar.ts";
export type { Counter, CounterChild, CounterConfig, CounterSample } from "./instruments/counter.ts";
export type { Gauge, GaugeChild, GaugeConfig } from "./instruments/gauge.ts";
export type {
  Histogram,
  HistogramChild,
  HistogramConfig,
  HistogramSample,
} from "./instruments/histogram.ts";
export type { Summary, SummaryChild, SummaryConfig } from "./instruments/summary.ts";
export type { JobRecorder, JobRun } from "./job-metrics.ts";
export { type Labels, OVERFLOW } from "./labels.ts";
export { MetricError, type MetricErrorCode } from "./metric-error.ts";
export type { PushOptions, PushOutcome } from "./push.ts";
export type { HealthWord, Recorders } from "./recorders.ts";
export type { MetricProblem } from "./recording-rules.ts";
export type { RuntimeMetricsOptions } from "./runtime/runtime-metrics.ts";
export type { Scrape, ScrapeOptions } from "./scraping/scraper.ts";
export type { ExplodingMetric, MetricsStats } from "./stats.ts";
export type { TextfileOptions, TextfileOutcome } from "./textfile.ts";
