import { readdirSync, readFileSync, statSync } from "node:fs";
import type { PulledMetrics } from "./pulled-metrics.ts";

const folder = "/proc/self/fd";

/** Open files and sockets, and how many there may be. Only Linux tells. */
export function fileDescriptors(metrics: PulledMetrics): undefined {
  if (process.platform !== "linux") return;
  if (openDescriptors() !== undefined)
    metrics.gauge({ name: "process_open_fds", help: "Open file descriptors." }, openDescriptors);
  if (limit() !== undefined)
    metrics.gauge({ name: "process_max_fds", help: "Most file descriptors there may be." }, limit);
}

function openDescriptors(): number | undefined {
  try {
    // Linux 6.2 and later has the number there; before, it is 0. Listing takes a descriptor itself.
    return statSync(folder).size || readdirSync(folder).length - 1;
  } catch {
    return undefined;
  }
}

function limit(): number | undefined {
  try {
    return openFilesLimit(readFileSync("/proc/self/limits", "utf8"));
  } catch {
    return undefined;
  }
}

/** The soft limit in the text of `/proc/self/limits`. */
export function openFilesLimit(limits: string): number | undefined {
  const soft = /^Max open files\s+(\S+)/m.exec(limits)?.[1];
  if (soft === undefined) return undefined;
  return soft === "unlimited" ? Infinity : Number(soft);
}
