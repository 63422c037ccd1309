import type { Registry } from "prom-client";
import type { ExemplarSource } from "./exemplar.ts";
import { Counter, type CounterConfig } from "./instruments/counter.ts";
import { Gauge, type GaugeConfig } from "./instruments/gauge.ts";
import { Histogram, type HistogramConfig } from "./instruments/histogram.ts";
import type { Instrument, InstrumentConfig } from "./instruments/instrument.ts";
import { Summary, type SummaryConfig } from "./instruments/summary.ts";
import { type MetricProblem, SeriesGuard } from "./series-guard.ts";

export interface FactoryOptions {
  readonly registry: Registry;
  readonly maxSeries: number;
  readonly exemplar: ExemplarSource;
  readonly recording: boolean;
  readonly onProblem: (problem: MetricProblem) => void;
}

/** Makes instruments in one registry; asking twice for a name gives the same instrument. */
export class InstrumentFactory {
  readonly guards = new Map<string, SeriesGuard>();
  readonly #options: FactoryOptions;

  constructor(options: FactoryOptions) {
    this.#options = options;
  }

  counter(config: CounterConfig): Counter {
    return this.#make("counter", config, 0, (guard) => {
      return new Counter(config, guard, this.#options.exemplar);
    });
  }

  gauge(config: GaugeConfig): Gauge {
    return this.#make("gauge", config, -Infinity, (guard) => new Gauge(config, guard));
  }

  histogram(config: HistogramConfig): Histogram {
    return this.#make("histogram", config, -Infinity, (guard) => {
      return new Histogram(config, guard, this.#options.exemplar);
    });
  }

  summary(config: SummaryConfig): Summary {
    return this.#make("summary", config, -Infinity, (guard) => new Summary(config, guard));
  }

  #make<I extends Instrument & { readonly type: string }>(
    type: I["type"],
    config: InstrumentConfig & { readonly buckets?: readonly number[] },
    minimum: number,
    create: (guard: SeriesGuard) => I,
  ): I {
    const { registry, maxSeries, recording, onProblem } = this.#options;
    const { name, labelNames = [], buckets } = config;
    const known: unknown = registry.getSingleMetric(name);
    if (known !== undefined) {
      const shape = known as Partial<I & { readonly buckets: readonly number[] }>;
      const same =
        shape.type === type &&
        String(shape.labelNames) === String(labelNames) &&
        (buckets === undefined || String(shape.buckets) === String(buckets));
      if (same) return known as I;
      throw new Error(
        `The metric "${name}" exists already as ${shape.type} with the labels (${shape.labelNames?.join(", ")}). Use another name, or the same type, labels and buckets.`,
      );
    }
    const guard = new SeriesGuard({
      name,
      labelNames,
      minimum,
      maxSeries,
      recording,
      onProblem,
    });
    const instrument = create(guard);
    this.guards.set(name, guard);
    if (recording) registry.registerMetric(instrument as never);
    return instrument;
  }
}
