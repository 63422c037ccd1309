import { ownProcess } from "../actions/target-answers.ts";
import type { PageContext } from "../page-context.ts";
import { shownText } from "../shown-text.ts";
import { listOf, momentOf, numberOf, type PlainEntry, textOf } from "./plain-entry.ts";

/** A channel of the monitor or of a target, and whether it works. */
export interface ChannelCard {
  readonly process: string;
  readonly name: string;
  /** `unused`: nothing was sent by it yet. */
  readonly state: "working" | "failing" | "unused";
  readonly delivered: number;
  readonly failed: number;
  readonly suppressed: number;
  /** As far as it is known. */
  readonly failuresInARow: number | undefined;
  readonly lastDeliveredAtMs: number | undefined;
  readonly lastOutcomeAtMs: number | undefined;
  /** What the last failure was. */
  readonly lastError: string | undefined;
  /** It is left alone for a while, because it failed again and again. */
  readonly isLeftAlone: boolean;
  /** Whether a test can be passed on. */
  readonly canBeTested: boolean;
}

/** As many ways of one program are shown. */
const mostChannels = 50;

/** The channels of all processes, the monitor's own first, of each those that fail first. */
export function channelCards({ parts }: PageContext): ChannelCard[] {
  const { alerts, targets } = parts;
  const own = alerts.stats().channels as readonly object[] as readonly PlainEntry[];
  return [
    ...failingFirst(own.map((channel) => cardOf(ownProcess, channel, true))),
    ...[...targets.values()].flatMap(({ config, status }) => {
      const { channels } = (status?.alerts ?? {}) as PlainEntry;
      const canBeTested = config.token !== undefined;
      return failingFirst(
        listOf(channels)
          .slice(0, mostChannels)
          .map((channel) => cardOf(config.name, channel, canBeTested)),
      );
    }),
  ];
}

const failingFirst = (cards: readonly ChannelCard[]) =>
  cards.toSorted((a, b) => Number(b.state === "failing") - Number(a.state === "failing"));

function cardOf(process: string, channel: PlainEntry, canBeTested: boolean): ChannelCard {
  const lastOutcome = textOf(channel, "last_outcome") || textOf(channel, "lastOutcome");
  const lastOutcomeAtMs = momentOf(channel, "last_outcome_at");
  const failuresInARow = numberOf(channel, "failures_in_a_row");
  const circuit = textOf(channel, "circuit");
  const isDelivered = lastOutcome === "delivered";
  const isFailing =
    (failuresInARow ?? 0) > 0 ||
    ["failed", "dropped"].includes(lastOutcome) ||
    !["", "closed"].includes(circuit);
  return {
    process,
    name: textOf(channel, "name").slice(0, 300),
    state: isFailing ? "failing" : lastOutcome === "" ? "unused" : "working",
    delivered: numberOf(channel, "delivered") ?? 0,
    failed: numberOf(channel, "failed") ?? 0,
    suppressed: numberOf(channel, "suppressed") ?? 0,
    failuresInARow,
    lastDeliveredAtMs:
      momentOf(channel, "last_delivered_at") ?? (isDelivered ? lastOutcomeAtMs : undefined),
    lastOutcomeAtMs,
    lastError:
      shownText(textOf(channel, "last_error") || textOf(channel, "lastError"), 500) || undefined,
    isLeftAlone: circuit === "open",
    canBeTested,
  };
}
