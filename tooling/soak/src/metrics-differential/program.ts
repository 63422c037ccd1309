/** A value of a label; prom-client takes numbers, too, and writes 200 and "200" alike. */
export type LabelValue = string | number;

export type InstrumentType = "counter" | "gauge" | "histogram" | "summary";

/** An instrument that a program makes. Its name comes from its place in the program. */
export interface Spec {
  readonly type: InstrumentType;
  /** A counter's name with this ends in `_total`; no other name does. */
  readonly total: boolean;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly aggregator: string | undefined;
  /** Samples are recorded with the labels of an exemplar beside them; counters and histograms. */
  readonly exemplars: boolean;
  readonly buckets: readonly number[] | undefined;
  readonly percentiles: readonly number[] | undefined;
  readonly compressCount: number | undefined;
  readonly pruneAgedBuckets: boolean | undefined;
  /** Whether `zero` is among the operations; histograms. */
  readonly zeroes: boolean;
}

/** Which labels a call gives, and how. Values are places in the program's pool of label values. */
export interface LabelChoice {
  /** Labels as one object, as values in order (`labels` and `remove` only), or not at all. */
  readonly form: "object" | "positional" | "none";
  readonly values: readonly number[];
  /** The keys of the object the other way round. */
  readonly reversed: boolean;
  /** A label of this place is left out; positional: one value is missing. */
  readonly missing: number | undefined;
  /** A label of this place is there, with the value undefined. */
  readonly explicitUndefined: number | undefined;
  /** A label that no instrument has. */
  readonly extra: boolean;
}

export interface ExemplarChoice {
  readonly labels: Readonly<Record<string, LabelValue>>;
}

/** What the value of a sample is; a few are no numbers at all. */
export type Value = number | string | boolean | bigint | symbol | undefined;

interface Sample {
  /** Chooses among the methods that the instrument's type has. */
  readonly method: number;
  readonly value: Value;
}

/** One step. Instruments and children are places, counted anew when there are fewer. */
export type Step =
  | ({
      readonly does: "record";
      readonly instrument: number;
      readonly labels: LabelChoice;
      readonly exemplar: ExemplarChoice | undefined;
    } & Sample)
  | { readonly does: "bind"; readonly instrument: number; readonly labels: LabelChoice }
  | ({ readonly does: "record bound"; readonly child: number } & Sample)
  | {
      readonly does: "time";
      readonly instrument: number;
      readonly start: LabelChoice;
      readonly end: LabelChoice;
    }
  | { readonly does: "time bound"; readonly child: number; readonly end: LabelChoice }
  | { readonly does: "remove"; readonly instrument: number; readonly labels: LabelChoice }
  | { readonly does: "reset"; readonly instrument: number }
  | { readonly does: "create"; readonly instrument: number }
  | { readonly does: "remove metric"; readonly instrument: number }
  | { readonly does: "reset all" }
  | { readonly does: "clear" }
  | { readonly does: "set default labels"; readonly labels: Readonly<Record<string, number>> }
  | { readonly does: "compare" };

/** Instruments, and what is done with them in order. */
export interface Program {
  readonly specs: readonly Spec[];
  readonly labelValues: readonly LabelValue[];
  readonly steps: readonly Step[];
}

/** The name of the instrument at one place of a program: none is another's with a suffix. */
export function nameOf(spec: Spec, place: number): string {
  return `subject_${place}${spec.type === "counter" && spec.total ? "_total" : ""}`;
}
