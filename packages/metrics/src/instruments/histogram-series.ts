import type { Exemplar, ExemplarClock } from "../exemplar.ts";
import type { Labels } from "../labels.ts";
import type { Admission } from "../series/admission.ts";
import { Series } from "../series/series.ts";
import { inWords } from "./instrument.ts";

export class HistogramSeries extends Series {
  sum = 0;
  count = 0;
  /** Observations per bucket, not cumulated; those above the last bound are only in `count`. */
  readonly counts: number[];
  /** In which epoch of the clock exemplars were asked for, and in which buckets: one bit each. */
  epoch = 0;
  asked = 0;
  /** By bucket; +Inf is the last. */
  exemplars: (Exemplar | undefined)[] | undefined = undefined;

  constructor(labels: Labels, bucketCount: number) {
    super(labels);
    this.counts = new Array<number>(bucketCount).fill(0);
  }
}
// A first fraction after whole numbers would have V8 change the layout of every series.
new HistogramSeries({}, 0).sum = 0.5;

/** What is the same for all series of a histogram, read at each observation. */
export interface Scale {
  readonly bounds: Float64Array;
  readonly clock: ExemplarClock;
}

/** Stands for the series that a child has not looked for yet. */
export const removedHistogramSeries = new HistogramSeries({}, 0);
removedHistogramSeries.retire();

export const isFiniteNumber = (value: unknown): value is number => Number.isFinite(value);

/** Counts a value; returns the index of its bucket. */
export function count(series: HistogramSeries, value: number, bounds: Float64Array): number {
  let bucket = 0;
  while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket++;
  series.sum += value;
  series.count++;
  if (bucket < bounds.length) series.counts[bucket] = (series.counts[bucket] as number) + 1;
  return bucket;
}

export function record(series: HistogramSeries, value: number, { bounds, clock }: Scale): void {
  const bucket = count(series, value, bounds);
  // Beyond bit 30 buckets share one: they are asked for less often, never more.
  const bit = 1 << Math.min(bucket, 30);
  if (series.epoch === clock.epoch && (clock.epoch === 0 || (series.asked & bit) !== 0)) return;
  if (series.epoch !== clock.epoch) {
    series.epoch = clock.epoch;
    series.asked = 0;
  }
  series.asked |= bit;
  const exemplar = clock.ask(value);
  if (exemplar) keepExemplar(series, bucket, exemplar, bounds.length);
}

export function keepExemplar(
  series: HistogramSeries,
  bucket: number,
  exemplar: Exemplar,
  bucketCount: number,
): void {
  series.exemplars ??= new Array<Exemplar | undefined>(bucketCount + 1).fill(undefined);
  series.exemplars[bucket] = exemplar;
}

export function observeSlowly(
  admission: Admission<HistogramSeries>,
  labels: Labels | undefined,
  value: unknown,
  scale: Scale,
): HistogramSeries | undefined {
  if (!isFiniteNumber(value)) return refuseValue(admission, value);
  const series = admission.seriesOf(labels);
  if (series) record(series, value, scale);
  return series;
}

export const refuseValue = (admission: Admission<HistogramSeries>, value: unknown): undefined =>
  admission.refuse(`${inWords(value)} was refused, a finite number was expected`);
