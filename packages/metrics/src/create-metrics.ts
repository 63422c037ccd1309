import { Registry } from "prom-client";
import { createCatalogue } from "./catalogue.ts";
import { type CustomMetric, CustomMetrics, type CustomRecorder } from "./custom-metrics.ts";
import type { ExemplarSource } from "./exemplar.ts";
import { InstrumentFactory } from "./instrument-factory.ts";
import type { Counter, CounterConfig } from "./instruments/counter.ts";
import { labelFault } from "./instruments/definition.ts";
import type { Gauge, GaugeConfig } from "./instruments/gauge.ts";
import type { Histogram, HistogramConfig } from "./instruments/histogram.ts";
import type { Summary, SummaryConfig } from "./instruments/summary.ts";
import { type JobRecorder, jobRecorder } from "./job-metrics.ts";
import { type PushOptions, type PushOutcome, pusher } from "./push.ts";
import { type Recorders, recorders } from "./recorders.ts";
import { type MetricProblem, recordingRules } from "./recording-rules.ts";
import { addRuntimeMetrics, type RuntimeMetricsOptions } from "./runtime/runtime-metrics.ts";
import { type Scrape, type ScrapeOptions, Scraper } from "./scraping/scraper.ts";
import { addSelfMetrics, instrumentsOf } from "./self-metrics.ts";
import { type MetricsStats, statsOf } from "./stats.ts";
import { type TextfileOptions, type TextfileOutcome, textfileWriter } from "./textfile.ts";

/** What is recorded, under which names, and how much of it. */
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
  /** Labels that every series of the registry gets unless it has them itself. */
  readonly defaultLabels?: Readonly<Record<string, string>>;
  /**
   * Whether `process_*` and `nodejs_*` are collected, or which of them.
   *
   * @default true
   */
  readonly runtimeMetrics?: boolean | RuntimeMetricsOptions;
  /**
   * Label sets kept apart per metric; what comes later is recorded in one series whose labels all
   * are `__overflow__`.
   *
   * @default 2000
   */
  readonly maxSeriesPerMetric?: number;
  /** Asked for the ids that join a sample to its trace, once per series and OpenMetrics scrape. */
  readonly exemplar?: ExemplarSource;
  /**
   * False: every instrument keeps its face and records nothing.
   *
   * @default true
   */
  readonly recording?: boolean;
  /**
   * True: a sample that can't be recorded throws `MetricError`, for tests and development. False:
   * it is refused, counted and told.
   *
   * @default false
   */
  readonly strict?: boolean;
  /**
   * How long a `collect` function may take, in milliseconds. One that takes longer or throws costs
   * its metric a place in the scrape.
   *
   * @default 1000
   */
  readonly collectTimeoutMs?: number;
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

/** Metrics of one program: the catalogue, its own, and what becomes of them. */
export interface Metrics extends Recorders, JobRecorder, CustomRecorder {
  /** prom-client's registry, to use with anything that knows prom-client. */
  readonly registry: Registry;
  /**
   * A counter of your own, named as given. The same name again gives the same counter.
   *
   * @throws {MetricError} The name or a label can't be used, or the name is that of another metric.
   */
  counter<const T extends string = string>(config: CounterConfig<T>): Counter<T>;
  /**
   * A gauge of your own, named as given. The same name again gives the same gauge.
   *
   * @throws {MetricError} The name or a label can't be used, or the name is that of another metric.
   */
  gauge<const T extends string = string>(config: GaugeConfig<T>): Gauge<T>;
  /**
   * A histogram of your own, named as given. The same name again gives the same histogram.
   *
   * @throws {MetricError} The name or a label can't be used, or the name is that of another metric.
   */
  histogram<const T extends string = string>(config: HistogramConfig<T>): Histogram<T>;
  /**
   * A summary of your own, named as given. The same name again gives the same summary.
   *
   * @throws {MetricError} The name or a label can't be used, or the name is that of another metric.
   */
  summary<const T extends string = string>(config: SummaryConfig<T>): Summary<T>;
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
  /** What was counted about the metrics themselves. */
  stats(): MetricsStats;
  /** Stops what observes the runtime and takes `process_*` and `nodejs_*` out. Idempotent. */
  close(): void;
}

/**
 * Makes the metrics of one program.
 *
 * @throws {TypeError} An option can't be used; the message says which and why.
 * @throws {MetricError} One of `custom` can't be made.
 */
export function createMetrics(options: MetricsOptions): Metrics {
  const { prefix = "export_trakt_", recording = true, defaultLabels, version } = options;
  const { registry = new Registry(), runtimeMetrics = true, collectTimeoutMs = 1000 } = options;
  checkOptions(options);

  if (defaultLabels) registry.setDefaultLabels(defaultLabels);
  const rules = recordingRules(options);
  const factory = new InstrumentFactory(registry, rules);
  // For instruments whose label values are ours: they can't explode.
  const ownFactory = new InstrumentFactory(registry, { ...rules, maxSeries: Infinity });
  const catalogue = createCatalogue(factory, ownFactory, prefix);
  const custom = new CustomMetrics(options.custom ?? [], factory, rules);
  const { collectErrors, scrapeDuration } = addSelfMetrics(ownFactory, registry, version, custom);
  // Last, for it begins to observe, and nothing above may throw behind it.
  const closeRuntimeMetrics =
    runtimeMetrics && recording
      ? addRuntimeMetrics(registry, ownFactory, runtimeMetrics === true ? {} : runtimeMetrics)
      : () => {};

  const failing = new Set<string>();
  const scraper = new Scraper({
    registry,
    collectTimeoutMs,
    onWritten: (durationSeconds) => scrapeDuration.set(durationSeconds),
    onCollectFailed(metric, reason, error) {
      collectErrors.inc({ metric, reason });
      if (failing.has(metric)) return;
      failing.add(metric);
      const why = reason === "timeout" ? `took more than ${collectTimeoutMs} ms` : messageOf(error);
      const message = `${metric} is left out of scrapes while its collect function fails: ${why}`;
      rules.tell({ code: "collect_failed", message });
    },
  });

  const text = (only: (name: string) => boolean) => scraper.text(only);

  return {
    registry,
    ...recorders(catalogue, version),
    ...jobRecorder(factory, rules),
    record: (name, labels = {}, value) => custom.record(name, labels, value),
    counter: (config) => factory.counter(config),
    gauge: (config) => factory.gauge(config),
    histogram: (config) => factory.histogram(config),
    summary: (config) => factory.summary(config),
    scrape: (scrapeOptions = {}) => scraper.scrape(scrapeOptions),
    push: pusher({ text, factory: ownFactory, rules }),
    writeTextfile: textfileWriter({ text, rules }),
    stats: () => statsOf(instrumentsOf(registry), custom),
    close: closeRuntimeMetrics,
  };
}

function checkOptions(options: MetricsOptions): void {
  const { prefix = "", maxSeriesPerMetric = 1, collectTimeoutMs = 1, defaultLabels = {} } = options;
  if (!/^([a-zA-Z_:][a-zA-Z0-9_:]*)?$/.test(prefix))
    throw new TypeError(
      `prefix "${prefix}" can't begin a metric name; letters, digits, _ and : can`,
    );
  if (!Number.isInteger(maxSeriesPerMetric) || maxSeriesPerMetric < 1)
    throw new TypeError(`maxSeriesPerMetric is ${maxSeriesPerMetric}, expected 1 or more`);
  if (!(collectTimeoutMs > 0 && collectTimeoutMs <= 60_000))
    throw new TypeError(
      `collectTimeoutMs is ${collectTimeoutMs}, expected 1 to 60000 milliseconds`,
    );
  for (const [name, value] of Object.entries<unknown>(defaultLabels)) {
    if (typeof value !== "string" && typeof value !== "number")
      throw new TypeError(`defaultLabels: the value of "${name}" is not text`);
    const fault = labelFault(name);
    if (fault)
      throw new TypeError(`defaultLabels: "${name}" can't be the name of a label: ${fault}`);
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : "it threw");
