import { setImmediate as nextTurn } from "node:timers/promises";
import type { RecordedSpan } from "../spans/recorded-span.ts";
import type { BatchExporter, BatchReceipt } from "./batch-exporter.ts";
import type { DropReason } from "./span-ledger.ts";

/** How spans wait and in what portions they go out: OpenTelemetry's `OTEL_BSP_*`. */
export interface BatchOptions {
  /**
   * Spans that may wait, those on their way included; more are dropped and counted.
   *
   * @default 2048
   */
  readonly maxQueueSize?: number;
  /**
   * Spans per batch. A full one goes out at once.
   *
   * @default 512
   */
  readonly maxBatchSize?: number;
  /**
   * Milliseconds until a batch goes out that is not full.
   *
   * @default 5000
   */
  readonly scheduleDelayMs?: number;
  /**
   * Milliseconds for one batch, repetitions included.
   *
   * @default 30_000
   */
  readonly exportTimeoutMs?: number;
}

// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#batch-span-processor
const defaultBatch: Required<BatchOptions> = {
  maxQueueSize: 2048,
  maxBatchSize: 512,
  scheduleDelayMs: 5000,
  exportTimeoutMs: 30_000,
};

/** @throws {RangeError} A figure makes no sense; the message names it. */
export function checkedBatch(options: BatchOptions = {}): Required<BatchOptions> {
  const batch = { ...defaultBatch, ...options };
  for (const [name, value] of Object.entries(batch))
    if (!Number.isSafeInteger(value) || value < 1 || value > 2 ** 31 - 1)
      throw new RangeError(`batch.${name} is ${value}, expected a whole number from 1`);
  // A batch that never gets full would only go out by the clock.
  return { ...batch, maxBatchSize: Math.min(batch.maxBatchSize, batch.maxQueueSize) };
}

export interface SpanQueueOptions {
  readonly exporter: BatchExporter;
  readonly batch: Required<BatchOptions>;
  /** Called once for each span that was added. */
  readonly settled: (span: RecordedSpan, reason: DropReason | undefined) => void;
  /** Called when spans begin to be lost, once until a batch is taken again. */
  readonly onLoss: (message: string) => void;
}

/**
 * The spans that wait for one exporter. They go out in batches, one at a time, in the order in
 * which they ended. Every span that was added is settled exactly once.
 */
export class SpanQueue {
  exported = 0;
  dropped = 0;
  lastError: string | undefined;
  lastErrorAt = 0;
  lastSuccess: string | undefined;
  readonly #options: SpanQueueOptions;
  #waiting: RecordedSpan[] = [];
  #inFlight: readonly RecordedSpan[] = [];
  #abort: AbortController | undefined;
  /** To the batch under way, or the latest one. */
  #answer: Promise<BatchReceipt | Error> | undefined;
  #pump: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #told = false;
  /** Spans that ever waited; those up to `#wanted` go out without waiting for a full batch. */
  #accepted = 0;
  #finished = 0;
  #wanted = 0;

  constructor(options: SpanQueueOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.exporter.name;
  }

  get queued(): number {
    return this.#waiting.length + this.#inFlight.length;
  }

  add(span: RecordedSpan): void {
    const { maxQueueSize, maxBatchSize } = this.#options.batch;
    if (this.#closed) this.#settle(span, "shutdown");
    else if (this.queued >= maxQueueSize) {
      this.#settle(span, "queue_full");
      this.#tell(`${maxQueueSize} are waiting for ${this.name}, and there is room for no more`);
    } else {
      this.#accepted++;
      if (this.#waiting.push(span) >= maxBatchSize) this.#run();
      else this.#sendLater();
    }
  }

  /** Sends what waits now; resolves when it is settled. */
  async flush(): Promise<void> {
    const target = this.#accepted;
    this.#sendAll();
    while (this.#finished < target && this.#pump) await this.#pump;
  }

  /** As `flush`, and for what comes meanwhile, until it is closed. */
  async drain(): Promise<void> {
    while (this.queued > 0 && !this.#closed) await this.flush();
  }

  /**
   * Ends what is under way at once, drops what is left, and takes nothing more. Resolves when the
   * exporter has said what it was at, or is not going to.
   */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    const left = [...this.#inFlight, ...this.#waiting];
    this.#waiting = [];
    this.#inFlight = [];
    for (const span of left) this.#settle(span, "shutdown");
    const stop = new Error("the program stopped before they were taken");
    this.#abort?.abort(stop);
    this.#options.exporter.close();
    if (left.length === 0) return;
    const word = await Promise.race([this.#answer, nextTurn()]);
    this.#tell(word instanceof Error ? word.message : stop.message);
  }

  #sendLater(): void {
    const { scheduleDelayMs } = this.#options.batch;
    this.#timer ??= setTimeout(() => this.#sendAll(), scheduleDelayMs).unref();
  }

  #sendAll(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wanted = this.#accepted;
    this.#run();
  }

  #run(): void {
    if (this.#pump || !this.#isDue()) return;
    this.#pump = this.#exportDue().finally(() => {
      this.#pump = undefined;
      this.#run();
      if (this.#waiting.length > 0) this.#sendLater();
    });
  }

  #isDue(): boolean {
    const { length } = this.#waiting;
    return (
      length >= this.#options.batch.maxBatchSize || (length > 0 && this.#finished < this.#wanted)
    );
  }

  async #exportDue(): Promise<void> {
    // In a turn of its own: whoever ended the span that made the batch full goes on first.
    await undefined;
    while (this.#isDue()) {
      const batch = this.#waiting.splice(0, this.#options.batch.maxBatchSize);
      this.#inFlight = batch;
      const outcome = await this.#export(batch);
      // close() has settled these already.
      if (this.#closed) return;
      this.#inFlight = [];
      this.#finished += batch.length;
      this.#conclude(batch, outcome);
    }
  }

  async #export(batch: readonly RecordedSpan[]): Promise<BatchReceipt | Error> {
    const { exporter, batch: options } = this.#options;
    const { exportTimeoutMs } = options;
    const abort = new AbortController();
    this.#abort = abort;
    let timer: NodeJS.Timeout | undefined;
    const isOver = new Promise<Error>((resolve) => {
      abort.signal.addEventListener("abort", () => resolve(abort.signal.reason), { once: true });
      timer = setTimeout(
        () => abort.abort(new Error(`no answer within ${exportTimeoutMs} ms`)),
        exportTimeoutMs,
      ).unref();
    });
    this.#answer = exporter.export(batch, abort.signal).catch(asError);
    // A foreign exporter may heed no signal.
    const outcome = await Promise.race([this.#answer, isOver]);
    clearTimeout(timer);
    this.#abort = undefined;
    return outcome;
  }

  #conclude(batch: readonly RecordedSpan[], outcome: BatchReceipt | Error): void {
    if (outcome instanceof Error) {
      for (const span of batch) this.#settle(span, "export_failed");
      this.#tell(outcome.message);
      return;
    }
    // Which of them were refused, nobody says.
    const rejected = Math.min(outcome.rejected, batch.length);
    for (const [index, span] of batch.entries())
      this.#settle(span, index < rejected ? "rejected" : undefined);
    this.lastSuccess = new Date().toISOString();
    if (rejected > 0) this.#tell(`${rejected} refused: ${outcome.reason ?? "no reason given"}`);
    else this.#told = false;
  }

  #settle(span: RecordedSpan, reason: DropReason | undefined): void {
    if (reason === undefined) this.exported++;
    else this.dropped++;
    this.#options.settled(span, reason);
  }

  #tell(message: string): void {
    this.lastError = message;
    this.lastErrorAt = performance.now();
    if (this.#told) return;
    this.#told = true;
    this.#options.onLoss(message);
  }
}

const asError = (reason: unknown) =>
  reason instanceof Error ? reason : new Error(String(reason ?? "the exporter gave no reason"));
