import { setTimeout as delay } from "node:timers/promises";

/** Trakt counts requests over this long. */
const periodSeconds = 300;
/** What may be sent at once; the rest of the period's requests are spread over it. */
const burstShare = 0.2;

/** Keeps requests below a rate, by a token bucket. */
export interface Budget {
  /** Waits until a request may be sent. An abort rejects with the signal's reason. */
  take(signal?: AbortSignal): Promise<void>;
}

export interface BudgetOptions {
  /** Never more in any 5 minutes: a fifth of them at once, the others evenly. */
  readonly requestsPer5Minutes: number;
  /** Told of every wait, in seconds. */
  readonly onWait?: ((seconds: number) => void) | undefined;
}

export function createBudget({ requestsPer5Minutes, onWait = () => {} }: BudgetOptions): Budget {
  const burst = Math.max(1, Math.floor(requestsPer5Minutes * burstShare));
  const perMs = Math.max(1, requestsPer5Minutes - burst) / (periodSeconds * 1000);
  let tokens = burst;
  let last = performance.now();
  return {
    async take(signal) {
      const now = performance.now();
      tokens = Math.min(burst, tokens + (now - last) * perMs);
      last = now;
      // Taken before it is there: who comes next waits for the one after.
      tokens -= 1;
      if (tokens >= 0) return;
      const ms = -tokens / perMs;
      onWait(ms / 1000);
      try {
        await delay(ms, undefined, signal ? { signal } : {});
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      }
    },
  };
}
