import type { RecordedSpan } from "../spans/recorded-span.ts";

/** Why spans were not exported. */
export type DropReason = "queue_full" | "export_failed" | "rejected" | "shutdown" | "no_exporter";

/**
 * What became of every sampled span that ended. With several exporters a span is queued until each
 * has done with it, exported if all took it, and else dropped, for the first reason.
 */
export class SpanLedger {
  ended = 0;
  exported = 0;
  readonly dropped = new Map<DropReason, number>();
  readonly #exporterCount: number;
  /** Of spans that some exporters are done with and others are not. Empty with one exporter. */
  readonly #open = new Map<RecordedSpan, { left: number; reason: DropReason | undefined }>();

  constructor(exporterCount: number) {
    this.#exporterCount = exporterCount;
  }

  /** Spans that some exporter is not yet done with. */
  get queued(): number {
    return this.ended - this.exported - this.droppedCount;
  }

  get droppedCount(): number {
    let sum = 0;
    for (const count of this.dropped.values()) sum += count;
    return sum;
  }

  /** Nobody is there to take it. */
  drop(reason: DropReason): void {
    this.ended++;
    this.#drop(reason);
  }

  /** One exporter is done with the span: it took it, unless there is a reason. */
  settle(span: RecordedSpan, reason: DropReason | undefined): void {
    if (this.#exporterCount === 1) {
      this.#close(reason);
      return;
    }
    const open = this.#open.get(span) ?? { left: this.#exporterCount, reason: undefined };
    open.left--;
    open.reason ??= reason;
    if (open.left > 0) this.#open.set(span, open);
    else {
      this.#open.delete(span);
      this.#close(open.reason);
    }
  }

  #close(reason: DropReason | undefined): void {
    if (reason === undefined) this.exported++;
    else this.#drop(reason);
  }

  #drop(reason: DropReason): void {
    this.dropped.set(reason, (this.dropped.get(reason) ?? 0) + 1);
  }
}
