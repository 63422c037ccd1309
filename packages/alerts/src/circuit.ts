/**
 * Stops asking a remote end that fails again and again: open for a while, then one attempt decides.
 */
export interface Circuit {
  readonly state: "closed" | "open" | "half-open";
  /** Until when nothing may be attempted, on the monotonic clock; in the past when it may. */
  readonly openUntil: number;
  succeeded(): void;
  failed(now: number): void;
  /** Lets the next attempt through. */
  tryNow(): void;
}

/** Consecutive failures after which a remote end is taken for down. */
const failuresToOpen = 10;

/** Starts closed. Its first rest, in milliseconds, doubles with each attempt that fails then. */
export function createCircuit({
  firstRestMs,
  maxRestMs,
}: {
  readonly firstRestMs: number;
  readonly maxRestMs: number;
}): Circuit {
  let failures = 0;
  let openUntil = 0;
  const isOpen = () => failures >= failuresToOpen;
  return {
    get state() {
      if (!isOpen()) return "closed";
      return performance.now() < openUntil ? "open" : "half-open";
    },
    get openUntil() {
      return openUntil;
    },
    succeeded() {
      failures = 0;
      openUntil = 0;
    },
    failed(now) {
      failures += 1;
      if (!isOpen()) return;
      const restMs = Math.min(
        maxRestMs,
        firstRestMs * 2 ** Math.min(20, failures - failuresToOpen),
      );
      openUntil = now + restMs;
    },
    tryNow() {
      openUntil = 0;
    },
  };
}
