import { ExpositionError } from "../exposition/exposition-error.ts";
import { GroupStore, NoRoom } from "./group-store.ts";
import { type Grouping, groupKey, groupText } from "./grouping.ts";
import { InconsistentPush } from "./inconsistent-push.ts";
import type { Push, PushRefusal, PushResult } from "./push.ts";
import {
  describeGroup,
  type Group,
  type PushedGroup,
  type SavedGroup,
  saveGroup,
  timeTexts,
} from "./push-group.ts";

/** Options of `createPushTarget`. */
export interface PushTargetOptions {
  /**
   * How long a group stays after its last push, in milliseconds; 0: for ever.
   *
   * @default 3_600_000
   */
  readonly ttlMs?: number;
  /**
   * So many groups at most; a further one is refused.
   *
   * @default 1000
   */
  readonly maxGroups?: number;
  /**
   * Roughly so much memory for all groups; a push beyond it is refused.
   *
   * @default 67_108_864
   */
  readonly maxBytes?: number;
  /**
   * Largest body of one push, in bytes, compressed or not.
   *
   * @default 1_048_576
   */
  readonly maxBodyBytes?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Told after each change; without `group` it is gone. For keeping groups elsewhere. */
  readonly onChange?: (change: { readonly key: string; readonly group?: SavedGroup }) => void;
  /** Told what is odd and was taken all the same: help texts of one metric that differ. */
  readonly onProblem?: (problem: {
    readonly code: "help_differs";
    readonly message: string;
  }) => void;
}

/** What a target holds and what it did since it was made. */
export interface PushStats {
  readonly groups: number;
  readonly series: number;
  readonly bytes: number;
  readonly accepted: number;
  readonly refused: Readonly<Record<PushRefusal, number>>;
  readonly deleted: number;
  readonly expired: number;
}

/** Keeps what short jobs push, for Prometheus to scrape after they ended. */
export type PushTarget = ReturnType<typeof createPushTarget>;

/**
 * Makes a push target: what a Prometheus Pushgateway keeps, with an end for each group. There is no
 * timer; a group that is over is gone whenever somebody looks.
 */
export function createPushTarget(options: PushTargetOptions = {}) {
  const { ttlMs = 3_600_000, maxGroups = 1000, maxBytes = 64 * 1024 ** 2 } = options;
  const { maxBodyBytes = 1024 ** 2, now = Date.now, onChange, onProblem } = options;
  const counts = { accepted: 0, deleted: 0, expired: 0 };
  const refused = { malformed: 0, inconsistent: 0, full: 0, closed: 0 };
  let isClosed = false;
  const store = new GroupStore({
    maxGroups,
    maxBytes,
    now,
    onExpired(key) {
      counts.expired++;
      changed(key);
    },
  });

  const changed = (key: string) => {
    if (onChange === undefined) return;
    const group = store.groups.get(key);
    guarded(() => onChange({ key, ...(group && { group: saveGroup(group) }) }));
  };

  const endOf = (ttl = ttlMs) => (ttl === 0 ? Infinity : now() + ttl);

  /** A push that could be read and was refused shows in its group. */
  const fail = ({ labels, ttlMs: ttl }: Push) => {
    const isNew = !store.groups.has(groupKey(labels));
    let group: Group;
    try {
      group = store.open(labels);
    } catch (error) {
      if (error instanceof NoRoom) return;
      throw error;
    }
    group.failedAtMs = now();
    group.lastPush = "refused";
    // One that is there has its end already: what it holds gets no younger.
    if (isNew) store.expireAt(group, endOf(ttl));
    changed(group.key);
  };

  const refuse = (reason: PushRefusal, message: string): PushResult => {
    refused[reason]++;
    return { outcome: "refused", reason, message };
  };

  const refusal = (error: unknown, push: Push): PushResult => {
    if (error instanceof ExpositionError) return refuse("malformed", error.message);
    if (error instanceof InconsistentPush) {
      fail(push);
      return refuse("inconsistent", error.message);
    }
    if (!(error instanceof NoRoom)) throw error;
    if (store.groups.has(groupKey(push.labels))) fail(push);
    return refuse("full", error.message);
  };

  const tellOfHelp = ({ key, families }: Group) => {
    if (onProblem === undefined) return;
    for (const family of families.values())
      if (store.index.otherHelp(key, family) !== undefined) {
        const message = `the group ${groupText(key)} has another help text for ${family.name} than others; the last one pushed is served`;
        guarded(() => onProblem({ code: "help_differs", message }));
      }
  };

  return {
    maxBodyBytes,

    /** Takes a push as a whole or not at all. */
    push(push: Push): PushResult {
      if (isClosed) return refuse("closed", "the push target is closed");
      store.sweep();
      let group: Group;
      try {
        group = store.put(push);
      } catch (error) {
        return refusal(error, push);
      }
      group.pushedAtMs = now();
      group.lastPush = "accepted";
      store.expireAt(group, endOf(push.ttlMs));
      counts.accepted++;
      changed(group.key);
      tellOfHelp(group);
      return { outcome: "accepted" };
    },

    /** Drops a group; whether there was one. */
    delete(labels: Grouping): boolean {
      store.sweep();
      const group = store.groups.get(groupKey(labels));
      if (group === undefined) return false;
      counts.deleted++;
      store.drop(group);
      changed(group.key);
      return true;
    },

    /** All groups as one exposition, in the text format 0.0.4, families sorted by name. */
    text(): string {
      store.sweep();
      return [...store.index.texts(), ...timeTexts(store.groups.values())]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, text]) => text)
        .join("");
    },

    /** What groups there are, for people. */
    groups(): PushedGroup[] {
      store.sweep();
      return [...store.groups.values()].map(describeGroup);
    },

    stats(): PushStats {
      store.sweep();
      let series = 0;
      for (const { families } of store.groups.values())
        for (const family of families.values()) series += family.series.length;
      const { groups, bytes } = store;
      return { groups: groups.size, series, bytes, ...counts, refused: { ...refused } };
    },

    /**
     * Takes groups back that `onChange` told about, with their times; how many it took. Those that
     * are over, or no longer fit, stay out.
     */
    restore(saved: Iterable<SavedGroup>): number {
      let taken = 0;
      for (const { labels, text, pushedAtMs, failedAtMs, lastPush, expiresAtMs } of saved) {
        if (isClosed || (expiresAtMs !== undefined && expiresAtMs <= now())) continue;
        try {
          const group = store.put({ labels, text, mode: "replace" });
          Object.assign(group, { pushedAtMs, failedAtMs, lastPush });
          store.expireAt(group, expiresAtMs ?? Infinity);
          taken++;
        } catch (error) {
          const isKnown = [ExpositionError, InconsistentPush, NoRoom].some(
            (known) => error instanceof known,
          );
          if (!isKnown) throw error;
        }
      }
      return taken;
    },

    /** Lets go of all groups, without a word to `onChange`, and takes no more. */
    close(): void {
      isClosed = true;
      for (const group of [...store.groups.values()]) store.drop(group);
    },
  };
}

/** A callback that throws harms nobody. */
function guarded(callback: () => void): void {
  try {
    callback();
  } catch {}
}
