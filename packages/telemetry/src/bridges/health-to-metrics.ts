import type { HealthReport } from "@ettl/health";
import type { Metrics } from "@ettl/metrics";

/** Keeps the health gauges at what the last report said. */
export function healthToMetrics(metrics: Metrics) {
  return (report: HealthReport) => {
    metrics.setHealthStatus(report.status);
    for (const { name, status } of Object.values(report.components))
      metrics.setComponentHealth({ component: name, status });
  };
}
