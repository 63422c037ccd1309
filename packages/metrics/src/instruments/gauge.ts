import type { Family, FamilyFormat } from "../exposition/family.ts";
import { PlainFamily } from "../exposition/plain-family.ts";
import type { Labels } from "../labels.ts";
import type { RecordingRules } from "../recording-rules.ts";
import type { Admission } from "../series/admission.ts";
import { Series } from "../series/series.ts";
import type { InstrumentConfig } from "./definition.ts";
import { Instrument, inWords, type MetricValues } from "./instrument.ts";
import { startTimer } from "./timer.ts";

/** What makes a gauge. */
export interface GaugeConfig<T extends string = string> extends InstrumentConfig<T> {
  /** Called before each scrape, to set what is pulled. May be asynchronous. */
  readonly collect?: (this: Gauge<T>) => void | Promise<void>;
}

export class GaugeSeries extends Series {
  value = 0;
}
// A first fraction after whole numbers would have V8 change the layout of every series.
new GaugeSeries({}).value = 0.5;

/** A value that goes up and down, per label set. Recording never throws, unless it is strict. */
export class Gauge<T extends string = string> extends Instrument<GaugeSeries> {
  constructor(config: GaugeConfig<T>, rules: RecordingRules) {
    super("gauge", config, rules, (labels) => new GaugeSeries(labels));
    this.reset();
  }

  /** Sets the value; NaN and the infinities are values, too. */
  set(labels: Labels<T>, value: number): void;
  set(value: number): void;
  set(first: Labels<T> | number, second?: number): void {
    let labels: Labels = {};
    let value: unknown = first;
    if (typeof first === "object" && first !== null) {
      labels = first;
      value = second;
    }
    const series = this.admission.quick(labels);
    if (series !== undefined && typeof value === "number") series.value = value;
    else setSlowly(this.admission, labels, value);
  }

  /** Adds `value` (default 1), any finite number. */
  inc(labels: Labels<T>, value?: number): void;
  inc(value?: number): void;
  inc(first?: Labels<T> | number, value?: number): void {
    if (typeof first === "object" && first !== null) this.#change(first, value, 1);
    else this.#change({}, first, 1);
  }

  /** Takes `value` (default 1) away, any finite number. */
  dec(labels: Labels<T>, value?: number): void;
  dec(value?: number): void;
  dec(first?: Labels<T> | number, value?: number): void {
    if (typeof first === "object" && first !== null) this.#change(first, value, -1);
    else this.#change({}, first, -1);
  }

  /** Sets the value to the current time, in Unix seconds. */
  setToCurrentTime(labels?: Labels<T>): void {
    this.set((labels ?? {}) as Labels<T>, Date.now() / 1000);
  }

  /** Returns a function that sets the gauge to the seconds since, and returns them. */
  startTimer(labels?: Labels<T>): (endLabels?: Labels<T>) => number {
    return startTimer(labels, (all, seconds) => {
      setSlowly(this.admission, all, seconds);
    });
  }

  /** The series with these labels, found once. It is made by its first sample. */
  labels(...values: (string | number)[]): GaugeChild<T>;
  labels(labels: Labels<T>): GaugeChild<T>;
  labels(...given: unknown[]): GaugeChild<T> {
    return new GaugeChild(this.admission, this.childLabels(given) as Labels<T> | undefined);
  }

  override reset(): void {
    super.reset();
    // Without labels there is one series, and it is there from the start.
    if (this.labelNames.length === 0) this.admission.series({});
  }

  override async get(): Promise<MetricValues> {
    await this.collect?.();
    return this.values(
      this.admission.table.live().map(({ value, labels }) => ({ value, labels: { ...labels } })),
    );
  }

  /** For prom-client's own writer. It copies nothing, as nobody changes these. */
  async getForPromString(): Promise<MetricValues> {
    await this.collect?.();
    return this.values(this.admission.table.live());
  }

  /** Its part of a scrape. */
  open(format: FamilyFormat): Family {
    return new PlainFamily(this, "gauge", this.registeredName, this.admission.table, format);
  }

  #change(labels: Labels, amount: unknown = 1, sign: 1 | -1): void {
    const series = this.admission.quick(labels);
    if (series !== undefined && isFiniteNumber(amount)) series.value += sign * amount;
    else changeSlowly(this.admission, labels, amount, sign);
  }
}

/** One series of a gauge, found once. */
export class GaugeChild<T extends string = string> {
  readonly #admission: Admission<GaugeSeries>;
  readonly #labels: Labels<T> | undefined;
  #series: GaugeSeries = removed;

  constructor(admission: Admission<GaugeSeries>, labels: Labels<T> | undefined) {
    this.#admission = admission;
    this.#labels = labels;
  }

  /** Sets the series. */
  set(value: number): void {
    const series = this.#series;
    if (series.live && typeof value === "number") series.value = value;
    else this.#keep(setSlowly(this.#admission, this.#labels, value));
  }

  /** Adds to the series, 1 unless told otherwise. */
  inc(value?: number): void {
    this.#change(value, 1);
  }

  /** Takes from the series, 1 unless told otherwise. */
  dec(value?: number): void {
    this.#change(value, -1);
  }

  /** Sets the series to the time, in Unix seconds. */
  setToCurrentTime(): void {
    this.set(Date.now() / 1000);
  }

  /** Starts a timer; its end sets the series and gives the seconds. */
  startTimer(): (endLabels?: Labels<T>) => number {
    return startTimer(this.#labels, (all, seconds) => {
      setSlowly(this.#admission, this.#labels && all, seconds);
    });
  }

  #change(amount: unknown = 1, sign: 1 | -1): void {
    const series = this.#series;
    if (series.live && isFiniteNumber(amount)) series.value += sign * amount;
    else this.#keep(changeSlowly(this.#admission, this.#labels, amount, sign));
  }

  #keep(series: GaugeSeries | undefined): void {
    if (series && this.#admission.mayKeep(series)) this.#series = series;
  }
}

/** Stands for the series that a child has not looked for yet. */
const removed = new GaugeSeries({});
removed.retire();

const isFiniteNumber = (value: unknown): value is number => Number.isFinite(value);

function setSlowly(
  admission: Admission<GaugeSeries>,
  labels: Labels | undefined,
  value: unknown,
): GaugeSeries | undefined {
  if (typeof value !== "number")
    return admission.refuse(`${inWords(value)} was refused, a number was expected`);
  const series = admission.seriesOf(labels);
  if (series) series.value = value;
  return series;
}

function changeSlowly(
  admission: Admission<GaugeSeries>,
  labels: Labels | undefined,
  amount: unknown,
  sign: 1 | -1,
): GaugeSeries | undefined {
  if (!isFiniteNumber(amount))
    return admission.refuse(`${inWords(amount)} was refused, a finite number was expected`);
  const series = admission.seriesOf(labels);
  if (series) series.value += sign * amount;
  return series;
}
