import { createMetrics } from "@ettl/metrics";

/** What a program serves at `/metrics` after some work, about as long as this, in bytes. */
export async function metricsText(size: number): Promise<Buffer> {
  const metrics = createMetrics({ version: "1.2.3" });
  metrics.recordExport({ type: "all", status: "success", format: "csv", durationSeconds: 42.5 });
  metrics.recordMoviesExported({ category: "watched", status: "success", count: 1234 });
  const labelNames = ["route", "method", "status"];
  const requests = metrics.counter({ name: "http_requests_total", help: "Requests.", labelNames });
  const seconds = metrics.histogram({
    name: "http_request_duration_seconds",
    help: "Time until the answer.",
    labelNames,
  });
  let body = (await metrics.scrape()).body;
  for (let count = 0; body.length < size; ) {
    // The text is made anew for every thirtieth part, or it would take longer than the measuring.
    for (const end = count + Math.max(1, size / 30_000); count < end; count++) {
      const labels = { route: `/movies/${count}`, method: "GET", status: "200" };
      requests.inc(labels, count);
      seconds.observe(labels, ((count * 7919) % 10_000) / 3000);
    }
    body = (await metrics.scrape()).body;
  }
  return body;
}

/** What a monitor wants of a target. */
export const wanted: ReadonlySet<string> = new Set([
  "export_trakt_health_status",
  "export_trakt_component_health",
  "process_resident_memory_bytes",
  "nodejs_eventloop_lag_p99_seconds",
  "ettl_build_info",
]);
