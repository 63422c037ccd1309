/** Remembers what was delivered lately, so that the same alert is not sent again too soon. */
export interface RateLimit {
  /** Whether this alert at this level reached this channel within the window. */
  limited(fingerprint: string, level: string, channel: string): boolean;
  /** Starts the window, now or at another time; called after a delivery that succeeded. */
  arm(fingerprint: string, level: string, channel: string, at?: number): void;
  /** Forgets an alert; called when it is resolved, so that its next firing is told. */
  lift(fingerprint: string): void;
}

/**
 * A rate limit of bounded memory: past `maxFingerprints` the alert delivered longest ago is
 * forgotten, which lets it through, never the other way.
 *
 * @param now a monotonic clock in milliseconds.
 */
export function createRateLimit({
  windowMs,
  maxFingerprints,
  now,
}: {
  readonly windowMs: number;
  readonly maxFingerprints: number;
  readonly now: () => number;
}): RateLimit {
  // The alert armed last is at the end, so what may be forgotten first is at the front.
  const armed = new Map<string, Map<string, number>>();
  const keyOf = (level: string, channel: string) => `${level} ${channel}`;

  return {
    limited(fingerprint, level, channel) {
      const since = armed.get(fingerprint)?.get(keyOf(level, channel));
      return since !== undefined && now() - since < windowMs;
    },
    arm(fingerprint, level, channel, at = now()) {
      if (windowMs <= 0) return;
      const windows = armed.get(fingerprint) ?? new Map<string, number>();
      windows.set(keyOf(level, channel), at);
      armed.delete(fingerprint);
      armed.set(fingerprint, windows);
      for (const [oldest] of armed) {
        if (armed.size <= maxFingerprints) break;
        armed.delete(oldest);
      }
    },
    lift(fingerprint) {
      armed.delete(fingerprint);
    },
  };
}
