import type { Exemplar, ExemplarClock } from "../exemplar.ts";
import type { Labels } from "../labels.ts";
import type { Admission } from "../series/admission.ts";
import { Series } from "../series/series.ts";
import { inWords } from "./instrument.ts";

export class CounterSeries extends Series {
  value = 0;
  /** In which epoch of the clock an exemplar was asked for. */
  epoch = 0;
  exemplar: Exemplar | undefined = undefined;
}
// A first fraction after whole numbers would have V8 change the layout of every series.
new CounterSeries({}).value = 0.5;

/** Stands for the series that a child has not looked for yet. */
export const removedCounterSeries = new CounterSeries({});
removedCounterSeries.live = false;

export const isAmount = (value: unknown): value is number =>
  typeof value === "number" && value >= 0 && value < Infinity;

export function add(series: CounterSeries, amount: number, clock: ExemplarClock): void {
  series.value += amount;
  // Nothing happened in an increase by 0, it only makes the series known.
  if (series.epoch !== clock.epoch && amount > 0) {
    series.epoch = clock.epoch;
    series.exemplar = clock.ask(amount) ?? series.exemplar;
  }
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
