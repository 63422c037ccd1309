import { readFileSync } from "node:fs";
import { getHeapStatistics } from "node:v8";
import { oncePerTurn } from "./once-per-turn.ts";
import type { PulledMetrics } from "./pulled-metrics.ts";

/** Memory as the kernel sees it, and as V8 does. */
export function memory(metrics: PulledMetrics): undefined {
  const status = oncePerTurn(kernelStatus);
  metrics.gauge(
    { name: "process_resident_memory_bytes", help: "Resident memory, in bytes." },
    () => bytesOf(status(), "VmRSS") ?? residentMemory(),
  );
  // Only Linux tells the next two.
  if (status() !== undefined) {
    metrics.gauge({ name: "process_virtual_memory_bytes", help: "Virtual memory, in bytes." }, () =>
      bytesOf(status(), "VmSize"),
    );
    metrics.gauge(
      { name: "process_heap_bytes", help: "Data segment, which holds the heaps, in bytes." },
      () => bytesOf(status(), "VmData"),
    );
  }

  const heap = oncePerTurn(getHeapStatistics);
  metrics.gauge(
    { name: "nodejs_heap_size_total_bytes", help: "Size of V8's heap, in bytes." },
    () => heap().total_heap_size,
  );
  metrics.gauge(
    { name: "nodejs_heap_size_used_bytes", help: "V8's heap in use, in bytes." },
    () => heap().used_heap_size,
  );
  metrics.gauge(
    {
      name: "nodejs_external_memory_bytes",
      help: "Memory of objects that V8 holds outside of its heap, in bytes.",
    },
    () => heap().external_memory,
  );
}

/** Undefined elsewhere than on Linux, and where no file can be opened. */
function kernelStatus(): string | undefined {
  try {
    return process.platform === "linux" ? readFileSync("/proc/self/status", "utf8") : undefined;
  } catch {
    return undefined;
  }
}

function bytesOf(status: string | undefined, field: string): number | undefined {
  const kibibytes = new RegExp(`^${field}:\\s*(\\d+) kB$`, "m").exec(status ?? "")?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

function residentMemory(): number | undefined {
  try {
    return process.memoryUsage.rss();
  } catch {
    // It reads a file on Linux.
    return undefined;
  }
}
