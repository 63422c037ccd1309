import type { PulledMetrics } from "./pulled-metrics.ts";

/** Which process this is: since when it runs, on which Node. */
export function processIdentity(metrics: PulledMetrics): undefined {
  metrics.gauge(
    {
      name: "process_start_time_seconds",
      help: "Start of the process, in Unix seconds.",
      aggregator: "omit",
    },
    () => performance.timeOrigin / 1000,
  );
  const { version } = process;
  const [, major = "", minor = "", patch = ""] = /^v(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  metrics.gauges(
    {
      name: "nodejs_version_info",
      help: "1, with the version of Node as labels.",
      labelNames: ["version", "major", "minor", "patch"],
      aggregator: "first",
    },
    () => [[{ version, major, minor, patch }, 1]],
  );
}
