import type { FiringState } from "./firing.ts";
import type { HistoryRow, RowQuery } from "./history.ts";
import type { Silence } from "./silences.ts";

/** What a former process left in its store. */
export interface StoredState {
  /** The newest entries, oldest first. */
  readonly rows: readonly HistoryRow[];
  /** The one sent longest ago first. */
  readonly firing: readonly FiringState[];
  readonly silences: readonly Silence[];
}

/** Keeps history, outbox, open alerts and silences beyond the process. Made by `openAlertStore`. */
export interface AlertStore {
  /** Reads what is there; once, before anything is kept. Times are made those of `now`. */
  restore(limits: {
    readonly historySize: number;
    /** Of so many entries the newest are wanted. */
    readonly recentSize: number;
    readonly maxFingerprints: number;
    readonly now: number;
  }): StoredState;
  /** Entries after one with deliveries that are `pending`, oldest first. */
  outbox(after: number, limit: number): readonly HistoryRow[];
  /** Whether nothing waits for a commit. */
  isCommitted(): boolean;
  /** Entries kept. */
  size(): number;
  /** Entries, newest first; what is not committed yet may be missing. */
  rows(query: RowQuery): readonly HistoryRow[];
  /** Keeps an entry, or what has changed about it. */
  keepRow(row: HistoryRow): void;
  /** Says of all rows of an alert that it is resolved. */
  markResolved(fingerprint: string, resolvedAt: string): void;
  /** An alert fires, or has changed while it does. */
  keepFiring(state: FiringState, now: number): void;
  /** An alert fires no more. */
  endFiring(fingerprint: string): void;
  /** A silence begins, or has changed. */
  keepSilence(silence: Silence): void;
  /** A silence is over, or was ended. */
  endSilence(id: string): void;
  /** Resolves once all of it is committed, or could not be. */
  committed(): Promise<void>;
  /** Commits and closes. Safe to call again. */
  close(): Promise<void>;
}
