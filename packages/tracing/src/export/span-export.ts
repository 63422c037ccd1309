import type { Contexts } from "../contexts.ts";
import type { RecordedSpan } from "../spans/recorded-span.ts";
import type { TracingStats } from "../tracing.ts";
import { type TracingOptions, tell } from "../tracing-options.ts";
import { exportersOf } from "./exporters.ts";
import { SpanLedger } from "./span-ledger.ts";
import { checkedBatch, SpanQueue } from "./span-queue.ts";
import { untraced } from "./untraced.ts";

/** What becomes of ended spans: to each exporter through a queue of its own, with one ledger. */
export interface SpanExport {
  /** Whether what a span holds gets anywhere. */
  readonly keepsSpans: boolean;
  /** Takes a sampled span that ended; nothing, where spans are not kept. */
  readonly ended: (span: RecordedSpan | undefined) => void;
  stats(): Omit<TracingStats, "started" | "sampled">;
  flush(timeoutMs: number): Promise<void>;
  close(timeoutMs: number): Promise<void>;
}

export function createSpanExport(options: TracingOptions, contexts: Contexts): SpanExport {
  const exporters = exportersOf(options);
  const batch = checkedBatch(options.batch);
  const ledger = new SpanLedger(exporters.length);
  const queues = exporters.map(
    (exporter) =>
      new SpanQueue({
        exporter: untraced(exporter, contexts),
        batch,
        settled: (span, reason) => ledger.settle(span, reason),
        onLoss: (reason) =>
          tell(options, {
            code: "span_export_failed",
            message: `spans are being lost (${exporter.name}): ${reason}`,
          }),
      }),
  );
  let closing: Promise<void> | undefined;

  const close = async (timeoutMs: number) => {
    await within(Promise.all(queues.map((queue) => queue.drain())), timeoutMs);
    await Promise.all(queues.map((queue) => queue.close()));
  };

  return {
    keepsSpans: queues.length > 0,
    ended(span) {
      if (span === undefined || queues.length === 0) ledger.drop("no_exporter");
      else {
        ledger.ended++;
        for (const queue of queues) queue.add(span);
      }
    },
    stats() {
      const latest = queues.reduce<SpanQueue | undefined>(
        (best, queue) => (best && best.lastErrorAt >= queue.lastErrorAt ? best : queue),
        undefined,
      );
      const successes = queues.flatMap(({ lastSuccess }) => lastSuccess ?? []).sort();
      return {
        ended: ledger.ended,
        exported: ledger.exported,
        dropped: ledger.droppedCount,
        droppedByReason: Object.fromEntries(ledger.dropped),
        queued: ledger.queued,
        ...outcomes(latest?.lastError, successes.at(-1)),
        exporters: queues.map(({ name, exported, dropped, queued, lastError, lastSuccess }) => ({
          name,
          exported,
          dropped,
          queued,
          ...outcomes(lastError, lastSuccess),
        })),
      };
    },
    flush: (timeoutMs) => within(Promise.all(queues.map((queue) => queue.flush())), timeoutMs),
    close(timeoutMs) {
      closing ??= close(timeoutMs);
      return closing;
    },
  };
}

const outcomes = (lastError: string | undefined, lastSuccess: string | undefined) => ({
  ...(lastError !== undefined && { lastError }),
  ...(lastSuccess !== undefined && { lastSuccess }),
});

/** The timer is what keeps the process alive meanwhile: nothing else in here does. */
async function within(work: Promise<unknown>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([work, over]);
  clearTimeout(timer);
}
