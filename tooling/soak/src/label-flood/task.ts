/** What a program of this soak is told to record. */
export interface Task {
  readonly type: "counter" | "histogram";
  /** Label sets, each recorded once. */
  readonly labelSets: number;
  /** Undefined: the default. */
  readonly maxSeriesPerMetric: number | undefined;
}

/** What the program prints at its end. */
export interface Report {
  /** Highest resident memory while recording, less that before, in bytes. */
  readonly peakBytes: number;
  /** Heap after recording and a collection of garbage, less that before, in bytes. */
  readonly heapBytes: number;
  readonly nanosecondsPerSample: number;
  readonly series: number;
  readonly overflowed: number;
  /** Samples that the scrape shows. */
  readonly total: number;
  /** The first scrape and the best of five later ones, in milliseconds. */
  readonly firstScrapeMs: number;
  readonly scrapeMs: number;
  /** The event loop's longest standstill in a later scrape, the best of five, in milliseconds. */
  readonly longestBlockMs: number;
  readonly bodyBytes: number;
}
