import type { Aggregator, Registry } from "prom-client";
import type { InstrumentFactory } from "../instrument-factory.ts";
import type { Histogram } from "../instruments/histogram.ts";

export interface PulledMetric {
  readonly name: string;
  readonly help: string;
  /** How a cluster's workers are added up; prom-client's own choice of words. */
  readonly aggregator?: Aggregator;
}

/** Series by their labels. */
export type Readings = readonly (readonly [labels: Record<string, string>, value: number])[];

/**
 * Metrics whose values are read at each scrape, so that no reset of the registry makes them wrong.
 * A name that the registry has already is left as it is.
 */
export class PulledMetrics {
  readonly #registry: Registry;
  readonly #factory: InstrumentFactory;
  readonly #added = new Map<string, unknown>();

  constructor(registry: Registry, factory: InstrumentFactory) {
    this.#registry = registry;
    this.#factory = factory;
  }

  /** One value; undefined is a value that can't be had now, NaN in the output. False: not added. */
  gauge(metric: PulledMetric, read: () => number | undefined | Promise<number>): boolean {
    const gauge = this.#add(metric.name, () => this.#factory.gauge({ ...metric, collect }));
    const set = (value: number | undefined): void => gauge?.set(value ?? Number.NaN);
    function collect(): void | Promise<void> {
      const value = read();
      return value instanceof Promise ? value.then(set) : set(value);
    }
    return gauge !== undefined;
  }

  /** Several series; one that is not read is not there. */
  gauges(metric: PulledMetric & { labelNames: string[] }, read: () => Readings): boolean {
    const gauge = this.#add(metric.name, () => this.#factory.gauge({ ...metric, collect }));
    function collect(): void {
      const readings = read();
      gauge?.reset();
      for (const [labels, value] of readings) gauge?.set(labels, value);
    }
    return gauge !== undefined;
  }

  /** Totals that somebody else counts: taken as they are, for adding up differences would drift. */
  counter(metric: PulledMetric & { labelNames?: string[] }, read: () => Readings): boolean {
    // The only trace that is active while it is read is the scrape's own.
    const config = { ...metric, enableExemplars: false };
    const counter = this.#add(metric.name, () => this.#factory.counter({ ...config, collect }));
    const highest = new Map<string, number>();
    function collect(): void {
      const readings = read();
      counter?.reset();
      for (const [labels, value] of readings) {
        const key = Object.values(labels).join();
        const total = Math.max(value, highest.get(key) ?? 0);
        highest.set(key, total);
        counter?.inc(labels, total);
      }
    }
    return counter !== undefined;
  }

  /** A histogram to observe; undefined if its name is taken. */
  histogram(
    metric: PulledMetric & { labelNames: string[]; buckets: number[] },
  ): Histogram | undefined {
    return this.#add(metric.name, () =>
      this.#factory.histogram({ ...metric, enableExemplars: false }),
    );
  }

  /** Adds again what somebody took out of the registry. */
  restore(): void {
    for (const [name, instrument] of this.#added)
      if (this.#registry.getSingleMetric(name) === undefined)
        this.#registry.registerMetric(instrument as never);
  }

  /** Takes out what was added: what nobody measures any more must not stay at its last value. */
  removeAll(): void {
    for (const [name, instrument] of this.#added)
      if (this.#registry.getSingleMetric(name) === instrument)
        this.#registry.removeSingleMetric(name);
    this.#added.clear();
  }

  #add<I>(name: string, create: () => I): I | undefined {
    if (this.#registry.getSingleMetric(name) !== undefined) return undefined;
    try {
      const instrument = create();
      this.#added.set(name, instrument);
      return instrument;
    } catch {
      // Samples of a metric of the caller's have this name; theirs was there first.
      return undefined;
    }
  }
}
