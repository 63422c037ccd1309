import type { FamilyType } from "../exposition/comment-line.ts";
import { familyHeader } from "./family-index.ts";
import type { Grouping } from "./grouping.ts";
import { LabelWriter } from "./label-writer.ts";
import type { StoredFamily } from "./stored-family.ts";

/** What is known of a group, for people. */
export interface PushedGroup {
  readonly labels: Grouping;
  /** When a push was last taken; undefined: never. */
  readonly pushedAtMs: number | undefined;
  /** When a push was last refused although it could be read; undefined: never. */
  readonly failedAtMs: number | undefined;
  readonly lastPush: "accepted" | "refused";
  /** When it vanishes unless it is pushed again; undefined: never. */
  readonly expiresAtMs: number | undefined;
  /** Roughly what it takes in memory. */
  readonly bytes: number;
  readonly families: readonly {
    readonly name: string;
    readonly type: FamilyType;
    readonly help: string | undefined;
    readonly series: number;
  }[];
}

/** All of a group, to be kept elsewhere and given back to `restore`. */
export interface SavedGroup extends Omit<PushedGroup, "bytes" | "families"> {
  /** Its metrics in the text format. */
  readonly text: string;
}

/** A group as the target keeps it. */
export interface Group {
  readonly key: string;
  readonly labels: Grouping;
  /** The labels of a series that has none but those of the group, as they are served. */
  readonly ownLabels: string;
  readonly families: Map<string, StoredFamily>;
  pushedAtMs: number | undefined;
  failedAtMs: number | undefined;
  lastPush: "accepted" | "refused";
  /** Infinity: never. */
  expiresAtMs: number;
}

// https://github.com/prometheus/pushgateway/blob/v1.11.3/storage/diskmetricstore.go
const times = [
  ["push_failure_time_seconds", "failed", "failedAtMs"],
  ["push_time_seconds", "succeeded", "pushedAtMs"],
] as const;

/** Names of the metrics that the target has of each group itself. */
export const ownNames: ReadonlySet<string> = new Set(times.map(([name]) => name));

export function newGroup(key: string, labels: Grouping): Group {
  return {
    key,
    labels,
    ownLabels: new LabelWriter(labels).write([]),
    families: new Map(),
    pushedAtMs: undefined,
    failedAtMs: undefined,
    lastPush: "accepted",
    expiresAtMs: Infinity,
  };
}

/** `push_time_seconds` and `push_failure_time_seconds`, with header and samples, by name. */
export function timeTexts(groups: Iterable<Group>): Map<string, string> {
  const all = [...groups];
  if (all.length === 0) return new Map();
  return new Map(
    times.map(([name, what, time]) => {
      const help = `Last Unix time when changing this group in the Pushgateway ${what}.`;
      const samples = all.map(
        (group) => `${name}{${group.ownLabels}} ${(group[time] ?? 0) / 1000}\n`,
      );
      return [name, familyHeader(name, "gauge", help) + samples.join("")];
    }),
  );
}

// An empty group takes about as much.
const bytesPerGroup = 1300;

/** Roughly what a group takes in memory with these families. */
export function groupBytes(key: string, families: Iterable<StoredFamily>): number {
  let bytes = bytesPerGroup + key.length;
  for (const family of families) bytes += family.bytes;
  return bytes;
}

export function describeGroup(group: Group): PushedGroup {
  const families = [...group.families.values()];
  return {
    ...stateOf(group),
    bytes: groupBytes(group.key, families),
    families: families.map(({ name, type, help, series }) => ({
      name,
      type,
      help,
      series: series.length,
    })),
  };
}

export function saveGroup(group: Group): SavedGroup {
  const families = [...group.families.values()];
  const text = families
    .map(({ name, type, help, text }) => familyHeader(name, type, help) + text)
    .join("");
  return { ...stateOf(group), text };
}

function stateOf({ labels, pushedAtMs, failedAtMs, lastPush, expiresAtMs }: Group) {
  return {
    labels,
    pushedAtMs,
    failedAtMs,
    lastPush,
    expiresAtMs: expiresAtMs === Infinity ? undefined : expiresAtMs,
  };
}
