import { setTimeout as delay } from "node:timers/promises";
import type { Attributes } from "@opentelemetry/api";
import { ExportResultCode } from "@opentelemetry/core";
import type {
  ReadableSpan,
  Span,
  SpanExporter,
  SpanProcessor,
} from "@opentelemetry/sdk-trace-base";

/** Why spans were not exported. */
export type DropReason = "queue_full" | "export_failed" | "shutdown" | "no_exporter";

/** Makes an exporter when the first batch is due, so that its library is loaded only then. */
export type ExporterLoader = () => Promise<Pick<SpanExporter, "export">>;

export interface ExportQueueOptions {
  /** Each batch goes to all of them; it counts as exported when all took it. */
  readonly exporters: readonly ExporterLoader[];
  /** Spans beyond this many waiting ones are dropped and counted. */
  readonly maxQueueSize: number;
  readonly maxBatchSize: number;
  readonly scheduledDelayMs: number;
  /** A batch that no exporter has answered for by then counts as failed. */
  readonly exportTimeoutMs: number;
  /** Attributes that every recorded span gets at its start. */
  readonly attributes: () => Attributes | undefined;
  readonly onProblem: (problem: { code: "span_export_failed"; message: string }) => void;
}

/**
 * Takes ended spans and exports them in batches, one batch at a time. Every span that ended is
 * exported, dropped for a counted reason, or still queued: the three always add up.
 */
export class ExportQueue implements SpanProcessor {
  ended = 0;
  exported = 0;
  readonly dropped = new Map<DropReason, number>();
  lastError: string | undefined;
  lastSuccess: string | undefined;
  readonly #options: ExportQueueOptions;
  #waiting: ReadableSpan[] = [];
  #inFlight = 0;
  #pump: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;
  #exporters: Promise<Pick<SpanExporter, "export">[]> | undefined;
  #told = false;

  constructor(options: ExportQueueOptions) {
    this.#options = options;
  }

  get queued(): number {
    return this.#waiting.length + this.#inFlight;
  }

  onStart(span: Span): void {
    try {
      const attributes = this.#options.attributes();
      if (attributes) span.setAttributes(attributes);
    } catch {
      // A callback of the caller's must not break the caller's tracing.
    }
  }

  onEnd(span: ReadableSpan): void {
    this.ended++;
    const { exporters, maxQueueSize, maxBatchSize, scheduledDelayMs } = this.#options;
    if (exporters.length === 0) this.#drop("no_exporter", 1);
    else if (this.#closing) this.#drop("shutdown", 1);
    else if (this.#waiting.length >= maxQueueSize) this.#drop("queue_full", 1);
    else this.#waiting.push(span);
    if (this.#waiting.length === 0) return;
    if (this.#waiting.length >= maxBatchSize) void this.#run();
    else
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        void this.#run();
      }, scheduledDelayMs).unref();
  }

  /** Exports what is queued now; resolves when done, or when `timeoutMs` is over. */
  async flush(timeoutMs: number): Promise<void> {
    const over = new AbortController();
    await Promise.race([
      this.#run(),
      delay(timeoutMs, undefined, { signal: over.signal }).catch(() => {}),
    ]);
    over.abort();
  }

  /** Flushes, then drops what is left. */
  close(timeoutMs: number): Promise<void> {
    this.#closing ??= this.#close(timeoutMs);
    return this.#closing;
  }

  async #close(timeoutMs: number): Promise<void> {
    await this.flush(timeoutMs);
    clearTimeout(this.#timer);
    const left = this.queued;
    this.#waiting = [];
    this.#inFlight = 0;
    if (left > 0) this.#drop("shutdown", left);
  }

  forceFlush(): Promise<void> {
    return this.flush(this.#options.exportTimeoutMs);
  }

  shutdown(): Promise<void> {
    return this.close(this.#options.exportTimeoutMs);
  }

  /** Exports until nothing waits. A call during a run joins it. */
  #run(): Promise<void> {
    this.#pump ??= this.#exportAll().finally(() => {
      this.#pump = undefined;
    });
    return this.#pump;
  }

  async #exportAll(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#options.maxBatchSize);
      this.#inFlight = batch.length;
      const failure = await this.#exportBatch(batch);
      // close() gave up on this batch and has counted it.
      if (this.#inFlight === 0) return;
      this.#inFlight = 0;
      if (failure === undefined) {
        this.exported += batch.length;
        this.lastSuccess = new Date().toISOString();
        this.#told = false;
      } else this.#fail(failure, batch.length);
    }
  }

  async #exportBatch(batch: ReadableSpan[]): Promise<string | undefined> {
    try {
      this.#exporters ??= Promise.all(this.#options.exporters.map((load) => load()));
      const exporters = await this.#exporters;
      await Promise.all(exporters.map((exporter) => this.#exportTo(exporter, batch)));
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  #exportTo(exporter: Pick<SpanExporter, "export">, batch: ReadableSpan[]): Promise<void> {
    const { exportTimeoutMs } = this.#options;
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(
        () => reject(new Error(`no answer within ${exportTimeoutMs} ms`)),
        exportTimeoutMs,
      ).unref();
      exporter.export(batch, ({ code, error }) => {
        clearTimeout(deadline);
        if (code === ExportResultCode.SUCCESS) resolve();
        else reject(error ?? new Error("the exporter gave no reason"));
      });
    });
  }

  #fail(message: string, count: number): void {
    this.lastError = message;
    this.#drop("export_failed", count);
    if (this.#told) return;
    this.#told = true;
    try {
      this.#options.onProblem({
        code: "span_export_failed",
        message: `spans are being lost: ${message}`,
      });
    } catch {
      // A callback of the caller's must not break the caller's tracing.
    }
  }

  #drop(reason: DropReason, count: number): void {
    this.dropped.set(reason, (this.dropped.get(reason) ?? 0) + count);
  }
}
