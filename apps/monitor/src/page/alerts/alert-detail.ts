import { ownProcess } from "../actions/target-answers.ts";
import type { PageContext } from "../page-context.ts";
import { shownText } from "../shown-text.ts";
import { type Episode, episodesOf, timestampOf } from "./episodes.ts";
import { type FiringAlert, severityOf } from "./firing.ts";
import { type LedgerView, ledgerOf } from "./ledger.ts";
import { listOf, type PlainEntry, textOf } from "./plain-entry.ts";
import type { SilenceView } from "./silence-view.ts";

/** All that is known of one alert. */
export interface AlertDetail {
  readonly process: string;
  readonly fingerprint: string;
  readonly title: string;
  readonly message: string;
  readonly level: string;
  readonly fromMs: number;
  /** Undefined: it fires, or its end is not known. */
  readonly endMs: number | undefined;
  readonly isFiring: boolean;
  readonly isSilenced: boolean;
  readonly silence: SilenceView | undefined;
  /** With its labels, ids and links, as the API has it. */
  readonly entry: PlainEntry;
  readonly metadata: PlainEntry | undefined;
  readonly ledger: LedgerView;
  /** Channels that will be told of its end. */
  readonly told: readonly string[];
  /** Channels that are still tried. */
  readonly retrying: readonly string[];
}

/** The most entries of one alert that are read. */
const mostEntries = 200;

/** Entries of one alert, newest first. */
async function entriesOf(
  { parts }: PageContext,
  process: string,
  fingerprint: string,
): Promise<readonly PlainEntry[]> {
  if (process !== ownProcess)
    return (parts.targets.get(process)?.alerts.history ?? []).filter(
      (entry) => entry.fingerprint === fingerprint,
    );
  const { alerts } = await parts.alerts.history({ fingerprint, limit: mostEntries });
  return alerts as readonly object[] as readonly PlainEntry[];
}

/** An alert that fires, with what its history says. */
export async function firingDetail(
  context: PageContext,
  alert: FiringAlert,
  silences: readonly SilenceView[],
): Promise<AlertDetail> {
  const { process, fingerprint, sinceMs } = alert;
  const all = await entriesOf(context, process, fingerprint);
  const entries = all.filter((entry) => timestampOf(entry) >= sinceMs - startMs).toReversed();
  const silence = silences.find(({ quiet }) => quiet.some((one) => one === alert));
  return {
    process,
    fingerprint,
    title: alert.title,
    level: alert.level,
    ...saidOf(alert.entry, entries),
    fromMs: sinceMs,
    endMs: undefined,
    isFiring: true,
    isSilenced: alert.isSilenced,
    silence,
    ledger: ledgerOf(entries, isWhole(entries, sinceMs)),
    told: Array.isArray(alert.entry.told)
      ? alert.entry.told.filter((one) => typeof one === "string")
      : [],
    retrying: retryingOf(entries),
  };
}

/** One that is over, or of which only the history knows. */
export function pastDetail(episode: Episode): AlertDetail {
  const { process, fingerprint, entries, fromMs, endMs } = episode;
  const newest = entries.at(-1) ?? {};
  const begins = entries.find(({ status }) => status !== "resolved");
  return {
    process,
    fingerprint,
    title: shownText(textOf(newest, "title"), 300),
    level: textOf(newest, "level"),
    ...saidOf(newest, entries),
    fromMs,
    endMs,
    isFiring: false,
    isSilenced: false,
    silence: undefined,
    ledger: ledgerOf(entries, begins === entries[0]),
    told: [],
    retrying: retryingOf(entries),
  };
}

/** The newest episode of an alert that no longer fires. */
export async function lastEpisode(
  context: PageContext,
  process: string,
  fingerprint: string,
): Promise<Episode | undefined> {
  return episodesOf(process, await entriesOf(context, process, fingerprint))[0];
}

/** The pill of an alert: how bad it is, or that it is over. */
export function pillOf({ level, isFiring, endMs }: AlertDetail) {
  const { tone, severity } = severityOf(level);
  if (isFiring) return { tone, word: severity } as const;
  return endMs === undefined
    ? ({ tone: "unknown", word: "Not firing" } as const)
    : ({ tone: "ok", word: "Resolved" } as const);
}

/** Between what a process calls its beginning and its first entry. */
const startMs = 1_000;

const isWhole = ([first]: readonly PlainEntry[], sinceMs: number) =>
  first !== undefined && timestampOf(first) < sinceMs + startMs;

/** Longer ones are no message for people. */
const mostCharacters = 20_000;

/** What fires is remembered without its metadata and with a part of its message only. */
function saidOf(entry: PlainEntry, entries: readonly PlainEntry[]) {
  const fullest = entries.findLast(
    ({ status, metadata }) => status === "firing" && isOwn(metadata),
  );
  const newest = entries.findLast(({ status }) => status !== "resolved") ?? entry;
  const message = textOf(entry, "message");
  const longer = textOf(newest, "message");
  return {
    entry: { ...newest, ...entry },
    message: shownText(longer.startsWith(message.slice(0, 900)) ? longer : message, mostCharacters),
    metadata: fullest?.metadata as PlainEntry | undefined,
  };
}

/** What the alerter itself adds to a repetition is in the ledger. */
const isOwn = (metadata: unknown) =>
  typeof metadata === "object" && metadata !== null && !("reminder" in metadata);

const retryingOf = (entries: readonly PlainEntry[]) => [
  ...new Set(
    entries.flatMap(({ deliveries }) =>
      listOf(deliveries)
        .filter(({ outcome }) => outcome === "pending")
        .map((delivery) => textOf(delivery, "channel")),
    ),
  ),
];
