import { checkedExemplar, clockFor, exemplarFault, isSample } from "../exemplar.ts";
import type { Family, FamilyFormat } from "../exposition/family.ts";
import { HistogramFamily } from "../exposition/histogram-family.ts";
import type { Labels } from "../labels.ts";
import type { RecordingRules } from "../recording-rules.ts";
import type { Admission } from "../series/admission.ts";
import { orderedBuckets } from "./buckets.ts";
import type { InstrumentConfig } from "./definition.ts";
import {
  count,
  HistogramSeries,
  isFiniteNumber,
  keepExemplar,
  observeSlowly,
  record,
  refuseValue,
  removedHistogramSeries,
  type Scale,
} from "./histogram-series.ts";
import { bucketValues, splayed } from "./histogram-values.ts";
import { Instrument, type MetricValues } from "./instrument.ts";
import { joined, startTimer } from "./timer.ts";

/** What makes a histogram. */
export interface HistogramConfig<T extends string = string> extends InstrumentConfig<T> {
  /**
   * Upper bounds; +Inf is always there.
   *
   * @default 0.005 to 10, for seconds
   */
  readonly buckets?: readonly number[];
  /** Called before each scrape. May be asynchronous. */
  readonly collect?: (this: Histogram<T>) => void | Promise<void>;
}

/** An observation with the exemplar that belongs to it. */
export interface HistogramSample<T extends string = string> {
  readonly labels?: Labels<T>;
  readonly value: number;
  readonly exemplarLabels?: Labels;
}

/** Counts values in buckets, per label set. Recording never throws, unless it is strict. */
export class Histogram<T extends string = string> extends Instrument<HistogramSeries> {
  /** Upper bounds, in order. */
  readonly buckets: readonly number[];
  readonly #scale: Scale;
  readonly #takesSamples: boolean;

  constructor(config: HistogramConfig<T>, rules: RecordingRules) {
    const buckets = orderedBuckets(config.name, config.buckets);
    super("histogram", config, rules, (l) => new HistogramSeries(l, buckets.length), "le");
    this.buckets = Object.freeze(buckets);
    this.#scale = { bounds: Float64Array.from(buckets), clock: clockFor(config, rules.exemplars) };
    this.#takesSamples = config.enableExemplars === true;
    // Without labels there is one series from the start; as with prom-client, not after a reset.
    if (this.labelNames.length === 0) this.admission.series({});
  }

  /** Records one finite value. Anything else is refused and counted. */
  observe(sample: HistogramSample<T>): void;
  observe(value: number): void;
  observe(labels: Labels<T>, value: number): void;
  observe(first: Labels<T> | number | HistogramSample<T>, second?: number): void {
    if (this.#takesSamples && second === undefined && isSample(first)) {
      this.#observeSample(first);
      return;
    }
    let labels: Labels = {};
    let value: unknown = first;
    if (typeof first === "object" && first !== null) {
      labels = first as Labels;
      value = second;
    }
    const series = this.admission.quick(labels);
    if (series !== undefined && isFiniteNumber(value)) record(series, value, this.#scale);
    else observeSlowly(this.admission, labels, value, this.#scale);
  }

  /** Returns a function that records the seconds since, and returns them. */
  startTimer(labels?: Labels<T>, exemplarLabels?: Labels) {
    let endExemplars: Labels | undefined;
    const stop = startTimer(labels, (all, value) => {
      if (all && this.#takesSamples) {
        const both = joined(exemplarLabels, endExemplars) ?? {};
        this.#observeSample({ labels: all, value, exemplarLabels: both });
      } else observeSlowly(this.admission, all, value, this.#scale);
    });
    return (endLabels?: Labels<T>, endExemplarLabels?: Labels): number => {
      endExemplars = endExemplarLabels;
      return stop(endLabels);
    };
  }

  /** The series with these labels, found once. It is made by its first sample. */
  labels(...values: (string | number)[]): HistogramChild<T>;
  labels(labels: Labels<T>): HistogramChild<T>;
  labels(...given: unknown[]): HistogramChild<T> {
    const labels = this.childLabels(given) as Labels<T> | undefined;
    return new HistogramChild(this.admission, labels, this.#scale);
  }

  /** Makes a series with these labels and no observation, or sets it back to that. */
  zero(labels: Labels<T>): void {
    const series = this.admission.series(labels);
    if (!series) return;
    series.sum = 0;
    series.count = 0;
    series.counts.fill(0);
    series.exemplars = undefined;
  }

  override async get(): Promise<MetricValues> {
    return splayed(await this.getForPromString());
  }

  /** What it has now, as prom-client asks for it. */
  async getForPromString(): Promise<MetricValues> {
    await this.collect?.();
    this.#scale.clock.advance();
    return this.values(bucketValues(this.name, this.buckets, this.admission.table.live()));
  }

  /** Its part of a scrape. */
  open(format: FamilyFormat): Family {
    return new HistogramFamily(this, this.buckets, this.admission.table, format);
  }

  #observeSample(sample: Partial<HistogramSample>): void {
    try {
      const { labels = {}, value, exemplarLabels = {} } = sample;
      if (!isFiniteNumber(value)) {
        refuseValue(this.admission, value);
        return;
      }
      const wanted = Object.keys(exemplarLabels).length > 0;
      const exemplar = wanted ? checkedExemplar(exemplarLabels, value) : undefined;
      if (wanted && !exemplar) {
        this.admission.refuse(exemplarFault);
        return;
      }
      const series = this.admission.series(labels);
      if (!series) return;
      const bucket = count(series, value, this.#scale.bounds);
      if (exemplar) keepExemplar(series, bucket, exemplar, this.#scale.bounds.length);
    } catch (error) {
      this.admission.refuseUnreadable(error);
    }
  }
}

/** One series of a histogram, found once. */
export class HistogramChild<T extends string = string> {
  readonly #admission: Admission<HistogramSeries>;
  readonly #labels: Labels<T> | undefined;
  readonly #scale: Scale;
  #series: HistogramSeries = removedHistogramSeries;

  constructor(admission: Admission<HistogramSeries>, labels: Labels<T> | undefined, scale: Scale) {
    this.#admission = admission;
    this.#labels = labels;
    this.#scale = scale;
  }

  /** Records a value in the series. */
  observe(value: number): void {
    const series = this.#series;
    if (series.live && isFiniteNumber(value)) record(series, value, this.#scale);
    else this.#observeSlowly(value);
  }

  /** Starts a timer; its end records and gives the seconds. */
  startTimer(): (endLabels?: Labels<T>) => number {
    return startTimer(this.#labels, (all, seconds) => {
      observeSlowly(this.#admission, this.#labels && all, seconds, this.#scale);
    });
  }

  #observeSlowly(value: unknown): void {
    const series = observeSlowly(this.#admission, this.#labels, value, this.#scale);
    if (series && this.#admission.mayKeep(series)) this.#series = series;
  }
}
