import { availableParallelism } from "node:os";
import type { InstrumentFactory } from "./instrument-factory.ts";

/**
 * The sixteen metrics of the original, by their names behind the prefix. Some names would be
 * chosen otherwise today (`goroutines_count`, `cpu_usage_percent`); dashboards rely on them.
 */
export function createCatalogue(factory: InstrumentFactory, prefix: string) {
  const counter = (name: string, help: string, labelNames: string[]) =>
    factory.counter({ name: prefix + name, help, labelNames });
  const gauge = (name: string, help: string, labelNames: string[], collect?: () => void) =>
    factory.gauge({ name: prefix + name, help, labelNames, ...(collect && { collect }) });

  const cpuPercent = cpuUsage();
  const memory = gauge(
    "memory_usage_bytes",
    "Memory of the process by type, in bytes.",
    ["type"],
    () => {
      const { rss, heapTotal, heapUsed, external, arrayBuffers } = process.memoryUsage();
      memory.set({ type: "rss" }, rss);
      memory.set({ type: "heap_total" }, heapTotal);
      memory.set({ type: "heap_used" }, heapUsed);
      memory.set({ type: "external" }, external);
      memory.set({ type: "array_buffers" }, arrayBuffers);
    },
  );
  const resources = gauge("goroutines_count", "Resources that keep the event loop busy.", [], () =>
    resources.set(process.getActiveResourcesInfo().length),
  );
  const cpu = gauge("cpu_usage_percent", "CPU time used, in percent of all cores.", [], () =>
    cpu.set(cpuPercent()),
  );
  const startTime = gauge("start_time_seconds", "Start of the process, in Unix seconds.", []);
  startTime.set(performance.timeOrigin / 1000);

  return {
    exports: counter("exports_total", "Exports that ended.", ["status", "type", "format"]),
    exportDuration: factory.histogram({
      name: `${prefix}export_duration_seconds`,
      help: "Duration of exports, in seconds.",
      labelNames: ["type", "status"],
      buckets: [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
    }),
    exportErrors: counter("export_errors_total", "Errors that ended an export.", [
      "type",
      "error_code",
      "component",
    ]),
    apiCalls: counter("api_calls_total", "Calls of other services' APIs.", [
      "service",
      "endpoint",
      "method",
      "status_code",
    ]),
    apiCallDuration: factory.histogram({
      name: `${prefix}api_call_duration_seconds`,
      help: "Duration of calls of other services' APIs, in seconds.",
      labelNames: ["service", "endpoint", "method"],
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    }),
    apiCallErrors: counter("api_call_errors_total", "Calls of other services' APIs that failed.", [
      "service",
      "endpoint",
      "error_type",
    ]),
    moviesExported: counter("movies_exported_total", "Movies handled.", ["category", "status"]),
    ratingsExported: counter("ratings_exported_total", "Ratings exported.", ["rating_value"]),
    watchlistExported: counter("watchlist_exported_total", "Watchlist entries exported.", [
      "item_type",
    ]),
    cacheHitRate: gauge("cache_hit_rate", "Hits of a cache, in percent of its requests.", [
      "cache_type",
    ]),
    healthStatus: gauge(
      "health_status",
      "Health of the program: 1 healthy, 0.5 degraded, 0 unhealthy or unknown.",
      ["version"],
    ),
    componentHealth: gauge(
      "component_health",
      "Health of one component: 1 healthy, 0.5 degraded, 0 unhealthy or unknown.",
      ["component", "version"],
    ),
  };
}

/** CPU use since the last call, but over a second at least: two scrapers must not halve the window. */
function cpuUsage(): () => number {
  let last = { user: 0, system: 0 };
  let lastTime = 0;
  let percent = 0;
  return () => {
    const elapsedMs = performance.now() - lastTime;
    if (lastTime > 0 && elapsedMs < 1000) return percent;
    const { user, system } = process.cpuUsage(last);
    percent = Math.min(100, (user + system) / 10 / elapsedMs / availableParallelism());
    last = process.cpuUsage();
    lastTime = performance.now();
    return percent;
  };
}
