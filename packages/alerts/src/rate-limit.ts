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
  // The alert armed last is at the end, so what may be forgotten first is at the front. Pairs of a
  // key's number and a time, side by side: there may be very many alerts.
  const armed = new Map<string, number[]>();
  const numbers = new Map<string, number>();
  const numberOf = (level: string, channel: string) => {
    const key = `${level} ${channel}`;
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  };
  const placeOf = (pairs: readonly number[], number: number) => {
    for (let index = 0; index < pairs.length; index += 2) if (pairs[index] === number) return index;
    return pairs.length;
  };

  return {
    limited(fingerprint, level, channel) {
      const pairs = armed.get(fingerprint);
      const since = pairs?.[placeOf(pairs, numberOf(level, channel)) + 1];
      return since !== undefined && now() - since < windowMs;
    },
    arm(fingerprint, level, channel, at = now()) {
      if (windowMs <= 0) return;
      const pairs = armed.get(fingerprint) ?? [];
      const number = numberOf(level, channel);
      const place = placeOf(pairs, number);
      pairs[place] = number;
      pairs[place + 1] = at;
      armed.delete(fingerprint);
      armed.set(fingerprint, pairs);
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
