import type { RuntimeMetricsOptions } from "@ettl/metrics";

/** What the program is told to collect, and for how long. */
export interface Task {
  readonly runtimeMetrics: boolean | RuntimeMetricsOptions;
  readonly seconds: number;
}

/** What the program prints at its end. */
export interface Report {
  /** CPU time that the measured seconds took, in microseconds. */
  readonly cpuMicroseconds: number;
  readonly elapsedMs: number;
  /** Samples of `process_*` and `nodejs_*` in the last scrape. */
  readonly samples: number;
}
