import type { Metrics } from "@ettl/metrics";
import type { Feed } from "./feed.ts";

/** Reads what the feed counts, at each scrape. */
export function feedToMetrics(metrics: Metrics, feed: Pick<Feed, "stats">): void {
  const clients = metrics.gauge({
    name: "ettl_live_clients",
    help: "Clients of the live feed.",
    labelNames: ["kind"],
    collect() {
      for (const [kind, count] of Object.entries(feed.stats().clients))
        clients.set({ kind }, count);
    },
  });
  const dropped = metrics.counter({
    name: "ettl_live_clients_dropped_total",
    help: "Clients of the live feed that the monitor parted with, by reason.",
    labelNames: ["reason"],
    collect() {
      dropped.reset();
      for (const [reason, count] of Object.entries(feed.stats().dropped))
        dropped.inc({ reason }, count);
    },
  });
  const events = metrics.counter({
    name: "ettl_live_events_total",
    help: "Events that the live feed published.",
    collect() {
      events.reset();
      events.inc(feed.stats().events);
    },
  });
}
