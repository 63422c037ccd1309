import type { MetricObjectWithValues, MetricValue } from "prom-client";
import type { Labels, SeriesGuard } from "../series-guard.ts";

/** What an instrument needs of the prom-client metric that keeps its values. */
interface Inner {
  remove(labels: Labels): void;
  reset(): void;
  get(): Promise<MetricObjectWithValues<MetricValue<string>>>;
}

export interface InstrumentConfig {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
  readonly aggregator?: string;
  /** Called before each scrape, to set values that are pulled. May be asynchronous. */
  readonly collect?: (this: never) => void | Promise<void>;
}

/**
 * What counter, gauge and histogram share: prom-client's metric interface over a prom-client
 * metric, with the guard deciding about each sample. A prom-client `Registry` takes it as its own.
 */
export abstract class Instrument {
  /** Assigned by prom-client's OpenMetrics writer, hence not readonly. */
  name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly aggregator: string;
  protected readonly guard: SeriesGuard;
  readonly #inner: Inner;
  readonly #collect: ((this: never) => void | Promise<void>) | undefined;

  constructor(config: InstrumentConfig, inner: Inner, guard: SeriesGuard) {
    this.name = config.name;
    this.help = config.help;
    this.labelNames = config.labelNames ?? [];
    this.aggregator = config.aggregator ?? "sum";
    this.guard = guard;
    this.#inner = inner;
    this.#collect = config.collect;
  }

  /** Removes one series, named by its labels or by their values in order. */
  remove(...given: readonly unknown[]): void {
    const labels = this.labelsOf(given);
    this.guard.forget(labels);
    this.#inner.remove(labels);
  }

  /** Forgets all series. */
  reset(): void {
    this.guard.clear();
    this.#inner.reset();
  }

  async get(): Promise<MetricObjectWithValues<MetricValue<string>>> {
    await this.#collect?.call(this as never);
    return { ...(await this.#inner.get()), name: this.name };
  }

  /** prom-client takes labels as one object or as values in the order of the label names. */
  protected labelsOf(given: readonly unknown[]): Labels {
    const [first] = given;
    if (typeof first === "object" && first !== null) return first as Labels;
    const named = this.labelNames.slice(0, given.length);
    return Object.fromEntries(named.map((name, index) => [name, String(given[index])]));
  }
}

/** The labels and the value of a call that may leave the labels out. */
export function sampleOf(labelsOrValue: unknown, value: unknown): [Labels, unknown] {
  return typeof labelsOrValue === "object" && labelsOrValue !== null
    ? [labelsOrValue as Labels, value]
    : [{}, labelsOrValue ?? value];
}
