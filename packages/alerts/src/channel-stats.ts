import type { DeliveryEvent } from "./delivery.ts";
import { describeError } from "./to-delivery-error.ts";

/** What one channel did so far. */
export interface ChannelStats {
  readonly name: string;
  /** As the channel says it; absent for one that does not. */
  readonly type?: string;
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
  /** Alerts in a row that it did not take, tests too; 0 once it took one. */
  readonly failuresInRow: number;
  /** Of an alert that was attempted, or of a test. */
  readonly lastOutcome?: DeliveryEvent["outcome"];
  /** ISO 8601. */
  readonly lastOutcomeAt?: string;
  /** When it last took anything, ISO 8601. */
  readonly lastDeliveredAt?: string;
  /** Of the last failure, without URLs or secrets. */
  readonly lastError?: string;
}

/** Counts the outcomes of one channel. */
export interface ChannelCounters {
  count(event: Pick<DeliveryEvent, "outcome" | "attempts" | "error">): void;
  /** Takes down how a test ended, which tells how the channel is, and counts no alert. */
  tested(event: Pick<DeliveryEvent, "outcome" | "error">): void;
  snapshot(now: Pick<ChannelStats, "queued" | "circuit">): ChannelStats;
}

/** Starts at zero. */
export function createChannelCounters({
  name,
  type,
}: Pick<ChannelStats, "name" | "type">): ChannelCounters {
  const counts = { delivered: 0, failed: 0, suppressed: 0, silenced: 0, dropped: 0 };
  let retries = 0;
  let failuresInRow = 0;
  let last: Pick<ChannelStats, "lastOutcome" | "lastOutcomeAt" | "lastDeliveredAt" | "lastError"> =
    {};
  const note = ({ outcome, error }: Pick<DeliveryEvent, "outcome" | "error">) => {
    const at = new Date().toISOString();
    if (outcome === "delivered") failuresInRow = 0;
    else if (outcome === "failed") failuresInRow += 1;
    last = {
      ...last,
      lastOutcome: outcome,
      lastOutcomeAt: at,
      ...(outcome === "delivered" && { lastDeliveredAt: at }),
      ...(error && { lastError: describeError(error) }),
    };
  };
  return {
    count(event) {
      const { outcome, attempts } = event;
      counts[outcome] += 1;
      retries += Math.max(0, attempts - 1);
      if (outcome !== "suppressed" && outcome !== "silenced") note(event);
    },
    tested: note,
    snapshot: (now) => ({
      name,
      ...(type !== undefined && { type }),
      ...now,
      ...counts,
      retries,
      failuresInRow,
      ...last,
    }),
  };
}
