import type { Labels } from "./labels.ts";

/** Ids of the active sampled trace, for the sample that is being recorded; undefined without one. */
export type ExemplarSource = () =>
  | { readonly trace_id: string; readonly span_id: string }
  | undefined;

/** As prom-client's writer wants it. */
export interface Exemplar {
  readonly labelSet: Readonly<Record<string, string | number>>;
  readonly value: number;
  /** Unix seconds. */
  readonly timestamp: number;
}

/**
 * OpenMetrics' limit for the names and values of an exemplar's labels together, in characters.
 * https://prometheus.io/docs/specs/om/open_metrics_spec/#exemplars
 */
const maxCharacters = 128;
const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * Asks for exemplars, but once per series and scrape that can show them: the active span costs more
 * to find than the sample to record. A series remembers the epoch in which it was asked for.
 */
export class ExemplarClock {
  /** 0 without a source: the epoch that every series begins with. */
  epoch: number;
  readonly #source: ExemplarSource | undefined;

  constructor(source: ExemplarSource | undefined) {
    this.#source = source;
    this.epoch = source ? 1 : 0;
  }

  /** An OpenMetrics scrape begins: from now on every series may be asked for again. */
  advance(): void {
    if (this.#source) this.epoch++;
  }

  /** The exemplar of a sample; undefined if there is none, or it can't be written. */
  ask(value: number): Exemplar | undefined {
    try {
      const ids = this.#source?.();
      if (!ids) return undefined;
      const { trace_id, span_id } = ids;
      // As it is typed; without types, it may be anything, which takes longer to check.
      const isUsual = typeof trace_id === "string" && typeof span_id === "string";
      if (!isUsual) return hasOnlyText(ids) ? checkedExemplar(ids, value) : undefined;
      if ("trace_idspan_id".length + trace_id.length + span_id.length > maxCharacters)
        return undefined;
      return { labelSet: { trace_id, span_id }, value, timestamp: Date.now() / 1000 };
    } catch {
      // The source is the caller's: it costs the exemplar, never the sample.
      return undefined;
    }
  }
}

const noExemplars = new ExemplarClock(undefined);

/**
 * The clock of one instrument. A value that is pulled has no exemplar: the only trace that is
 * active while it is read is that of the scrape.
 */
export function clockFor(
  { enableExemplars, collect }: { readonly enableExemplars?: boolean; readonly collect?: unknown },
  clock: ExemplarClock,
): ExemplarClock {
  return enableExemplars === false || collect !== undefined ? noExemplars : clock;
}

/** False also for a promise and the like, in which there is nothing. */
function hasOnlyText(ids: object): boolean {
  const values: unknown[] = Object.values(ids);
  return values.length > 0 && values.every((value) => typeof value === "string");
}

/** A copy of the labels with value and time; undefined for a set that OpenMetrics forbids. */
export function checkedExemplar(given: object, value: number): Exemplar | undefined {
  const labelSet: Record<string, string | number> = {};
  let characters = 0;
  for (const [name, text] of Object.entries(given)) {
    if (!labelName.test(name)) return undefined;
    labelSet[name] = typeof text === "number" ? text : `${text}`;
    characters += name.length + `${text}`.length;
  }
  if (characters > maxCharacters) return undefined;
  return { labelSet, value, timestamp: Date.now() / 1000 };
}

/** Why `checkedExemplar` gives none. */
export const exemplarFault =
  "an exemplar was refused, label names and values of at most 128 characters together were expected";

/**
 * Whether what was given is prom-client's `{ labels, value, exemplarLabels }`, any of them, and not
 * labels. Where labels have these names, it is what prom-client takes it for.
 */
export function isSample(given: unknown): given is {
  readonly labels?: Labels;
  readonly value?: number;
  readonly exemplarLabels?: Labels;
} {
  if (typeof given !== "object" || given === null) return false;
  for (const key in given) if (!sampleKeys.has(key)) return false;
  return true;
}

const sampleKeys: ReadonlySet<string> = new Set(["labels", "value", "exemplarLabels"]);
