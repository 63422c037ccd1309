import { recordingMethods } from "./instrument.ts";
import type { InstrumentType, LabelChoice, LabelValue, Spec, Value } from "./program.ts";

// Where prom-client is wrong, ours differ on purpose. What would show such a difference is changed
// here before a program runs, in one place each; tests of the package show what ours do there.

/** What `labels` and `remove` are given, made anew for each side. */
export type LabelArguments = () => readonly unknown[];

/** Labels as the choice has them, in a form that prom-client treats right. */
export function labelArguments(
  spec: Spec,
  choice: LabelChoice,
  pool: readonly LabelValue[],
): LabelArguments {
  const { form } = choice;
  if (form === "positional") {
    const names = choice.missing === undefined ? spec.labelNames : spec.labelNames.slice(1);
    return () => names.map((_, place) => comparableLabel(spec, valueAt(choice, pool, place)));
  }
  // A gauge with names that every object has keeps a series without labels twice, under two keys.
  if (form === "none" && !(spec.type === "gauge" && hasInheritedNames(spec))) return () => [];
  const entries = labelEntries(spec, choice, pool);
  return () => [Object.fromEntries(entries)];
}

function labelEntries(spec: Spec, choice: LabelChoice, pool: readonly LabelValue[]) {
  const { type, labelNames } = spec;
  const inherited = hasInheritedNames(spec);
  let entries = labelNames.map((name, place): [string, LabelValue | undefined] => {
    const isUndefined = choice.explicitUndefined === place && !isRelabelled(spec) && !inherited;
    return [name, isUndefined ? undefined : comparableLabel(spec, valueAt(choice, pool, place))];
  });
  // prom-client finds what every object inherits where the label is left out. For a gauge `set` and
  // `inc` then mean two series; for a counter `inc()` and `inc({})` do.
  const least = inherited ? (type === "gauge" ? entries.length : 1) : 0;
  if (choice.missing !== undefined && entries.length > least)
    entries = entries.filter((_, place) => place !== choice.missing);
  if (choice.reversed && !isRelabelled(spec)) entries.reverse();
  if (choice.extra) entries.splice(choice.reversed ? 0 : entries.length, 0, ["unknown", "x"]);
  return entries;
}

/**
 * `set` and `zero` of prom-client take the labels of the last call, with the order of their keys;
 * ours keep those of the call that made the series. So there is one order of keys only.
 */
const isRelabelled = (spec: Spec) =>
  spec.type === "gauge" || recordingMethods(spec).includes("zero");

/**
 * For the same reason the number 0 and the text "0", which are one series, are one value here: in
 * JSON prom-client puts the default label in place of the number, but not of the text.
 */
const comparableLabel = (spec: Spec, value: LabelValue): LabelValue =>
  isRelabelled(spec) && value === 0 ? "0" : value;

/** Labels of a timer's start or end: joined, they stand in one order only if both are whole. */
export const timerLabels = (spec: Spec, choice: LabelChoice): LabelChoice =>
  isRelabelled(spec) ? { ...choice, missing: undefined } : choice;

/** A value that both record, or that both refuse. */
export function comparableValue(type: InstrumentType, method: string, value: Value): Value {
  // prom-client takes these for 0 or for no value, and keeps NaN, a text or a boolean as the sum.
  if (
    type === "counter" &&
    (Number.isNaN(value) || value === "" || value === false || value === 0n)
  )
    return 1;
  // A negative sum or quantile, which prom-client writes, is forbidden in OpenMetrics.
  if ((type === "histogram" || type === "summary") && typeof value === "number" && value < 0)
    return -value;
  if (type !== "gauge" || method === "set") return value;
  // A gauge that was once moved by one of these is NaN or infinite until it is set.
  if (typeof value === "number") return Number.isFinite(value) ? value : 1;
  // `dec` makes a number of each of these before it looks.
  if (method === "dec" && (typeof value === "string" || typeof value === "boolean")) return 1;
  return value;
}

/** A child of a counter with exemplars counts the series without labels, by 1. */
export const canBeBound = (spec: Spec) => !(spec.type === "counter" && spec.exemplars);

/** A child of a histogram with exemplars hands its timer's labels over as if they were a sample. */
export const canTimeBound = (spec: Spec) => spec.type !== "counter" && !spec.exemplars;

function valueAt(choice: LabelChoice, pool: readonly LabelValue[], place: number): LabelValue {
  return pool[(choice.values[place] ?? 0) % pool.length] ?? "";
}

const hasInheritedNames = ({ labelNames }: Spec) => labelNames.some((name) => name in {});
