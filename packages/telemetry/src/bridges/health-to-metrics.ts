import type { HealthReport, HealthResult } from "@ettl/health";
import type { Metrics } from "@ettl/metrics";

const statuses = ["healthy", "degraded", "unhealthy", "unknown"] as const;

/** Keeps the original's gauges and the status of each check at what the last report said, and counts durations. */
export function healthToMetrics(metrics: Metrics) {
  const status = metrics.gauge({
    name: "health_check_status",
    help: "1 for the status a health check has, 0 for those it has not.",
    labelNames: ["check", "status"],
  });
  const duration = metrics.histogram({
    name: "health_check_duration_seconds",
    help: "Durations of health checks in seconds.",
    labelNames: ["check"],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10],
  });
  let known = new Set<string>();
  /** Checks that want series of their own. */
  const measured = new Set<string>();

  return {
    onReport(report: HealthReport) {
      metrics.setHealthStatus(report.status);
      const components = Object.values(report.components);
      for (const component of components) {
        metrics.setComponentHealth({ component: component.name, status: component.status });
        if (!measured.has(component.name)) continue;
        for (const word of statuses)
          status.set({ check: component.name, status: word }, component.status === word ? 1 : 0);
      }
      const names = new Set(components.map(({ name }) => name));
      for (const name of known) if (!names.has(name)) forget(name);
      known = names;
    },
    onResult({ name, durationMs, measured: isMeasured }: HealthResult) {
      if (!isMeasured) return;
      measured.add(name);
      duration.observe({ check: name }, durationMs / 1_000);
    },
  };

  /** A check that is gone has no state. */
  function forget(name: string): void {
    metrics.removeComponentHealth({ component: name });
    if (!measured.delete(name)) return;
    for (const word of statuses) status.remove({ check: name, status: word });
    duration.remove({ check: name });
  }
}
