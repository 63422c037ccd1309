import type { HealthTurn } from "@ettl/health";
import type { Metrics } from "@ettl/metrics";

/** Counts how late health checks begin in the background, and those that do not begin. */
export function turnsToMetrics(metrics: Metrics) {
  const delay = metrics.histogram({
    name: "ettl_health_schedule_delay_seconds",
    help: "Time from when a health check was due in the background to when it began.",
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
  });
  const skipped = metrics.counter({
    name: "ettl_health_checks_skipped_total",
    help: "Health checks that were due while their former run had not settled.",
  });
  return (turn: HealthTurn) => {
    if (turn.skipped) skipped.inc();
    else delay.observe({}, turn.delayMs / 1_000);
  };
}
