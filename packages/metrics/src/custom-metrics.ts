import type { InstrumentFactory } from "./instrument-factory.ts";
import { inWords } from "./instruments/instrument.ts";
import type { Labels } from "./labels.ts";
import { MetricError } from "./metric-error.ts";
import type { RecordingRules } from "./recording-rules.ts";

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

/** Records what `custom` names. */
export interface CustomRecorder {
  /**
   * Records a value of one of the `custom` metrics: a counter adds it (default 1), a gauge is set to
   * it, a histogram or summary observes it. A name that is none of theirs is refused and counted,
   * as `unknown`.
   *
   * @throws {MetricError} It can't be recorded, and `strict` is on.
   */
  record(name: string, labels?: Labels, value?: number): void;
}

type Record = (labels: Labels, value: number | undefined) => void;

/** Names that are told; the rest is only counted. */
const mostTold = 100;

/** Keeps the custom metrics, which are there from the start. */
export class CustomMetrics {
  /** Calls whose name is none of the metrics'. */
  refused = 0;
  readonly #records: ReadonlyMap<string, Record>;
  readonly #rules: RecordingRules;
  readonly #told = new Set<string>();

  constructor(metrics: readonly CustomMetric[], factory: InstrumentFactory, rules: RecordingRules) {
    this.#records = new Map(metrics.map((metric) => [metric.name, recordOf(metric, factory)]));
    this.#rules = rules;
  }

  record(name: string, labels: Labels, value: number | undefined): void {
    const record = this.#records.get(name);
    if (record) {
      record(labels, value);
      return;
    }
    const { recording, strict, tell } = this.#rules;
    if (!recording) return;
    this.refused++;
    const called = typeof name === "string" ? name : inWords(name);
    const message = `${called}: a value was refused, there is no custom metric of this name`;
    if (strict) throw new MetricError("invalid_sample", called, message);
    if (this.#told.has(called) || this.#told.size >= mostTold) return;
    this.#told.add(called);
    tell({ code: "invalid_sample", message });
  }
}

function recordOf(
  { name, type, help, labelNames = [], buckets }: CustomMetric,
  factory: InstrumentFactory,
): Record {
  const config = { name, help, labelNames: [...labelNames] };
  switch (type) {
    case "counter": {
      const counter = factory.counter(config);
      return (labels, value) => counter.inc(labels, value);
    }
    case "gauge": {
      const gauge = factory.gauge(config);
      return (labels, value) => gauge.set(labels, value as number);
    }
    case "histogram": {
      const histogram = factory.histogram({ ...config, ...(buckets && { buckets: [...buckets] }) });
      return (labels, value) => histogram.observe(labels, value as number);
    }
    case "summary": {
      const summary = factory.summary(config);
      return (labels, value) => summary.observe(labels, value as number);
    }
    default:
      throw new TypeError(`custom metric "${name}": the type "${type}" is unknown`);
  }
}
