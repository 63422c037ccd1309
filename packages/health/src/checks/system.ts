import { availableParallelism, totalmem } from "node:os";
import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";
import type { HealthCheck, HealthCheckSettings, HealthStatus } from "../check.ts";
import { memoryLimitBytes } from "./memory-limit.ts";
import { settingsOf } from "./settings.ts";

/** What {@link system} takes. Without a limit nothing is judged, only shown. */
export interface SystemOptions extends HealthCheckSettings {
  /** @default "system" */
  readonly name?: string;
  /** Unhealthy above these megabytes (2^20 bytes) of resident memory. */
  readonly maxRssMb?: number;
  /** Unhealthy when the heap in use is above this share of V8's limit, 0 to 1. */
  readonly maxHeapRatio?: number;
  /**
   * Unhealthy when the resident memory is above this share, 0 to 1, of what the process may use:
   * the limit of its control group (a container's), else the machine's memory.
   */
  readonly maxMemoryRatio?: number;
  /** Degraded when the event loop was late by more than these milliseconds at worst in the last two intervals. */
  readonly maxEventLoopDelayMs?: number;
  /** Degraded when the process used more than this share, 0 to 1, of all processors since the last run. */
  readonly maxCpuRatio?: number;
}

const bytesPerMb = 1024 * 1024;

/**
 * Shows the memory, the delay of the event loop and the use of processors of this process, and
 * judges them by the limits that are given.
 *
 * @throws {RangeError} when a limit is not a positive number, or a ratio above 1.
 */
export function system(options: SystemOptions = {}): HealthCheck {
  const { name = "system" } = options;
  assertLimits(options, name);
  const cpuRatio = cpuMeter();
  const eventLoopDelayMs = eventLoopMeter();

  return {
    ...settingsOf(options),
    name,
    run() {
      const { rss, heapUsed } = process.memoryUsage();
      const limitBytes = memoryLimitBytes(totalmem());
      const found = {
        maxRssMb: rss / bytesPerMb,
        maxHeapRatio: heapUsed / getHeapStatistics().heap_size_limit,
        maxMemoryRatio: rss / limitBytes,
        maxEventLoopDelayMs: eventLoopDelayMs(),
        maxCpuRatio: cpuRatio(),
      };
      const exceeded = rules.filter(({ limit }) => {
        const allowed = options[limit];
        return allowed !== undefined && found[limit] > allowed;
      });
      const worst: HealthStatus = exceeded.some(({ status }) => status === "unhealthy")
        ? "unhealthy"
        : exceeded.length > 0
          ? "degraded"
          : "healthy";
      const usage = `Memory usage: ${(heapUsed / bytesPerMb).toFixed(2)} MB`;
      const faults = exceeded.map(
        ({ limit, words, shown }) =>
          `${words} ${shown(found[limit])}, expected at most ${shown(options[limit] ?? 0)}`,
      );
      return {
        status: worst,
        message: [usage, ...faults].join("; "),
        details: {
          memory_alloc_mb: rounded(heapUsed / bytesPerMb),
          goroutines: process.getActiveResourcesInfo().length,
          num_cpu: availableParallelism(),
          memory_rss_mb: rounded(found.maxRssMb),
          memory_limit_mb: rounded(limitBytes / bytesPerMb),
          heap_limit_mb: rounded(getHeapStatistics().heap_size_limit / bytesPerMb),
          event_loop_delay_ms: rounded(found.maxEventLoopDelayMs),
          cpu_ratio: rounded(found.maxCpuRatio),
        },
      };
    },
  };
}

const percent = (ratio: number) => `${rounded(ratio * 100)} %`;
const megabytes = (mb: number) => `${rounded(mb)} MB`;

const rules = [
  { limit: "maxRssMb", status: "unhealthy", words: "resident memory", shown: megabytes },
  { limit: "maxHeapRatio", status: "unhealthy", words: "heap of its limit", shown: percent },
  { limit: "maxMemoryRatio", status: "unhealthy", words: "memory of its limit", shown: percent },
  {
    limit: "maxEventLoopDelayMs",
    status: "degraded",
    words: "event loop delay",
    shown: (ms: number) => `${rounded(ms)} ms`,
  },
  { limit: "maxCpuRatio", status: "degraded", words: "processor use", shown: percent },
] as const;

function assertLimits(options: SystemOptions, name: string): void {
  for (const { limit } of rules) {
    const value = options[limit];
    const most = limit.endsWith("Ratio") ? 1 : Number.MAX_VALUE;
    if (value !== undefined && !(value > 0 && value <= most))
      throw new RangeError(
        `health check ${JSON.stringify(name)}: ${limit} is ${value}, must be more than 0${most === 1 ? " and at most 1" : ""}`,
      );
  }
}

/** The share of all processors used since the last call; since the process began at the first. */
function cpuMeter() {
  let lastCpu = { user: 0, system: 0 };
  let lastMs = 0;
  return () => {
    const cpu = process.cpuUsage();
    const nowMs = performance.now();
    const usedMs = (cpu.user + cpu.system - lastCpu.user - lastCpu.system) / 1_000;
    const ratio = usedMs / Math.max(1, nowMs - lastMs) / availableParallelism();
    lastCpu = cpu;
    lastMs = nowMs;
    return Math.min(1, Math.max(0, ratio));
  };
}

const resolutionMs = 20;

/** The worst delay of the event loop since the call before the last, in milliseconds; 0 at the first. */
function eventLoopMeter() {
  let histograms: IntervalHistogram[] | undefined;
  return () => {
    if (!histograms) {
      // A histogram misses what begins right after its reset, so two take turns. Their timers keep
      // no process alive.
      histograms = [0, 1].map(() => monitorEventLoopDelay({ resolution: resolutionMs }));
      for (const histogram of histograms) histogram.enable();
      return 0;
    }
    // What they record holds the interval of their own timers.
    const worstMs = Math.max(0, ...histograms.map(({ max }) => max / 1e6 - resolutionMs));
    histograms.reverse()[0]?.reset();
    return worstMs;
  };
}

const rounded = (value: number) => Math.round(value * 100) / 100;
