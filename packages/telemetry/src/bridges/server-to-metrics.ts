import type { Metrics } from "@ettl/metrics";
import type { Lifecycle } from "../lifecycle.ts";

/** Reads what the server counts, at each scrape. */
export function serverToMetrics(metrics: Metrics, lifecycle: Pick<Lifecycle, "serverStats">): void {
  const connections = metrics.gauge({
    name: "ettl_server_connections",
    help: "Connections to this server that are open.",
    collect: () => {
      connections.set(lifecycle.serverStats?.connections ?? 0);
    },
  });
  const refusedConnections = metrics.counter({
    name: "ettl_server_connections_refused_total",
    help: "Connections that were closed at once, for there were max_connections.",
    collect: () => {
      refusedConnections.reset();
      refusedConnections.inc(lifecycle.serverStats?.connectionsRefused ?? 0);
    },
  });
  const refusedRequests = metrics.counter({
    name: "ettl_server_requests_refused_total",
    help: "Requests that no route saw: malformed, too slow, or for another host.",
    labelNames: ["reason"],
    collect: () => {
      refusedRequests.reset();
      for (const [reason, count] of Object.entries(lifecycle.serverStats?.requestsRefused ?? {}))
        refusedRequests.inc({ reason }, count);
    },
  });
}
