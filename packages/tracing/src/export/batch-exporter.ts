import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";

/** Takes batches of ended spans to one place. The queue before it gives it one batch at a time. */
export interface BatchExporter {
  /** Names it in statistics and problems: `otlp`, `jaeger`. */
  readonly name: string;
  /**
   * Resolves when the other side has the spans. Once `signal` aborts, whatever is under way ends at
   * once. Nothing in here keeps the process alive: whoever waits does.
   *
   * @throws {Error} They were not taken. The message is one line for people, without secrets.
   */
  export(spans: readonly ReadableSpan[], signal: AbortSignal): Promise<BatchReceipt>;
  /** Lets go of connections. */
  close(): void;
}

/** What the other side said of a batch that it took. */
export interface BatchReceipt {
  /** How many of its spans were refused all the same: OTLP's partial success. */
  readonly rejected: number;
  /** Why, in the words of the other side. */
  readonly reason?: string;
}
