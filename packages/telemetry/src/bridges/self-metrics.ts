import type { DeliveryEvent } from "@ettl/alerts";
import type { Logger } from "@ettl/logging";
import type { Metrics } from "@ettl/metrics";
import type { Tracing } from "@ettl/tracing";

/** Counts what became of each alert, per channel. */
export function deliveriesToMetrics(metrics: Metrics) {
  const deliveries = metrics.counter({
    name: "ettl_alerts_deliveries_total",
    help: "Alerts per channel and what became of them.",
    labelNames: ["channel", "outcome"],
  });
  return ({ channel, outcome }: DeliveryEvent) => deliveries.inc({ channel, outcome });
}

/** Reads what tracing lost, at each scrape. */
export function lossesToMetrics(metrics: Metrics, tracing: Tracing): void {
  const spans = metrics.counter({
    name: "ettl_spans_dropped_total",
    help: "Sampled spans that were not exported, by reason.",
    labelNames: ["reason"],
    collect: () => {
      spans.reset();
      for (const [reason, count] of Object.entries(tracing.stats().droppedByReason))
        spans.inc({ reason }, count);
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
