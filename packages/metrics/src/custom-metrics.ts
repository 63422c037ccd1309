import type { Counter, CounterConfig } from "./instruments/counter.ts";
import type { Gauge, GaugeConfig } from "./instruments/gauge.ts";
import type { Histogram, HistogramConfig } from "./instruments/histogram.ts";
import type { Summary, SummaryConfig } from "./instruments/summary.ts";
import type { Labels } from "./series-guard.ts";

/** A metric that is named outside of the code, such as by a configuration file. */
export interface CustomMetric {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram" | "summary";
  readonly help: string;
  /**
   * @default none
   */
  readonly labelNames?: readonly string[];
  /**
   * Upper bounds, for histograms only.
   *
   * @default those of prom-client: 0.005 to 10
   */
  readonly buckets?: readonly number[];
}

export interface CustomRecorder {
  /**
   * Records a value of one of the `custom` metrics: a counter adds it (default 1), a gauge is set to
   * it, a histogram or summary observes it. A name that is none of theirs is refused and counted.
   */
  record(name: string, labels?: Labels, value?: number): void;
}

/** What makes the instruments. */
export interface InstrumentSource {
  counter(config: CounterConfig): Counter;
  gauge(config: GaugeConfig): Gauge;
  histogram(config: HistogramConfig): Histogram;
  summary(config: SummaryConfig): Summary;
}

type Record = (labels: Labels, value: number | undefined) => void;

/** Names that are told; the rest is only counted. */
const mostTold = 100;

/** Keeps the custom metrics, which are there from the start. */
export class CustomMetrics {
  /** Calls whose name is none of the metrics'. */
  refused = 0;
  readonly #records: ReadonlyMap<string, Record>;
  readonly #onProblem: (problem: { code: "invalid_sample"; message: string }) => void;
  readonly #told = new Set<string>();

  constructor(
    metrics: readonly CustomMetric[],
    source: InstrumentSource,
    onProblem: (problem: { code: "invalid_sample"; message: string }) => void,
  ) {
    this.#records = new Map(metrics.map((metric) => [metric.name, recordOf(metric, source)]));
    this.#onProblem = onProblem;
  }

  record(name: string, labels: Labels, value: number | undefined): void {
    const record = this.#records.get(name);
    if (record) {
      record(labels, value);
      return;
    }
    this.refused++;
    if (this.#told.has(name) || this.#told.size >= mostTold) return;
    this.#told.add(name);
    const message = `${name}: a value was refused, there is no custom metric of this name`;
    this.#onProblem({ code: "invalid_sample", message });
  }
}

function recordOf(
  { name, type, help, labelNames = [], buckets }: CustomMetric,
  source: InstrumentSource,
): Record {
  const config = { name, help, labelNames: [...labelNames] };
  switch (type) {
    case "counter": {
      const counter = source.counter(config);
      return (labels, value) => counter.inc(labels, value);
    }
    case "gauge": {
      const gauge = source.gauge(config);
      return (labels, value) => gauge.set(labels, value as number);
    }
    case "histogram": {
      const histogram = source.histogram({ ...config, ...(buckets && { buckets: [...buckets] }) });
      return (labels, value) => histogram.observe(labels, value as number);
    }
    case "summary": {
      const summary = source.summary(config);
      return (labels, value) => summary.observe(labels, value as number);
    }
    default:
      throw new TypeError(`custom metric "${name}": the type "${type}" is unknown`);
  }
}
