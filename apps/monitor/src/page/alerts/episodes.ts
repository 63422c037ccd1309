import { timeOf } from "../target/json-record.ts";
import { listOf, type PlainEntry, textOf } from "./plain-entry.ts";

/** One firing of an alert from its first entry of the history to its end. */
export interface Episode {
  /** Of its newest entry, which finds it again. */
  readonly id: string;
  /** Which process raised it: a target's name, or `monitor`. */
  readonly process: string;
  readonly fingerprint: string;
  /** Oldest first. */
  readonly entries: readonly PlainEntry[];
  readonly fromMs: number;
  /** When it was resolved; undefined: it was not, as far as is known. */
  readonly endMs: number | undefined;
}

/**
 * Joins the entries of a history that belong together: all of one alert up to its resolve.
 *
 * @param history newest first
 */
export function episodesOf(process: string, history: readonly PlainEntry[]): Episode[] {
  const open = new Map<string, PlainEntry[]>();
  const episodes: Episode[] = [];
  const close = (fingerprint: string, entries: readonly PlainEntry[]) => {
    const newest = entries.at(-1);
    if (newest === undefined) return;
    open.delete(fingerprint);
    const end = newest.status === "resolved" ? newest.timestamp : newest.resolved_at;
    const endMs = timeOf(end);
    episodes.push({
      id: textOf(newest, "id"),
      process,
      fingerprint,
      entries,
      fromMs: timestampOf(entries[0] ?? newest),
      endMs: Number.isNaN(endMs) ? undefined : endMs,
    });
  };
  for (const entry of history.toReversed()) {
    const fingerprint = textOf(entry, "fingerprint");
    const entries = open.get(fingerprint) ?? [];
    // Its resolve may be on no record: what comes after it is another one.
    const end = timeOf(entries.at(-1)?.resolved_at);
    if (end < timestampOf(entry) && entry.status !== "resolved") {
      close(fingerprint, entries);
      open.set(fingerprint, [entry]);
      continue;
    }
    entries.push(entry);
    open.set(fingerprint, entries);
    if (entry.status === "resolved") close(fingerprint, entries);
  }
  for (const [fingerprint, entries] of [...open]) close(fingerprint, entries);
  // Of those that ended at once the one that began last comes first.
  return episodes.reverse().sort((a, b) => lastMs(b) - lastMs(a));
}

/** When it was accepted, in milliseconds since 1970; 0 where it does not say. */
export function timestampOf({ timestamp }: PlainEntry): number {
  return timeOf(timestamp) || 0;
}

/** When it ended, or was told of last. */
export function lastMs({ entries, endMs, fromMs }: Episode): number {
  const newest = entries.at(-1);
  return endMs ?? (newest === undefined ? fromMs : timestampOf(newest));
}

/** How many of the channels that it was meant for were given it. */
export function toldOf({ entries }: Episode): { readonly told: number; readonly of: number } {
  const all = new Set<unknown>();
  const told = new Set<unknown>();
  for (const { deliveries } of entries)
    for (const { channel, outcome } of listOf(deliveries)) {
      all.add(channel);
      if (outcome === "delivered") told.add(channel);
    }
  return { told: told.size, of: all.size };
}
