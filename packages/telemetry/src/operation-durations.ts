import type { Histogram, Metrics } from "@ettl/metrics";

type Labels = Readonly<Record<string, string>>;

/** More names than any program has on purpose; the rest share one histogram, without labels. */
const maxNames = 500;

/** Keeps one histogram per name of operation: `<name>_duration_seconds{status,…labels}`. */
export class OperationDurations {
  readonly #metrics: Metrics;
  readonly #onProblem: (problem: { code: "operation_not_measured"; message: string }) => void;
  /** Undefined for a name that can't be measured; that was told when it was found. */
  readonly #histograms = new Map<string, Histogram | undefined>();

  constructor(
    metrics: Metrics,
    onProblem: (problem: { code: "operation_not_measured"; message: string }) => void,
  ) {
    this.#metrics = metrics;
    this.#onProblem = onProblem;
  }

  record(name: string, given: Labels, status: string, durationSeconds: number): void {
    const { status: _, ...labels } = given;
    if (!this.#histograms.has(name) && this.#histograms.size >= maxNames) {
      this.#make("other", {})?.observe({ status }, durationSeconds);
      return;
    }
    if (!this.#histograms.has(name)) this.#histograms.set(name, this.#make(name, labels));
    this.#histograms.get(name)?.observe({ status, ...labels }, durationSeconds);
  }

  #make(name: string, labels: Labels): Histogram | undefined {
    const metricName = name.replace(/[^a-zA-Z0-9_:]/g, "_").replace(/^(?=\d)/, "_");
    try {
      return this.#metrics.histogram({
        name: `${metricName}_duration_seconds`,
        help: "Duration of the operation, in seconds.",
        labelNames: ["status", ...Object.keys(labels)],
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const message = `the operation "${name}" is not measured: ${reason}`;
      this.#onProblem({ code: "operation_not_measured", message });
      return undefined;
    }
  }
}
