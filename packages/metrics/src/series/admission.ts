import { copyLabels, type Labels, OVERFLOW } from "../labels.ts";
import { MetricError } from "../metric-error.ts";
import type { RecordingRules } from "../recording-rules.ts";
import type { Series } from "./series.ts";
import { SeriesTable } from "./series-table.ts";

/**
 * Decides which series of a metric takes a sample that the quick way did not place: an existing
 * one, a new one, the overflow series, or none because the sample is refused.
 */
export class Admission<S extends Series> {
  readonly table: SeriesTable<S>;
  /** Samples that were recorded as `__overflow__`. */
  overflowed = 0;
  /** Samples that were refused. */
  refused = 0;
  readonly rules: RecordingRules;
  readonly #metric: string;
  readonly #labelNames: readonly string[];
  readonly #make: (labels: Labels) => S;
  readonly #told = new Set<string>();
  #overflow: S | undefined;

  constructor(
    metric: string,
    labelNames: readonly string[],
    rules: RecordingRules,
    make: (labels: Labels) => S,
  ) {
    this.table = new SeriesTable(labelNames);
    this.rules = rules;
    this.#metric = metric;
    this.#labelNames = labelNames;
    this.#make = make;
  }

  /** Label sets that have a series of their own. */
  get size(): number {
    return this.table.size - (this.#overflow?.live ? 1 : 0);
  }

  /** The series that is there already; undefined where only `series` can tell. */
  quick(labels: Labels): S | undefined {
    try {
      return this.table.find(labels);
    } catch {
      // A getter of the caller's; `series` meets it again and refuses it.
      return undefined;
    }
  }

  /** The series for a sample with these labels, made if there is room; undefined: refused. */
  series(labels: Labels): S | undefined {
    if (!this.rules.recording) return undefined;
    try {
      const unknown = this.#unknownLabel(labels);
      if (unknown !== undefined) return this.refuse(unknown);
      const known = this.table.lookup(labels);
      if (known) {
        if (known === this.#overflow) this.overflowed++;
        return known;
      }
      if (this.size >= this.rules.maxSeries) return this.#overflowSeries();
      return this.table.insert(this.#make(copyLabels(labels)));
    } catch (error) {
      return this.refuseUnreadable(error);
    }
  }

  /** The same for a child; one whose label values did not fit has no labels. */
  seriesOf(labels: Labels | undefined): S | undefined {
    return labels
      ? this.series(labels)
      : this.refuse("label values that do not fit or can't be read were refused");
  }

  /** Whether a child may keep this series: samples of the overflow series are counted one by one. */
  mayKeep(series: S): boolean {
    return series !== this.#overflow;
  }

  /** The series with these labels, if there is one; undefined also if they make no sense. */
  existing(labels: Labels): S | undefined {
    const copy = this.copy(labels);
    return copy && this.table.lookup(copy);
  }

  /** A copy of labels for later; undefined if they make no sense, which is told. */
  copy(labels: Labels): Labels | undefined {
    try {
      const unknown = this.#unknownLabel(labels);
      return unknown === undefined ? copyLabels(labels) : this.complain(unknown);
    } catch (error) {
      if (error instanceof MetricError) throw error;
      return this.complain("labels that can't be read were refused");
    }
  }

  /**
   * Counts a sample that can't be recorded, and tells it once.
   *
   * @throws {MetricError} The rules are strict.
   */
  refuse(what: string): undefined {
    if (!this.rules.recording) return undefined;
    this.refused++;
    return this.complain(what);
  }

  /**
   * Tells once of something that makes no sense but is no sample.
   *
   * @throws {MetricError} The rules are strict.
   */
  complain(what: string): undefined {
    if (!this.rules.recording) return undefined;
    const message = `${this.#metric}: ${what}`;
    if (this.rules.strict) throw new MetricError("invalid_sample", this.#metric, message);
    return this.#tell("invalid_sample", message);
  }

  /** The same for something of the caller's that threw when it was read. */
  refuseUnreadable(error: unknown): undefined {
    if (error instanceof MetricError) throw error;
    return this.refuse("labels that can't be read were refused");
  }

  /** The label with most values, and how many. */
  widestLabel(): { readonly label: string; readonly distinctValues: number } | undefined {
    let widest: { label: string; distinctValues: number } | undefined;
    for (const label of this.#labelNames) {
      const values = new Set<unknown>();
      for (const series of this.table.list)
        if (series.live && series !== this.#overflow) values.add(series.labels[label]);
      if (widest === undefined || values.size > widest.distinctValues)
        widest = { label, distinctValues: values.size };
    }
    return widest;
  }

  clear(): void {
    this.table.clear();
    this.#overflow = undefined;
  }

  /** A sentence about the first label that the metric does not have. */
  #unknownLabel(labels: Labels): string | undefined {
    for (const name in labels)
      if (!this.#labelNames.includes(name))
        return `the label "${name}" was refused, expected ${this.#labelNames.join(", ") || "none"}`;
    return undefined;
  }

  #overflowSeries(): S {
    this.overflowed++;
    if (this.#overflow?.live) return this.#overflow;
    const { maxSeries } = this.rules;
    const widest = this.widestLabel();
    const culprit = widest
      ? `, the label "${widest.label}" alone has ${widest.distinctValues} values`
      : "";
    this.#tell(
      "too_many_series",
      `${this.#metric} has reached ${maxSeries} series${culprit}; further label values are recorded as ${OVERFLOW}`,
    );
    const labels = Object.fromEntries(this.#labelNames.map((name) => [name, OVERFLOW]));
    // A caller may have recorded under these labels before.
    this.#overflow = this.table.insert(this.#make(labels));
    return this.#overflow;
  }

  #tell(code: "invalid_sample" | "too_many_series", message: string): undefined {
    if (this.#told.has(code)) return;
    this.#told.add(code);
    this.rules.tell({ code, message });
  }
}
