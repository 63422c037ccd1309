import type { Registry } from "prom-client";
import { orderedBuckets } from "./instruments/buckets.ts";
import { Counter, type CounterConfig } from "./instruments/counter.ts";
import type { InstrumentConfig } from "./instruments/definition.ts";
import { Gauge, type GaugeConfig } from "./instruments/gauge.ts";
import { Histogram, type HistogramConfig } from "./instruments/histogram.ts";
import { type InstrumentType, instrumentStats } from "./instruments/instrument.ts";
import { Summary, type SummaryConfig } from "./instruments/summary.ts";
import { MetricError } from "./metric-error.ts";
import type { RecordingRules } from "./recording-rules.ts";
import { clashOf } from "./sample-names.ts";

/** Into what a histogram or summary sorts its values; undefined where that was left to it. */
interface Scale {
  readonly buckets?: readonly number[] | undefined;
  readonly percentiles?: readonly number[] | undefined;
}

/** What an instrument has, whichever copy of this module made it. */
interface Shape extends Scale {
  readonly type: string;
  readonly labelNames: readonly string[];
}

/** Makes instruments in one registry; asking twice for a name gives the same instrument. */
export class InstrumentFactory {
  readonly #registry: Registry;
  readonly #rules: RecordingRules;

  constructor(registry: Registry, rules: RecordingRules) {
    this.#registry = registry;
    this.#rules = rules;
  }

  counter<T extends string>(config: CounterConfig<T>): Counter<T> {
    return this.#make("counter", config, {}, () => new Counter(config, this.#rules));
  }

  gauge<T extends string>(config: GaugeConfig<T>): Gauge<T> {
    return this.#make("gauge", config, {}, () => new Gauge(config, this.#rules));
  }

  histogram<T extends string>(config: HistogramConfig<T>): Histogram<T> {
    const buckets = config.buckets && orderedBuckets(config.name, config.buckets);
    return this.#make("histogram", config, { buckets }, () => new Histogram(config, this.#rules));
  }

  summary<T extends string>(config: SummaryConfig<T>): Summary<T> {
    const { percentiles } = config;
    return this.#make("summary", config, { percentiles }, () => new Summary(config, this.#rules));
  }

  #make<I extends object>(
    type: InstrumentType,
    config: InstrumentConfig,
    scale: Scale,
    create: () => I,
  ): I {
    const { name, labelNames = [] } = config;
    const known: unknown = this.#registry.getSingleMetric(name);
    if (known !== undefined) {
      const asked = { type, labelNames, ...scale };
      const difference = differenceOf(known as Shape, asked);
      if (difference === undefined) return known as I;
      throw new MetricError(
        "different_shape",
        name,
        `The metric "${name}" exists already ${difference}. Use another name, or the same type, labels and buckets.`,
      );
    }
    const instrument = create();
    if (!this.#rules.recording) return instrument;
    const clash = clashOf(this.#registry, type, name);
    if (clash !== undefined)
      throw new MetricError(
        "name_clash",
        name,
        `The ${type} "${name}" can't be beside the metric "${clash.metric}": both would write "${clash.sample}". Use another name.`,
      );
    this.#registry.registerMetric(instrument as never);
    return instrument;
  }
}

/** In what an existing metric is another than the one asked for; undefined if it is the same. */
function differenceOf(known: Shape, asked: Shape): string | undefined {
  if (!(instrumentStats in known))
    return "in this registry, made with prom-client itself, which does not check what is recorded";
  const { type, labelNames, buckets, percentiles } = known;
  const sameScale =
    (asked.buckets === undefined || String(asked.buckets) === String(buckets)) &&
    (asked.percentiles === undefined || String(asked.percentiles) === String(percentiles));
  if (type === asked.type && String(labelNames) === String(asked.labelNames) && sameScale)
    return undefined;
  const scale = buckets ? ` and the buckets ${buckets.join(" ")}` : "";
  return `as ${type} with the labels (${labelNames.join(", ")})${scale}`;
}
