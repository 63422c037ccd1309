import type { PageContext } from "../page-context.ts";
import type { IconName } from "../shell/icons.tsx";
import { shownText } from "../shown-text.ts";
import type { Tone } from "../status-words.ts";
import { entryOf, timeOf } from "../target/json-record.ts";
import { type PlainEntry as Entry, listOf } from "./plain-entry.ts";

/** How a delivery went, on one channel. */
export interface ChannelMark {
  readonly channel: string;
  readonly tone: Tone;
  readonly icon: IconName;
  readonly word: string;
}

/** An alert that is not resolved, of the monitor or of a target. */
export interface FiringAlert {
  /** Which process raised it: a target's name, or `monitor`. */
  readonly process: string;
  readonly fingerprint: string;
  readonly level: string;
  readonly tone: Tone;
  /** `Critical`, `Error`, `Warning`, `Info`. */
  readonly severity: string;
  readonly title: string;
  readonly message: string;
  readonly sinceMs: number;
  /** Somebody keeps it quiet. */
  readonly isSilenced: boolean;
  readonly channels: readonly ChannelMark[];
  /** When a target that does not answer now told of it last; undefined: it is so now. */
  readonly toldAtMs: number | undefined;
  /** As the API has it. */
  readonly entry: Entry;
}

const severities: Readonly<Record<string, { readonly tone: Tone; readonly severity: string }>> = {
  critical: { tone: "bad", severity: "Critical" },
  error: { tone: "bad", severity: "Error" },
  warning: { tone: "warn", severity: "Warning" },
  info: { tone: "run", severity: "Info" },
};

const words = Object.values(severities).map(({ severity }) => severity);

/** Tone and word of a level; one that is not known is a warning. */
export function severityOf(level: unknown): { readonly tone: Tone; readonly severity: string } {
  return entryOf(severities, level) ?? { tone: "warn", severity: "Warning" };
}

const outcomes: Readonly<Record<string, Omit<ChannelMark, "channel">>> = {
  delivered: { tone: "ok", icon: "check", word: "delivered" },
  failed: { tone: "bad", icon: "cross", word: "failed" },
  dropped: { tone: "bad", icon: "cross", word: "dropped" },
  suppressed: { tone: "unknown", icon: "dash", word: "suppressed" },
  silenced: { tone: "unknown", icon: "dash", word: "silenced" },
  pending: { tone: "warn", icon: "late", word: "retrying" },
};

/**
 * How an alert's deliveries went, one mark per channel: of each the newest that was tried, for a
 * repetition that was held back says nothing of who knows.
 *
 * @param history newest first
 */
export function channelMarks(history: readonly Entry[]): ChannelMark[] {
  const marks = new Map<string, ChannelMark>();
  for (const { deliveries } of history)
    for (const { channel, outcome } of listOf(deliveries)) {
      if (typeof channel !== "string") continue;
      const known = marks.get(channel);
      if (known !== undefined && !isHeldBack(known)) continue;
      const look = entryOf(outcomes, outcome);
      if (look && (known === undefined || look.icon !== "dash"))
        marks.set(channel, { channel, ...look });
    }
  return [...marks.values()];
}

const isHeldBack = ({ icon }: ChannelMark) => icon === "dash";

/** How many entries of the monitor's own history are looked through for who was told. */
const mostInHistory = 500;

/** All that fires, the worst and then the oldest first. */
export async function firingAlerts({ parts }: PageContext): Promise<FiringAlert[]> {
  const { alerts, targets } = parts;
  const own = alerts.firing() as readonly object[] as readonly Entry[];
  // Nothing of it is needed while nothing fires.
  const { alerts: history } =
    own.length === 0 ? { alerts: [] } : await alerts.history({ limit: mostInHistory });
  const all = [
    ...own.map((entry) => firingAlert("monitor", entry, history as readonly object[])),
    ...[...targets.values()].flatMap(({ config, alerts: theirs, isStatusCurrent, statusAtMs }) =>
      theirs.firing.map((entry) =>
        firingAlert(
          config.name,
          entry,
          theirs.history,
          isStatusCurrent ? undefined : (statusAtMs ?? theirs.readAtMs),
        ),
      ),
    ),
  ];
  const rank = ({ severity }: FiringAlert) => words.indexOf(severity);
  return all.sort((a, b) => rank(a) - rank(b) || a.sinceMs - b.sinceMs);
}

function firingAlert(
  process: string,
  entry: Entry,
  history: readonly object[],
  toldAtMs?: number,
): FiringAlert {
  const text = (name: string) => (typeof entry[name] === "string" ? entry[name] : "");
  const fingerprint = text("fingerprint");
  const sinceMs = Date.parse(text("since"));
  const sameSince = (history as readonly Entry[]).filter(
    (one) => one.fingerprint === fingerprint && !(timeOf(one.timestamp) < sinceMs - 1_000),
  );
  return {
    process,
    fingerprint,
    level: text("level"),
    ...severityOf(entry.level),
    title: shownText(text("title"), 300),
    message: shownText(text("message"), 1_000),
    sinceMs: Number.isNaN(sinceMs) ? 0 : sinceMs,
    isSilenced: entry.muted === true,
    channels: channelMarks(sameSince),
    toldAtMs,
    entry,
  };
}
