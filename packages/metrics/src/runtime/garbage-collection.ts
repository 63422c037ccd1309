import { constants, PerformanceObserver } from "node:perf_hooks";
import type { PulledMetrics } from "./pulled-metrics.ts";

/** V8's --minor-ms collects the young generation in a way of its own, for which there is no name here. */
const minorMarkSweep = 2;

const kinds = new Map<unknown, string>([
  [constants.NODE_PERFORMANCE_GC_MINOR, "minor"],
  [minorMarkSweep, "minor"],
  [constants.NODE_PERFORMANCE_GC_MAJOR, "major"],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, "incremental"],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, "weakcb"],
]);

/** How long garbage collections took. */
export function garbageCollection(metrics: PulledMetrics): (() => void) | undefined {
  const durations = metrics.histogram({
    name: "nodejs_gc_duration_seconds",
    help: "Duration of garbage collections, in seconds.",
    labelNames: ["kind"],
    buckets: [0.001, 0.01, 0.1, 1, 2, 5],
  });
  if (!durations) return undefined;
  // Without a zero to start from, the first collection of a kind is no increase.
  for (const kind of new Set(kinds.values())) durations.zero({ kind });
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      durations.observe({ kind: kindOf(entry) }, entry.duration / 1000);
  });
  observer.observe({ entryTypes: ["gc"] });
  return () => observer.disconnect();
}

/** Its description lacks in the types of Node 20. */
function kindOf(entry: object): string {
  return kinds.get((entry as { readonly detail?: { kind?: unknown } }).detail?.kind) ?? "other";
}
