import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import { setImmediate as turn } from "node:timers/promises";
import { oncePerTurn } from "./once-per-turn.ts";
import type { PulledMetrics } from "./pulled-metrics.ts";
import { slidingWindow } from "./sliding-window.ts";

/**
 * How often lag is sampled; a block shows with its length less this at worst. Each sample wakes the
 * process: at 10 ms this alone took 0.6 % of a core.
 */
const resolutionMs = 20;

/** How late the event loop is: now, and over the last minute at least. */
export function eventLoopLag(metrics: PulledMetrics): () => void {
  const monitors = [startMonitor(), startMonitor()] as const;
  const inWindow = slidingWindow(monitors, (monitor) => {
    monitor.reset();
    return monitor;
  });
  const lag = oncePerTurn(() => inWindow(lagOf));

  metrics.gauge(
    {
      name: "nodejs_eventloop_lag_seconds",
      help: "Time until the event loop comes to new work, at this scrape, in seconds.",
      aggregator: "average",
    },
    async () => {
      const start = performance.now();
      await turn();
      return (performance.now() - start) / 1000;
    },
  );
  const added = [
    ["min", "Least", "min"],
    ["max", "Greatest", "max"],
    ["mean", "Mean", "average"],
    ["stddev", "Standard deviation of the", "average"],
    ["p50", "Median", "average"],
    ["p90", "90th percentile of the", "average"],
    ["p99", "99th percentile of the", "average"],
  ] as const;
  const isMonitored = added.map(([key, what, aggregator]) =>
    metrics.gauge(
      {
        name: `nodejs_eventloop_lag_${key}_seconds`,
        help: `${what} lag of the event loop over the last minute at least, in seconds.`,
        aggregator,
      },
      () => lag()[key],
    ),
  );
  const stop = () => {
    for (const monitor of monitors) monitor.disable();
  };
  if (!isMonitored.includes(true)) stop();
  return stop;
}

function startMonitor(): IntervalHistogram {
  const monitor = monitorEventLoopDelay({ resolution: resolutionMs });
  monitor.enable();
  return monitor;
}

/** In seconds. The monitor gives the time between two samples; what they should take is no lag. */
function lagOf(monitor: IntervalHistogram) {
  // Before its first sample a monitor gives NaN and the greatest number it can.
  const seconds = (ns: number) =>
    monitor.count === 0 ? 0 : Math.max(0, ns - resolutionMs * 1e6) / 1e9;
  return {
    min: seconds(monitor.min),
    max: seconds(monitor.max),
    mean: seconds(monitor.mean),
    stddev: monitor.count === 0 ? 0 : monitor.stddev / 1e9,
    p50: seconds(monitor.percentile(50)),
    p90: seconds(monitor.percentile(90)),
    p99: seconds(monitor.percentile(99)),
  };
}
