import type { Alerts } from "@ettl/alerts";
import { correlationId, type Logger, withCorrelationId } from "@ettl/logging";
import type { Metrics } from "@ettl/metrics";
import type { Tracing } from "@ettl/tracing";
import { TraceFlags, trace } from "@opentelemetry/api";
import { formatFrame, ownFrame } from "../profiling/own-code.ts";
import type { RunningIds } from "../profiling/running-code.ts";
import { type EventLoopBlock, watchEventLoop } from "../profiling/watch-event-loop.ts";

interface Parts {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly alerts: Alerts;
}

/** From a hiccup to a program that seems dead, in seconds. */
const buckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

const identity = { title: "Event loop blocked", source: "event-loop" };

/** How many functions one alert names at most before it is resolved; the log has all. */
const maxTold = 10;

/** What blocks the event loop, told in every way there is. */
export interface BlockReports {
  readonly onBlock: (block: EventLoopBlock) => void;
  /** Resolves the alert that is open. */
  close(): void;
}

/** Watches the event loop and tells of each block; to be closed before the alerts are. */
export function reportBlocks(
  parts: Parts & { readonly thresholdMs: number },
  onProblem: (problem: { readonly code: string; readonly message: string }) => void,
): { close(): Promise<void> } {
  const { tracing, thresholdMs } = parts;
  const reports = blocksToTelemetry(parts);
  const watch = watchEventLoop({
    thresholdMs,
    onBlock: reports.onBlock,
    onProblem,
    traceIds: () => {
      const ids = tracing.activeTraceIds();
      return {
        traceId: ids?.trace_id,
        spanId: ids?.span_id,
        sampled: tracing.activeTraceIds({ sampledOnly: true }) !== undefined,
        correlationId: correlationId(),
      };
    },
  });
  return {
    async close() {
      await watch.close();
      reports.close();
    },
  };
}

/**
 * Makes of each block a log line, metrics and an alert, with the ids of what blocked. The alert is
 * sent once for each function that blocks, and resolved when nothing did for `quietMs`.
 */
export function blocksToTelemetry(
  { logger, metrics, tracing, alerts }: Parts,
  { quietMs = 60_000, folder = currentFolder() }: { quietMs?: number; folder?: string } = {},
): BlockReports {
  const total = metrics.counter({
    name: "ettl_event_loop_blocks_total",
    help: "Times that the event loop was blocked for longer than event_loop_block_ms, by function.",
    labelNames: ["function"],
  });
  const duration = metrics.histogram({
    name: "ettl_event_loop_block_duration_seconds",
    help: "How long the event loop was blocked.",
    buckets,
  });
  const told = new Set<string>();
  let count = 0;
  let longestMs = 0;
  let timer: NodeJS.Timeout | undefined;

  const resolve = (why: string) => {
    clearTimeout(timer);
    if (count === 0) return;
    const message = `${why}; blocks: ${count}, the longest of ${longestMs} ms`;
    void alerts.resolve({ ...identity, message }, { waitMs: 0 });
    told.clear();
    count = 0;
    longestMs = 0;
  };

  const alert = (block: EventLoopBlock, key: string, place: string, stack: string) => {
    count++;
    longestMs = Math.max(longestMs, block.durationMs);
    clearTimeout(timer);
    timer = setTimeout(resolve, quietMs, `no block for ${quietMs / 1_000} s`).unref();
    // A program that blocks all the time would fill the history with the same thing.
    if (told.has(key) || told.size === maxTold) return;
    told.add(key);
    void alerts.send(
      {
        ...identity,
        level: "warning",
        message: `the event loop was blocked for ${block.durationMs} ms ${place}`,
        metadata: { duration_ms: block.durationMs, stack },
      },
      { waitMs: 0 },
    );
  };

  return {
    onBlock(block) {
      const { durationMs } = block;
      const frame = ownFrame(block.stack) ?? block.stack[0];
      const name = frame?.functionName ?? "(unknown)";
      const place = frame ? `in ${formatFrame(frame, folder)}` : "by code that left no stack";
      const stack = block.stack.map((each) => `at ${formatFrame(each, folder)}`).join("\n");
      within(tracing, block, () => {
        logger.warn({ duration_ms: durationMs, function: name, stack }, "event_loop.blocked");
        total.inc({ function: name });
        duration.observe(durationMs / 1_000);
        alert(block, `${name} ${frame?.url}`, place, stack);
      });
    },
    close: () => resolve("the program stops"),
  };
}

/** Runs `fn` with the ids of something that is over. */
function within(tracing: Tracing, ids: RunningIds, fn: () => void): void {
  const { traceId, spanId, sampled, correlationId: id } = ids;
  const withTrace = () => {
    if (traceId === undefined || spanId === undefined) return fn();
    const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
    const context = trace.setSpanContext(tracing.activeContext(), { traceId, spanId, traceFlags });
    return tracing.withContext(context, fn);
  };
  if (id === undefined) withTrace();
  else withCorrelationId(id, withTrace);
}

/** Empty where there is none: the folder may have been removed. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return "";
  }
}
