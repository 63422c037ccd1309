import {
  checkedExemplar,
  clockFor,
  type ExemplarClock,
  exemplarFault,
  isSample,
} from "../exemplar.ts";
import type { Family, FamilyFormat } from "../exposition/family.ts";
import { PlainFamily } from "../exposition/plain-family.ts";
import type { Labels } from "../labels.ts";
import type { RecordingRules } from "../recording-rules.ts";
import type { Admission } from "../series/admission.ts";
import {
  add,
  CounterSeries,
  incSlowly,
  isAmount,
  keepExemplar,
  refuseAmount,
  removedCounterSeries,
} from "./counter-series.ts";
import type { InstrumentConfig } from "./definition.ts";
import { Instrument, type MetricValues } from "./instrument.ts";

/** What makes a counter. */
export interface CounterConfig<T extends string = string> extends InstrumentConfig<T> {
  /** Called before each scrape, to add what is pulled. May be asynchronous. */
  readonly collect?: (this: Counter<T>) => void | Promise<void>;
}

/** An increase with the exemplar that belongs to it. */
export interface CounterSample<T extends string = string> {
  readonly labels?: Labels<T>;
  /** @default 1 */
  readonly value?: number;
  readonly exemplarLabels?: Labels;
}

/** A value that only goes up, per label set. Recording never throws, unless it is strict. */
export class Counter<T extends string = string> extends Instrument<CounterSeries> {
  readonly #clock: ExemplarClock;
  readonly #takesSamples: boolean;

  constructor(config: CounterConfig<T>, rules: RecordingRules) {
    super("counter", config, rules, (labels) => new CounterSeries(labels));
    this.#clock = clockFor(config, rules.exemplars);
    this.#takesSamples = config.enableExemplars === true;
    this.reset();
  }

  /** Adds `value` (default 1), 0 or more. Anything else is refused and counted. */
  inc(sample: CounterSample<T>): void;
  inc(value?: number): void;
  inc(labels: Labels<T>, value?: number): void;
  inc(first?: Labels<T> | number | CounterSample<T>, value?: number): void {
    if (this.#takesSamples && value === undefined && isSample(first)) {
      this.#incSample(first);
      return;
    }
    let labels: Labels = {};
    let amount: unknown = first;
    if (typeof first === "object" && first !== null) {
      labels = first as Labels;
      amount = value;
    }
    amount ??= 1;
    const series = this.admission.quick(labels);
    if (series !== undefined && isAmount(amount)) add(series, amount, this.#clock);
    else incSlowly(this.admission, labels, amount, this.#clock);
  }

  /** The series with these labels, found once. It is made by its first sample. */
  labels(...values: (string | number)[]): CounterChild;
  labels(labels: Labels<T>): CounterChild;
  labels(...given: unknown[]): CounterChild {
    return new CounterChild(this.admission, this.childLabels(given), this.#clock);
  }

  override reset(): void {
    super.reset();
    // Without labels there is one series, and it is there from the start.
    if (this.labelNames.length === 0) this.admission.series({});
  }

  override async get(): Promise<MetricValues> {
    await this.collect?.();
    return this.values(
      this.admission.table.live().map(({ labels, value, exemplar }) => ({
        value,
        labels: { ...labels },
        ...(exemplar && { exemplar }),
      })),
    );
  }

  /** For prom-client's own writer. It copies nothing, as nobody changes these. */
  async getForPromString(): Promise<MetricValues> {
    await this.collect?.();
    this.#clock.advance();
    return this.values(this.admission.table.live());
  }

  /** Its part of a scrape. */
  open(format: FamilyFormat): Family {
    const sampleName = format.openMetrics
      ? `${this.registeredName.replace(/_total$/, "")}_total`
      : this.registeredName;
    return new PlainFamily(this, "counter", sampleName, this.admission.table, format);
  }

  #incSample(sample: CounterSample): void {
    try {
      const { labels = {}, value = 1, exemplarLabels } = sample;
      if (!isAmount(value)) {
        refuseAmount(this.admission, value);
        return;
      }
      const exemplar = exemplarLabels && checkedExemplar(exemplarLabels, value || 1);
      if (exemplarLabels && !exemplar) {
        this.admission.refuse(exemplarFault);
        return;
      }
      const series = this.admission.series(labels);
      if (!series) return;
      series.value += value;
      if (exemplar) keepExemplar(series, exemplar, this.#clock);
    } catch (error) {
      this.admission.refuseUnreadable(error);
    }
  }
}

/** One series of a counter, found once. */
export class CounterChild {
  readonly #admission: Admission<CounterSeries>;
  readonly #labels: Labels | undefined;
  readonly #clock: ExemplarClock;
  #series: CounterSeries = removedCounterSeries;

  constructor(
    admission: Admission<CounterSeries>,
    labels: Labels | undefined,
    clock: ExemplarClock,
  ) {
    this.#admission = admission;
    this.#labels = labels;
    this.#clock = clock;
  }

  /** Adds to the series, 1 unless told otherwise. */
  inc(value?: number): void {
    const amount: unknown = value ?? 1;
    const series = this.#series;
    if (series.live && isAmount(amount)) add(series, amount, this.#clock);
    else this.#incSlowly(amount);
  }

  #incSlowly(amount: unknown): void {
    const series = incSlowly(this.#admission, this.#labels, amount, this.#clock);
    if (series && this.#admission.mayKeep(series)) this.#series = series;
  }
}
