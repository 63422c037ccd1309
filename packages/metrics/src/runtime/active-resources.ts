import type { PulledMetrics } from "./pulled-metrics.ts";

/** Sockets, timers and what else keeps the event loop alive. */
export function activeResources(metrics: PulledMetrics): undefined {
  metrics.gauges(
    {
      name: "nodejs_active_resources",
      help: "Resources that keep the event loop busy, by type.",
      labelNames: ["type"],
    },
    () => {
      const counts = new Map<string, number>();
      for (const type of process.getActiveResourcesInfo())
        counts.set(type, (counts.get(type) ?? 0) + 1);
      return [...counts].map(([type, count]) => [{ type }, count]);
    },
  );
}
