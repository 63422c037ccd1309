import type { DeliveryEvent } from "./delivery.ts";
import { describeError } from "./to-delivery-error.ts";

/** What one channel did so far. */
export interface ChannelStats {
  readonly name: string;
  /** Alerts waiting or under way. */
  readonly queued: number;
  readonly delivered: number;
  readonly failed: number;
  readonly suppressed: number;
  readonly silenced: number;
  /** Never attempted to the end: the queue was full, or the alerter closed. */
  readonly dropped: number;
  /** `open` while the remote end fails again and again and is left alone. */
  readonly circuit: "closed" | "open" | "half-open";
  /** Attempts beyond the first. */
  readonly retries: number;
  readonly lastOutcome?: DeliveryEvent["outcome"];
  /** ISO 8601. */
  readonly lastOutcomeAt?: string;
  /** Of the last failure, without URLs or secrets. */
  readonly lastError?: string;
}

/** Counts the outcomes of one channel. */
export interface ChannelCounters {
  count(event: DeliveryEvent): void;
  snapshot(now: Pick<ChannelStats, "queued" | "circuit">): ChannelStats;
}

/** Starts at zero. */
export function createChannelCounters(name: string): ChannelCounters {
  const counts = { delivered: 0, failed: 0, suppressed: 0, silenced: 0, dropped: 0 };
  let retries = 0;
  let last: Pick<ChannelStats, "lastOutcome" | "lastOutcomeAt" | "lastError"> = {};
  return {
    count({ outcome, attempts, error }) {
      counts[outcome] += 1;
      retries += Math.max(0, attempts - 1);
      if (outcome === "suppressed" || outcome === "silenced") return;
      const lastError = error ? describeError(error) : last.lastError;
      last = {
        lastOutcome: outcome,
        lastOutcomeAt: new Date().toISOString(),
        ...(lastError !== undefined && { lastError }),
      };
    },
    snapshot: (now) => ({ name, ...now, ...counts, retries, ...last }),
  };
}
