import { type CounterConfiguration, Counter as PromCounter } from "prom-client";
import type { ExemplarSource } from "../exemplar.ts";
import type { Labels, SeriesGuard } from "../series-guard.ts";
import { Instrument, sampleOf } from "./instrument.ts";

export type CounterConfig<T extends string = string> = Omit<CounterConfiguration<T>, "registers">;

/** A prom-client `Counter` with bounded series and exemplars that come by themselves. */
export class Counter extends Instrument {
  readonly type = "counter";
  readonly #inner: PromCounter;
  readonly #exemplar: ExemplarSource;

  constructor(config: CounterConfig, guard: SeriesGuard, exemplar: ExemplarSource) {
    const { collect: _, ...rest } = config;
    const inner = new PromCounter({ ...rest, registers: [], enableExemplars: true });
    super(config, inner, guard);
    this.#inner = inner;
    this.#exemplar = exemplar;
  }

  /** Adds `value` (default 1). A negative or non-finite value is refused and counted. */
  inc(labels: Labels, value?: number): void;
  inc(value?: number): void;
  inc(labelsOrValue?: Labels | number, givenValue?: number): void {
    const [given, amount = 1] = sampleOf(labelsOrValue, givenValue);
    const value = Number(amount);
    const labels = this.guard.admit(given, value);
    if (labels === undefined) return;
    const exemplarLabels = this.#exemplar();
    this.#inner.inc({ labels, value, ...(exemplarLabels && { exemplarLabels }) });
  }

  labels(...given: readonly unknown[]) {
    const labels = this.labelsOf(given);
    return { inc: (value?: number) => this.inc(labels, value) };
  }
}
