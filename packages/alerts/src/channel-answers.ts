import type { ChannelStats } from "./channel-stats.ts";
import type { ChannelTest } from "./channel-test.ts";
import type { Delivery } from "./delivery.ts";

/** A channel as `/alerts/channels` lists it: no address, and nothing secret. */
export function channelAnswer(channel: ChannelStats) {
  const { failuresInRow, lastOutcome, lastOutcomeAt, lastDeliveredAt, lastError, ...same } =
    channel;
  return {
    ...same,
    failures_in_row: failuresInRow,
    ...(lastOutcome && { last_outcome: lastOutcome }),
    ...(lastOutcomeAt && { last_outcome_at: lastOutcomeAt }),
    ...(lastDeliveredAt && { last_delivered_at: lastDeliveredAt }),
    ...(lastError && { last_error: lastError }),
  };
}

/** What became of a test, with a sentence where that is not known yet. */
export function channelTestAnswer({ channel, fired, resolved }: ChannelTest) {
  const isOver = fired.outcome !== "pending" && resolved.outcome !== "pending";
  return {
    channel,
    fired: withoutChannel(fired),
    resolved: withoutChannel(resolved),
    ...(!isOver && { message: "still trying" }),
  };
}

const withoutChannel = ({ channel: _, ...outcome }: Delivery) => outcome;
