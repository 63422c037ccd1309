import type { Logger } from "@ettl/logging";
import type { Metrics } from "@ettl/metrics";
import type { DropReason, Tracing } from "@ettl/tracing";

const dropReasons: readonly DropReason[] = [
  "queue_full",
  "export_failed",
  "rejected",
  "shutdown",
  "no_exporter",
];

/** Reads what became of spans, at each scrape. */
export function spansToMetrics(metrics: Metrics, tracing: Tracing): void {
  const started = metrics.counter({
    name: "ettl_spans_started_total",
    help: "Spans begun, sampled or not.",
    collect: () => {
      started.reset();
      started.inc(tracing.stats().started);
    },
  });
  const exported = metrics.counter({
    name: "ettl_spans_exported_total",
    help: "Sampled spans that every exporter took.",
    collect: () => {
      exported.reset();
      exported.inc(tracing.stats().exported);
    },
  });
  const dropped = metrics.counter({
    name: "ettl_spans_dropped_total",
    help: "Sampled spans that were not exported, by reason.",
    labelNames: ["reason"],
    collect: () => {
      dropped.reset();
      const { droppedByReason } = tracing.stats();
      // All of them from the start, for `increase()` sees no growth in a first value.
      for (const reason of dropReasons) dropped.inc({ reason }, droppedByReason[reason] ?? 0);
    },
  });
  const queued = metrics.gauge({
    name: "ettl_spans_queued",
    help: "Sampled spans that ended and wait to be exported.",
    collect: () => {
      queued.set(tracing.stats().queued);
    },
  });
}

/** Reads what logging counts, at each scrape. */
export function logsToMetrics(metrics: Metrics, logger: Logger): void {
  const messages = metrics.counter({
    name: "log_messages_total",
    help: "Log lines made, by level.",
    labelNames: ["level"],
    collect: () => {
      messages.reset();
      for (const [level, count] of Object.entries(logger.stats().linesByLevel))
        messages.inc({ level }, count);
    },
  });
  const dropped = metrics.counter({
    name: "ettl_log_lines_dropped_total",
    help: "Log lines that could not be written.",
    collect: () => {
      dropped.reset();
      dropped.inc(logger.stats().dropped);
    },
  });
  const suppressed = metrics.counter({
    name: "ettl_log_lines_suppressed_total",
    help: "Log lines that burst protection held back.",
    collect: () => {
      suppressed.reset();
      suppressed.inc(logger.stats().suppressed);
    },
  });
}
