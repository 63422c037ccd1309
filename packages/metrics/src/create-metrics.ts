import { Registry } from "prom-client";
import { createCatalogue } from "./catalogue.ts";
import { type CustomMetric, CustomMetrics, type CustomRecorder } from "./custom-metrics.ts";
import { type ExemplarSource, guarded } from "./exemplar.ts";
import { guardedReport } from "./guarded-report.ts";
import { InstrumentFactory } from "./instrument-factory.ts";
import type { Counter, CounterConfig } from "./instruments/counter.ts";
import type { Gauge, GaugeConfig } from "./instruments/gauge.ts";
import type { Histogram, HistogramConfig } from "./instruments/histogram.ts";
import type { Summary, SummaryConfig } from "./instruments/summary.ts";
import { type JobRecorder, jobRecorder } from "./job-metrics.ts";
import { type PushOptions, type PushOutcome, pusher } from "./push.ts";
import { type Recorders, recorders } from "./recorders.ts";
import { addRuntimeMetrics } from "./runtime-metrics.ts";
import { type Scrape, type ScrapeOptions, scrape } from "./scrape.ts";
import type { MetricProblem } from "./series-guard.ts";
import { type TextfileOptions, type TextfileOutcome, textfileWriter } from "./textfile.ts";

export interface MetricsOptions {
  /**
   * Put before the names of the sixteen catalogue metrics, and of no other.
   *
   * @default "export_trakt_"
   */
  readonly prefix?: string;
  /** Version of the program, as label of `ettl_build_info` and the health gauges. */
  readonly version: string;
  /**
   * Where instruments are registered; foreign prom-client metrics in it are scraped too.
   *
   * @default a new prom-client `Registry`
   */
  readonly registry?: Registry;
  /** Labels that every series of the registry gets. */
  readonly defaultLabels?: Readonly<Record<string, string>>;
  /**
   * Whether `process_*` and `nodejs_*` are collected.
   *
   * @default true
   */
  readonly runtimeMetrics?: boolean;
  /**
   * Label sets kept apart per metric; what comes later is recorded in one series whose labels all
   * are `__overflow__`.
   *
   * @default 2000
   */
  readonly maxSeriesPerMetric?: number;
  /** Asked at each sample for the ids that join it to its trace. */
  readonly exemplar?: ExemplarSource;
  /**
   * False: every instrument keeps its face and records nothing.
   *
   * @default true
   */
  readonly recording?: boolean;
  /**
   * Metrics that are named outside of the code, such as by a file; `record` takes their values.
   *
   * @default none
   */
  readonly custom?: readonly CustomMetric[];
  /**
   * Called once per metric and kind of problem, and for each push or file that failed; counts are
   * in `stats()`.
   */
  readonly onProblem?: (problem: MetricProblem) => void;
}

export interface MetricsStats {
  /** Label sets by metric. */
  readonly series: Readonly<Record<string, number>>;
  /** Samples recorded as `__overflow__`, by metric. */
  readonly overflowed: Readonly<Record<string, number>>;
  /** Samples refused because their value or labels made no sense. */
  readonly refused: number;
}

export interface Metrics extends Recorders, JobRecorder, CustomRecorder {
  /** prom-client's registry, to use with anything that knows prom-client. */
  readonly registry: Registry;
  /** A counter of your own, named as given. The same name again gives the same counter. */
  counter(config: CounterConfig): Counter;
  /** A gauge of your own, named as given. The same name again gives the same gauge. */
  gauge(config: GaugeConfig): Gauge;
  /** A histogram of your own, named as given. The same name again gives the same histogram. */
  histogram(config: HistogramConfig): Histogram;
  /** A summary of your own, named as given. The same name again gives the same summary. */
  summary(config: SummaryConfig): Summary;
  /** Everything in the registry as text, in the form and coding that the headers ask for. */
  scrape(options?: ScrapeOptions): Promise<Scrape>;
  /**
   * Pushes everything to a Pushgateway, for a job that ends before anybody scrapes it. Takes at most
   * `timeoutMs`, and never rejects.
   */
  push(options: PushOptions): Promise<PushOutcome>;
  /**
   * Writes everything into a file for node_exporter's textfile collector, whole or not at all. Never
   * rejects.
   */
  writeTextfile(options: TextfileOptions): Promise<TextfileOutcome>;
  stats(): MetricsStats;
}

/**
 * Makes the metrics of one program.
 *
 * @throws {TypeError} `prefix` or `maxSeriesPerMetric` can't be used.
 */
export function createMetrics(options: MetricsOptions): Metrics {
  const { prefix = "export_trakt_", maxSeriesPerMetric = 2000, recording = true } = options;
  const { registry = new Registry(), runtimeMetrics = true, version, defaultLabels } = options;
  if (!/^([a-zA-Z_:][a-zA-Z0-9_:]*)?$/.test(prefix))
    throw new TypeError(
      `prefix "${prefix}" can't begin a metric name; letters, digits, _ and : can`,
    );
  if (!Number.isInteger(maxSeriesPerMetric) || maxSeriesPerMetric < 1)
    throw new TypeError(`maxSeriesPerMetric is ${maxSeriesPerMetric}, expected 1 or more`);

  const onProblem = guardedReport(options.onProblem);
  if (defaultLabels) registry.setDefaultLabels(defaultLabels);
  const factory = new InstrumentFactory({
    registry,
    recording,
    maxSeries: maxSeriesPerMetric,
    exemplar: options.exemplar ? guarded(options.exemplar) : () => undefined,
    onProblem,
  });
  const catalogue = createCatalogue(factory, prefix);
  if (runtimeMetrics && recording) addRuntimeMetrics(registry, factory);
  const lastScrape = addOwnMetrics(factory, version);
  const custom = new CustomMetrics(options.custom ?? [], factory, onProblem);
  const text = async () => (await metrics.scrape()).body.toString();

  const metrics: Metrics = {
    registry,
    ...recorders(catalogue, version),
    ...jobRecorder((config) => factory.gauge(config)),
    record: (name, labels = {}, value) => custom.record(name, labels, value),
    push: pusher({
      recording,
      text,
      counter: (config) => factory.counter(config),
      onProblem,
    }),
    writeTextfile: textfileWriter({ recording, text, onProblem }),
    counter: (config) => factory.counter(config),
    gauge: (config) => factory.gauge(config),
    histogram: (config) => factory.histogram(config),
    summary: (config) => factory.summary(config),
    async scrape(scrapeOptions = {}) {
      const start = performance.now();
      const result = await scrape(registry, scrapeOptions);
      lastScrape.set((performance.now() - start) / 1000);
      return result;
    },
    stats() {
      const guards = [...factory.guards];
      return {
        series: Object.fromEntries(guards.map(([name, guard]) => [name, guard.series])),
        overflowed: Object.fromEntries(
          guards.filter(([, guard]) => guard.overflowed > 0).map(([n, g]) => [n, g.overflowed]),
        ),
        refused: guards.reduce((sum, [, guard]) => sum + guard.refused, custom.refused),
      };
    },
  };
  return metrics;
}

/** What this package knows about itself. */
function addOwnMetrics(factory: InstrumentFactory, version: string): Gauge {
  const info = factory.gauge({
    name: "ettl_build_info",
    help: "1, with the version of the program and of Node as labels.",
    labelNames: ["version", "node_version"],
  });
  info.set({ version, node_version: process.versions.node }, 1);
  const overflow = factory.counter({
    name: "ettl_metric_series_overflow_total",
    help: "Samples recorded as __overflow__ because their metric had no room for another series.",
    labelNames: ["metric"],
    collect: () => {
      overflow.reset();
      for (const [metric, guard] of factory.guards)
        if (guard.overflowed > 0) overflow.inc({ metric }, guard.overflowed);
    },
  });
  return factory.gauge({
    name: "ettl_scrape_duration_seconds",
    help: "Duration of the previous scrape, in seconds.",
  });
}
