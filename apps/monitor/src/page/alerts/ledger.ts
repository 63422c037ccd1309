import type { IconName } from "../shell/icons.tsx";
import { shownText } from "../shown-text.ts";
import type { Tone } from "../status-words.ts";
import { entryOf } from "../target/json-record.ts";
import { timestampOf } from "./episodes.ts";
import { listOf, numberOf, type PlainEntry, textOf } from "./plain-entry.ts";

/** What became of one event at one channel. */
export interface LedgerRow {
  readonly atMs: number;
  /** `Fired`, `Repeated 2`, `Resolved`. */
  readonly event: string;
  /** Of each event the first has the time and the event to read, the others to hear. */
  readonly isFirst: boolean;
  readonly channel: string;
  readonly outcome: { readonly tone: Tone; readonly icon: IconName; readonly word: string };
  /** In order: whether each was accepted. */
  readonly attempts: readonly boolean[];
  readonly said: string;
}

/** Who was told of an alert, and whether it arrived. */
export interface LedgerView {
  readonly rows: readonly LedgerRow[];
  /** `4 delivered, 3 failed`. */
  readonly sum: string;
  /** Events before those that are shown. */
  readonly leftOut: number;
}

const outcomes: Readonly<Record<string, LedgerRow["outcome"]>> = {
  delivered: { tone: "ok", icon: "check", word: "Delivered" },
  failed: { tone: "bad", icon: "cross", word: "Failed" },
  dropped: { tone: "bad", icon: "cross", word: "Dropped" },
  suppressed: { tone: "unknown", icon: "dash", word: "Suppressed" },
  silenced: { tone: "unknown", icon: "dash", word: "Silenced" },
  pending: { tone: "warn", icon: "late", word: "Retrying" },
};
const nobody: LedgerRow["outcome"] = { tone: "unknown", icon: "dash", word: "Nobody" };

/** What is said where the channel said nothing. */
const unsaid: Readonly<Record<string, string>> = {
  delivered: "accepted",
  suppressed: "told of it lately",
  dropped: "it was closed, or too many waited, before its turn",
  pending: "under way",
};

/** More events of one alert than a person reads. */
const mostEvents = 40;

/**
 * The ledger of one firing of an alert, newest event first.
 *
 * @param entries oldest first
 * @param isWhole whether the first of them is the beginning
 */
export function ledgerOf(entries: readonly PlainEntry[], isWhole: boolean): LedgerView {
  const counts = new Map<string, number>();
  const events = entries.map((entry, index) => {
    const event = eventOf(entry, index, isWhole);
    const deliveries = listOf(entry.deliveries);
    for (const delivery of deliveries) {
      const word = textOf(delivery, "outcome");
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    return deliveries.length === 0
      ? [rowOfNobody(entry, event)]
      : deliveries.map((delivery, place) => rowOf(entry, event, delivery, place === 0));
  });
  const sum = Object.keys(outcomes)
    .filter((word) => counts.has(word))
    .map((word) => `${counts.get(word)} ${word === "pending" ? "retrying" : word}`);
  return {
    rows: events.toReversed().slice(0, mostEvents).flat(),
    sum: sum.length > 0 ? sum.join(", ") : "nobody was told",
    leftOut: Math.max(0, events.length - mostEvents),
  };
}

function eventOf(entry: PlainEntry, index: number, isWhole: boolean): string {
  if (entry.status === "resolved") return "Resolved";
  const { reminder } = (entry.metadata ?? {}) as PlainEntry;
  if (reminder === "escalated") return "Escalated";
  if (reminder === "no longer silenced") return "No longer silenced";
  if (index === 0 && isWhole) return "Fired";
  return isWhole ? `Repeated ${index}` : "Repeated";
}

function rowOf(
  entry: PlainEntry,
  event: string,
  delivery: PlainEntry,
  isFirst: boolean,
): LedgerRow {
  const word = textOf(delivery, "outcome");
  const count = Math.max(0, Math.min(100, numberOf(delivery, "attempts") ?? 0));
  return {
    atMs: timestampOf(entry),
    event,
    isFirst,
    channel: shownText(textOf(delivery, "channel"), 100),
    outcome: entryOf(outcomes, word) ?? nobody,
    attempts: Array.from(
      { length: count },
      (_, index) => word === "delivered" && index === count - 1,
    ),
    said: shownText(textOf(delivery, "error"), 1_000) || (entryOf(unsaid, word) ?? ""),
  };
}

const rowOfNobody = (entry: PlainEntry, event: string): LedgerRow => ({
  atMs: timestampOf(entry),
  event,
  isFirst: true,
  channel: "–",
  outcome: nobody,
  attempts: [],
  said: entry.status === "resolved" ? "nobody had been told" : "it was for no channel",
});
