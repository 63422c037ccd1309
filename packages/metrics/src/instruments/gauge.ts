import { type GaugeConfiguration, Gauge as PromGauge } from "prom-client";
import type { Labels, SeriesGuard } from "../series-guard.ts";
import { Instrument, sampleOf } from "./instrument.ts";

export type GaugeConfig<T extends string = string> = Omit<GaugeConfiguration<T>, "registers">;

/** A prom-client `Gauge` with bounded series. */
export class Gauge extends Instrument {
  readonly type = "gauge";
  readonly #inner: PromGauge;

  constructor(config: GaugeConfig, guard: SeriesGuard) {
    const { collect: _, ...rest } = config;
    const inner = new PromGauge({ ...rest, registers: [] });
    super(config, inner, guard);
    this.#inner = inner;
  }

  /** Adds `value` (default 1). A non-finite value is refused and counted. */
  inc(labels: Labels, value?: number): void;
  inc(value?: number): void;
  inc(labelsOrValue?: Labels | number, value?: number): void {
    this.#change("inc", sampleOf(labelsOrValue, value));
  }

  /** Takes `value` (default 1) away. */
  dec(labels: Labels, value?: number): void;
  dec(value?: number): void;
  dec(labelsOrValue?: Labels | number, value?: number): void {
    this.#change("dec", sampleOf(labelsOrValue, value));
  }

  set(labels: Labels, value: number): void;
  set(value: number): void;
  set(labelsOrValue: Labels | number, value?: number): void {
    this.#change("set", sampleOf(labelsOrValue, value ?? Number.NaN));
  }

  setToCurrentTime(labels: Labels = {}): void {
    this.set(labels, Date.now() / 1000);
  }

  /** Returns a function that sets the gauge to the seconds since, and returns them. */
  startTimer(labels: Labels = {}): (endLabels?: Labels) => number {
    const start = performance.now();
    return (endLabels = {}) => {
      const seconds = (performance.now() - start) / 1000;
      this.set({ ...labels, ...endLabels }, seconds);
      return seconds;
    };
  }

  labels(...given: readonly unknown[]) {
    const labels = this.labelsOf(given);
    return {
      inc: (value?: number) => this.inc(labels, value),
      dec: (value?: number) => this.dec(labels, value),
      set: (value: number) => this.set(labels, value),
      setToCurrentTime: () => this.setToCurrentTime(labels),
      startTimer: () => this.startTimer(labels),
    };
  }

  #change(how: "inc" | "dec" | "set", [given, amount = 1]: readonly [Labels, unknown]): void {
    const value = Number(amount);
    const labels = this.guard.admit(given, value);
    if (labels !== undefined) this.#inner[how](labels, value);
  }
}
