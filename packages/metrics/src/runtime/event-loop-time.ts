import type { PulledMetrics } from "./pulled-metrics.ts";
import { slidingWindow } from "./sliding-window.ts";

/** What the event loop did with its time: in total, which adds up over processes, and lately. */
export function eventLoopTime(metrics: PulledMetrics): undefined {
  const utilization = () => performance.eventLoopUtilization();
  metrics.counter(
    {
      name: "nodejs_eventloop_time_seconds_total",
      help: "Time that the event loop was active or idle, in seconds.",
      labelNames: ["state"],
    },
    () => {
      const { active, idle } = utilization();
      return [
        [{ state: "active" }, active / 1000],
        [{ state: "idle" }, idle / 1000],
      ];
    },
  );
  const start = { active: 0, idle: 0, utilization: 0 };
  const inWindow = slidingWindow([start, start], utilization);
  metrics.gauge(
    {
      name: "nodejs_eventloop_utilization_ratio",
      help: "Share of time that the event loop was active over the last minute at least, 0 to 1.",
      aggregator: "average",
    },
    () => inWindow((since) => performance.eventLoopUtilization(since).utilization),
  );
}
