import type { Exemplar, ExemplarClock } from "../exemplar.ts";
import type { Labels } from "../labels.ts";
import type { Admission } from "../series/admission.ts";
import { Series } from "../series/series.ts";
import { inWords } from "./instrument.ts";

/** An exemplar that was found, and the epoch of the clock in which one was asked for last. */
interface Found {
  readonly exemplar: Exemplar;
  readonly epoch: number;
}

export class CounterSeries extends Series {
  value = 0;
  /** The epoch in which an exemplar was asked for. One field for both: there are many series. */
  asked: number | Found = 0;

  get exemplar(): Exemplar | undefined {
    return typeof this.asked === "number" ? undefined : this.asked.exemplar;
  }
}
// A first fraction after whole numbers would have V8 change the layout of every series.
new CounterSeries({}).value = 0.5;

/** Stands for the series that a child has not looked for yet. */
export const removedCounterSeries = new CounterSeries({});
removedCounterSeries.retire();

export const isAmount = (value: unknown): value is number =>
  typeof value === "number" && value >= 0 && value < Infinity;

export function add(series: CounterSeries, amount: number, clock: ExemplarClock): void {
  series.value += amount;
  const { asked } = series;
  if ((typeof asked === "number" ? asked : asked.epoch) === clock.epoch) return;
  // Nothing happened in an increase by 0, it only makes the series known.
  if (amount > 0) keepExemplar(series, clock.ask(amount) ?? series.exemplar, clock);
}

export function keepExemplar(
  series: CounterSeries,
  exemplar: Exemplar | undefined,
  { epoch }: ExemplarClock,
): void {
  series.asked = exemplar ? { exemplar, epoch } : epoch;
}

export function incSlowly(
  admission: Admission<CounterSeries>,
  labels: Labels | undefined,
  amount: unknown,
  clock: ExemplarClock,
): CounterSeries | undefined {
  if (!isAmount(amount)) return refuseAmount(admission, amount);
  const series = admission.seriesOf(labels);
  if (series) add(series, amount, clock);
  return series;
}

export const refuseAmount = (admission: Admission<CounterSeries>, amount: unknown): undefined =>
  admission.refuse(`${inWords(amount)} was refused, a finite number of 0 or more was expected`);
