import { type HistogramConfiguration, Histogram as PromHistogram } from "prom-client";
import type { ExemplarSource } from "../exemplar.ts";
import type { Labels, SeriesGuard } from "../series-guard.ts";
import { Instrument, sampleOf } from "./instrument.ts";

export type HistogramConfig<T extends string = string> = Omit<
  HistogramConfiguration<T>,
  "registers"
>;

/** A prom-client `Histogram` with bounded series and exemplars that come by themselves. */
export class Histogram extends Instrument {
  readonly type = "histogram";
  readonly buckets: readonly number[];
  readonly #inner: PromHistogram;
  readonly #exemplar: ExemplarSource;

  constructor(config: HistogramConfig, guard: SeriesGuard, exemplar: ExemplarSource) {
    const { collect: _, ...rest } = config;
    const inner = new PromHistogram({ ...rest, registers: [], enableExemplars: true });
    super(config, inner, guard);
    this.buckets = config.buckets ?? [];
    this.#inner = inner;
    this.#exemplar = exemplar;
  }

  /** Records one value. A non-finite value is refused and counted. */
  observe(labels: Labels, value: number): void;
  observe(value: number): void;
  observe(labelsOrValue: Labels | number, givenValue?: number): void {
    const [given, amount] = sampleOf(labelsOrValue, givenValue);
    const value = typeof amount === "number" ? amount : Number.NaN;
    const labels = this.guard.admit(given, value);
    if (labels === undefined) return;
    const exemplarLabels = this.#exemplar();
    this.#inner.observe({ labels, value, ...(exemplarLabels && { exemplarLabels }) });
  }

  /** Returns a function that records the seconds since, and returns them. */
  startTimer(labels: Labels = {}): (endLabels?: Labels) => number {
    const start = performance.now();
    return (endLabels = {}) => {
      const seconds = (performance.now() - start) / 1000;
      this.observe({ ...labels, ...endLabels }, seconds);
      return seconds;
    };
  }

  labels(...given: readonly unknown[]) {
    const labels = this.labelsOf(given);
    return {
      observe: (value: number) => this.observe(labels, value),
      startTimer: () => this.startTimer(labels),
    };
  }

  /** Makes a series with these labels and no observation yet. */
  zero(labels: Labels): void {
    const admitted = this.guard.admit(labels, 0);
    if (admitted !== undefined) this.#inner.zero(admitted);
  }
}
