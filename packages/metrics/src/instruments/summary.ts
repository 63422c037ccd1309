import { Summary as PromSummary, type SummaryConfiguration } from "prom-client";
import type { Labels, SeriesGuard } from "../series-guard.ts";
import { Instrument, sampleOf } from "./instrument.ts";

export type SummaryConfig<T extends string = string> = Omit<SummaryConfiguration<T>, "registers">;

/** A prom-client `Summary` with bounded series. */
export class Summary extends Instrument {
  readonly type = "summary";
  readonly #inner: PromSummary;

  constructor(config: SummaryConfig, guard: SeriesGuard) {
    const { collect: _, ...rest } = config;
    const inner = new PromSummary({ ...rest, registers: [] });
    super(config, inner, guard);
    this.#inner = inner;
  }

  /** Records one value. A non-finite value is refused and counted. */
  observe(labels: Labels, value: number): void;
  observe(value: number): void;
  observe(labelsOrValue: Labels | number, givenValue?: number): void {
    const [given, amount] = sampleOf(labelsOrValue, givenValue);
    const value = typeof amount === "number" ? amount : Number.NaN;
    const labels = this.guard.admit(given, value);
    if (labels !== undefined) this.#inner.observe(labels, value);
  }

  labels(...given: readonly unknown[]) {
    const labels = this.labelsOf(given);
    return { observe: (value: number) => this.observe(labels, value) };
  }
}
