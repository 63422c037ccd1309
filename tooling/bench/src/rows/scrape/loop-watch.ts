import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { setTimeout as delay, setImmediate as turn } from "node:timers/promises";

export interface Watched<T> {
  readonly value: T;
  readonly ms: number;
  /** The longest time in which the event loop did not turn. */
  readonly longestBlockMs: number;
  /** The same as Node's own monitor saw it, its resolution of one millisecond included. */
  readonly longestDelayMs: number;
}

/**
 * Runs `work` while a callback runs in each turn of the event loop: the longest time between two of
 * them is how long nothing else, such as a health probe, could have been answered.
 */
export async function watched<T>(work: () => Promise<T>): Promise<Watched<T>> {
  const monitor = monitorEventLoopDelay({ resolution: 1 });
  monitor.enable();
  // The monitor measures from timer to timer, so it needs one before the work and one after it.
  monitor.reset();
  await delay(5);
  let isOver = false;
  let longestBlockMs = 0;
  let last = performance.now();
  const tick = () => {
    const now = performance.now();
    longestBlockMs = Math.max(longestBlockMs, now - last);
    last = now;
    if (!isOver) setImmediate(tick);
  };
  await turn();
  tick();
  const start = performance.now();
  longestBlockMs = 0;
  last = start;
  const value = await work();
  const ms = performance.now() - start;
  await turn();
  isOver = true;
  await delay(5);
  monitor.disable();
  return { value, ms, longestBlockMs, longestDelayMs: monitor.max / 1e6 };
}
