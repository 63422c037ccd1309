import { setTimeout as delay } from "node:timers/promises";

/** Resolves after `seconds`, or as soon as `signal` aborts. */
export async function collectFor(seconds: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(seconds * 1_000, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
