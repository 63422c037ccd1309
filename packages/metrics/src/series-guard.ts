/** Label values by label name. */
export type Labels = Readonly<Partial<Record<string, string | number>>>;

/** The label value of the one series that takes what has no room of its own. */
export const OVERFLOW = "__overflow__";

/**
 * What a metric refused or could not keep apart, told once per metric and counted always; or metrics
 * that did not get where they should, told each time.
 */
export interface MetricProblem {
  readonly code: "invalid_sample" | "too_many_series" | "push_failed" | "textfile_failed";
  readonly message: string;
}

export interface GuardOptions {
  readonly name: string;
  readonly labelNames: readonly string[];
  readonly maxSeries: number;
  /** False: nothing is admitted, nothing is counted. */
  readonly recording: boolean;
  /** The smallest value that makes sense: 0 for a counter. */
  readonly minimum: number;
  readonly onProblem: (problem: MetricProblem) => void;
}

/** Decides, per sample of one metric, under which labels it is recorded, if at all. */
export class SeriesGuard {
  refused = 0;
  overflowed = 0;
  readonly #options: GuardOptions;
  readonly #series = new Set<string>();
  readonly #told = new Set<string>();
  readonly #overflowLabels: Labels;

  constructor(options: GuardOptions) {
    this.#options = options;
    this.#overflowLabels = Object.fromEntries(options.labelNames.map((name) => [name, OVERFLOW]));
  }

  get series(): number {
    return this.#series.size;
  }

  /** The labels to record the sample under, or undefined for a sample that is refused. */
  admit(labels: Labels, value: number): Labels | undefined {
    const { labelNames, minimum, maxSeries, name, recording } = this.#options;
    if (!recording) return undefined;
    if (!Number.isFinite(value) || value < minimum) {
      this.refused++;
      const expected = `a finite number${minimum === 0 ? " of 0 or more" : ""}`;
      return this.#tell(
        "invalid_sample",
        `${name}: ${value} was refused, ${expected} was expected`,
      );
    }
    for (const label in labels) {
      if (labelNames.includes(label)) continue;
      this.refused++;
      return this.#tell(
        "invalid_sample",
        `${name}: the label "${label}" was refused, expected ${labelNames.join(", ") || "none"}`,
      );
    }
    const key = this.#key(labels);
    if (this.#series.has(key)) return labels;
    if (this.#series.size < maxSeries) {
      this.#series.add(key);
      return labels;
    }
    this.overflowed++;
    this.#tell(
      "too_many_series",
      `${name} has reached ${maxSeries} series; further label values are recorded as ${OVERFLOW}`,
    );
    return this.#overflowLabels;
  }

  forget(labels: Labels): void {
    this.#series.delete(this.#key(labels));
  }

  clear(): void {
    this.#series.clear();
  }

  #key(labels: Labels): string {
    let key = "";
    for (const name of this.#options.labelNames) key += `${labels[name] ?? ""}\u0000`;
    return key;
  }

  #tell(code: MetricProblem["code"], message: string): undefined {
    if (this.#told.has(code)) return undefined;
    this.#told.add(code);
    try {
      this.#options.onProblem({ code, message });
    } catch {
      // A callback of the caller's must not break the caller's counting.
    }
    return undefined;
  }
}
