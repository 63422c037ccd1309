import { availableParallelism } from "node:os";
import { getHeapStatistics } from "node:v8";
import type { InstrumentFactory } from "./instrument-factory.ts";
import { slidingWindow } from "./runtime/sliding-window.ts";

/**
 * The sixteen metrics of the original, by their names behind the prefix. Some names would be
 * chosen otherwise today (`goroutines_count`, `cpu_usage_percent`); dashboards rely on them.
 */
export function createCatalogue(
  factory: InstrumentFactory,
  ownFactory: InstrumentFactory,
  prefix: string,
) {
  const counter = (name: string, help: string, labelNames: string[]) =>
    factory.counter({ name: prefix + name, help, labelNames });
  const gauge = (name: string, help: string, labelNames: string[], collect?: () => void) =>
    factory.gauge({ name: prefix + name, help, labelNames, ...(collect && { collect }) });

  // Its label values are ours: no limit of the caller's may squeeze them.
  const memory = ownFactory.gauge({
    name: `${prefix}memory_usage_bytes`,
    help: "Memory of the process by type, in bytes.",
    labelNames: ["type"],
    collect() {
      const usage = memoryUsage();
      memory.reset();
      for (const [type, bytes] of Object.entries(usage)) memory.set({ type }, bytes);
    },
  });
  const resources = gauge("goroutines_count", "Resources that keep the event loop busy.", [], () =>
    resources.set(process.getActiveResourcesInfo().length),
  );
  const cpuPercent = cpuUsage();
  const cpu = gauge(
    "cpu_usage_percent",
    "CPU time used over the last minute at least, in percent of all cores.",
    [],
    () => cpu.set(cpuPercent()),
  );
  const startTime = gauge("start_time_seconds", "Start of the process, in Unix seconds.", [], () =>
    startTime.set(performance.timeOrigin / 1000),
  );

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

function memoryUsage(): Readonly<Record<string, number>> {
  try {
    const { rss, heapTotal, heapUsed, external, arrayBuffers } = process.memoryUsage();
    const heap = { heap_total: heapTotal, heap_used: heapUsed };
    return { rss, ...heap, external, array_buffers: arrayBuffers };
  } catch {
    // It reads a file on Linux, and there may be no descriptor left. V8 knows its own part.
    const { total_heap_size, used_heap_size, external_memory } = getHeapStatistics();
    return { heap_total: total_heap_size, heap_used: used_heap_size, external: external_memory };
  }
}

function cpuUsage(): () => number {
  const start = { cpuMs: 0, timeMs: 0 };
  const begin = () => {
    const { user, system } = process.cpuUsage();
    return { cpuMs: (user + system) / 1000, timeMs: performance.now() };
  };
  const inWindow = slidingWindow([start, start], begin);
  return () =>
    inWindow((since) => {
      const now = begin();
      const cores = (now.cpuMs - since.cpuMs) / (now.timeMs - since.timeMs);
      return Math.min(100, (100 * cores) / availableParallelism());
    });
}
