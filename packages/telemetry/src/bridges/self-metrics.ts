import type { DeliveryEvent } from "@ettl/alerts";
import { type Logger, logStats } from "@ettl/logging";
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

/** Reads the losses that logging and tracing count themselves, at each scrape. */
export function lossesToMetrics(metrics: Metrics, tracing: Tracing, logger: Logger): void {
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
  const lines = metrics.counter({
    name: "ettl_log_lines_dropped_total",
    help: "Log lines that could not be written.",
    collect: () => {
      lines.reset();
      lines.inc(logStats(logger).dropped);
    },
  });
}
