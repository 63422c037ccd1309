import type { Metrics } from "@ettl/metrics";
import type { WatchView } from "./watches.ts";

/** Series of each watch, read at each scrape. */
export function watchesToMetrics(metrics: Metrics, list: () => readonly WatchView[]): void {
  const labelNames = ["kind", "watch"];
  const up = metrics.gauge({
    name: "ettl_watch_up",
    help: "1 while a watch is healthy or degraded, 0 while it is unhealthy; absent while unknown.",
    labelNames,
    collect() {
      up.reset();
      for (const { kind, name, status } of list())
        if (status !== "unknown") up.set({ kind, watch: name }, status === "unhealthy" ? 0 : 1);
    },
  });
  const since = metrics.gauge({
    name: "ettl_watch_status_since_timestamp_seconds",
    help: "When a watch got the status that it has.",
    labelNames,
    collect() {
      since.reset();
      for (const { kind, name, since: at } of list())
        since.set({ kind, watch: name }, Date.parse(at) / 1_000);
    },
  });
  const duration = metrics.gauge({
    name: "ettl_watch_check_duration_seconds",
    help: "How long the last look at a watch took.",
    labelNames,
    collect() {
      duration.reset();
      for (const { kind, name, duration_ms: ms } of list())
        if (kind !== "heartbeat" && ms !== undefined)
          duration.set({ kind, watch: name }, ms / 1_000);
    },
  });
}
