import type { Registry } from "prom-client";
import type { InstrumentFactory } from "../instrument-factory.ts";
import { activeResources } from "./active-resources.ts";
import { cpuTime } from "./cpu.ts";
import { eventLoopLag } from "./event-loop-lag.ts";
import { eventLoopTime } from "./event-loop-time.ts";
import { fileDescriptors } from "./file-descriptors.ts";
import { garbageCollection } from "./garbage-collection.ts";
import { heapSpaces } from "./heap-spaces.ts";
import { memory } from "./memory.ts";
import { processIdentity } from "./process-identity.ts";
import { PulledMetrics } from "./pulled-metrics.ts";

/** What is collected about the process and its runtime; each is on unless it is false. */
export interface RuntimeMetricsOptions {
  /**
   * `process_cpu_*`.
   *
   * @default true
   */
  readonly cpu?: boolean;
  /**
   * `process_*_memory_bytes`, `process_heap_bytes`, `nodejs_heap_size_*`, `nodejs_external_memory_bytes`.
   *
   * @default true
   */
  readonly memory?: boolean;
  /**
   * `nodejs_eventloop_*`. Its sampling is what costs most of all these: see the README.
   *
   * @default true
   */
  readonly eventLoop?: boolean;
  /**
   * `nodejs_gc_duration_seconds`.
   *
   * @default true
   */
  readonly gc?: boolean;
  /**
   * `nodejs_heap_space_size_*`.
   *
   * @default true
   */
  readonly heapSpaces?: boolean;
  /**
   * `nodejs_active_resources`.
   *
   * @default true
   */
  readonly activeResources?: boolean;
  /**
   * `process_open_fds` and `process_max_fds`, on Linux.
   *
   * @default true
   */
  readonly fileDescriptors?: boolean;
}

type Collector = (metrics: PulledMetrics) => (() => void) | undefined;

const switched: Readonly<Record<keyof RuntimeMetricsOptions, readonly Collector[]>> = {
  // They are read in this order: the lag's own immediate must not be among the resources.
  activeResources: [activeResources],
  cpu: [cpuTime],
  memory: [memory],
  eventLoop: [eventLoopLag, eventLoopTime],
  gc: [garbageCollection],
  heapSpaces: [heapSpaces],
  fileDescriptors: [fileDescriptors],
};

interface Running {
  users: number;
  readonly metrics: PulledMetrics;
  readonly close: (() => void) | undefined;
}

/** Who shares a registry shares its collectors: the last one to close stops them. */
const runningIn = new WeakMap<Registry, Map<Collector, Running>>();

/**
 * Adds `process_*` and `nodejs_*` to a registry, except for names that it has already. The result
 * stops what observes and takes the metrics out again, unless somebody else uses them.
 */
export function addRuntimeMetrics(
  registry: Registry,
  factory: InstrumentFactory,
  options: RuntimeMetricsOptions = {},
): () => void {
  const running = runningIn.get(registry) ?? new Map<Collector, Running>();
  runningIn.set(registry, running);
  const collectors: Collector[] = [processIdentity];
  for (const [key, these] of Object.entries(switched))
    if (options[key as keyof RuntimeMetricsOptions] !== false) collectors.push(...these);

  for (const collector of collectors) {
    const known = running.get(collector);
    if (known) {
      known.users++;
      // After registry.clear() nothing of it is left there.
      known.metrics.restore();
      continue;
    }
    const metrics = new PulledMetrics(registry, factory);
    running.set(collector, { users: 1, metrics, close: collector(metrics) });
  }
  let isClosed = false;
  return () => {
    if (isClosed) return;
    isClosed = true;
    for (const collector of collectors) {
      const known = running.get(collector);
      if (!known || --known.users > 0) continue;
      running.delete(collector);
      known.close?.();
      known.metrics.removeAll();
    }
  };
}
