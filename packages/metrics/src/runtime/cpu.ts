import { oncePerTurn } from "./once-per-turn.ts";
import type { PulledMetrics } from "./pulled-metrics.ts";

/** CPU time since the start of the process, of all its threads. */
export function cpuTime(metrics: PulledMetrics): undefined {
  const usage = oncePerTurn(() => process.cpuUsage());
  const counter = (name: string, help: string, microseconds: () => number) =>
    metrics.counter({ name, help }, () => [[{}, microseconds() / 1e6]]);

  counter("process_cpu_user_seconds_total", "CPU time spent in user mode, in seconds.", () => {
    return usage().user;
  });
  counter("process_cpu_system_seconds_total", "CPU time spent in the kernel, in seconds.", () => {
    return usage().system;
  });
  counter("process_cpu_seconds_total", "CPU time spent in both modes, in seconds.", () => {
    return usage().user + usage().system;
  });
}
