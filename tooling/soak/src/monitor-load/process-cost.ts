import { readFileSync } from "node:fs";

/** Ticks per second of `/proc/<pid>/stat`: `sysconf(_SC_CLK_TCK)`, 100 wherever Node runs on Linux. */
const ticksPerSecond = 100;

/** What a process has used so far, from Linux's `/proc`. */
export function processCost(pid: number): {
  readonly cpuSeconds: number;
  readonly rssBytes: number;
  readonly peakRssBytes: number;
} {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name may hold blanks and brackets; what follows its end may not.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kilobytes = (key: string) =>
    Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]);
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    rssBytes: kilobytes("VmRSS") * 1_024,
    peakRssBytes: kilobytes("VmHWM") * 1_024,
  };
}
