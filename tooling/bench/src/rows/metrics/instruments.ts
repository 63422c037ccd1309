const labelNames = ["method", "route", "status"];

export const counterConfig = { name: "bench_requests_total", help: "Requests.", labelNames };

/** Without buckets: the eleven of prom-client, on all sides. */
export const histogramConfig = {
  name: "bench_request_duration_seconds",
  help: "Duration of requests, in seconds.",
  labelNames,
};

export const bucketBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** One library with a counter and a histogram, and nothing recorded yet. */
export interface Opened<C, H> {
  readonly counter: C;
  readonly histogram: H;
  /** What was recorded: its samples as lines of Prometheus text, sorted. */
  lines(): Promise<string[]>;
}

/** The samples of the two instruments in a text, sorted. */
export function samplesIn(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("bench_"))
    .sort();
}
