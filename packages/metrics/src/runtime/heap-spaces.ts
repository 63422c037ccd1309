import { getHeapSpaceStatistics } from "node:v8";
import { oncePerTurn } from "./once-per-turn.ts";
import type { PulledMetrics } from "./pulled-metrics.ts";

/** The parts of V8's heap. */
export function heapSpaces(metrics: PulledMetrics): undefined {
  const spaces = oncePerTurn(getHeapSpaceStatistics);
  const sizes = [
    ["total", "Size", "space_size"],
    ["used", "Used size", "space_used_size"],
    ["available", "Available size", "space_available_size"],
  ] as const;
  for (const [size, what, field] of sizes)
    metrics.gauges(
      {
        name: `nodejs_heap_space_size_${size}_bytes`,
        help: `${what} of a space of V8's heap, in bytes.`,
        labelNames: ["space"],
      },
      () =>
        spaces().map((space) => [{ space: space.space_name.replace(/_space$/, "") }, space[field]]),
    );
}
