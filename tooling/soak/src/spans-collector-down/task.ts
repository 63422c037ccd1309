/** What the program is told to do: end spans while its collector is away. */
export interface Task {
  readonly endpoint: "otlpEndpoint" | "jaegerEndpoint";
  readonly url: string;
  readonly spans: number;
  readonly maxQueueSize: number;
}

/** What it prints at its end. */
export interface Report {
  readonly ended: number;
  readonly exported: number;
  readonly dropped: number;
  readonly droppedByReason: Readonly<Record<string, number>>;
  /** The most that ever waited. */
  readonly mostQueued: number;
  /** Highest resident memory less that at the start, when the queue was full, in bytes. */
  readonly peakBytes: number;
  /** Heap after a collection of garbage, less that at the start, in bytes. */
  readonly heapBytes: number;
  readonly seconds: number;
}
