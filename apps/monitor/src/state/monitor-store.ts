import type { HealthStatus } from "@ettl/health";
import type { SampleArchive } from "../samples/samples.ts";

/** The three kinds of what is watched. */
export type WatchKind = "target" | "probe" | "heartbeat";

/** The status of a watch, as it is kept. */
export interface WatchStatus {
  readonly kind: WatchKind;
  readonly name: string;
  readonly status: HealthStatus;
  /** When it got this status, in milliseconds since 1970. */
  readonly sinceMs: number;
  readonly message?: string | undefined;
}

/** A change of a watch's status. */
export interface Transition extends WatchStatus {
  readonly former: HealthStatus;
}

/** One run of a job, as the API shows it. */
export interface StoredRun {
  readonly id: string;
  readonly heartbeat: string;
  /** When it began, or was expected, in milliseconds since 1970. */
  readonly atMs: number;
  /** The rest of it, plain JSON. */
  readonly run: Readonly<Record<string, unknown>>;
}

/** A part of a list, newest first. */
export interface Page<T> {
  readonly entries: readonly T[];
  /** Give it as `before` to read on; undefined: that was all. */
  readonly next: number | undefined;
}

/** Which part of a list. */
export interface PageQuery {
  readonly limit: number;
  readonly before?: number | undefined;
}

/** What the monitor remembers: of now, and of what was. */
export interface MonitorStore {
  /** Whether it outlives the process. */
  readonly durable: boolean;
  /** What a former process left; statuses by kind and name. */
  readonly restored: {
    watch(kind: WatchKind, name: string): WatchStatus | undefined;
    heartbeat(name: string): unknown;
    /** Names of the heartbeats that it knew something of. */
    readonly heartbeats: readonly string[];
    /** Groups that jobs pushed, as `keepPush` was given them. */
    readonly pushes: readonly unknown[];
    /** When the former process was last known to live, in milliseconds since 1970. */
    readonly aliveAtMs: number | undefined;
  };
  /** Where coarser samples are kept; undefined: in memory. */
  readonly archive: SampleArchive | undefined;
  addTransition(transition: Transition): void;
  transitions(kind: WatchKind, name: string, query: PageQuery): Promise<Page<Transition>>;
  /** `state` is asked for when it is written; undefined: it is forgotten. */
  keepHeartbeat(name: string, state: () => unknown): void;
  /** Keeps a group that a job pushed, under its key; undefined: it is gone. */
  keepPush(key: string, group: unknown): void;
  /** Adds a run, or puts it in the place of one with the same id. */
  keepRun(run: StoredRun): void;
  runs(heartbeat: string, query: PageQuery): Promise<Page<StoredRun>>;
  /** Notes that the process lives, and gives up what is too old or too much. */
  tend(nowMs: number): void;
  /** Resolves once what was given so far outlives the process, as far as it can. */
  committed(): Promise<void>;
  stats(): { readonly runs: number; readonly transitions: number; readonly pending: number };
  close(): Promise<void>;
}

/** Bounds of what is kept. */
export interface StoreLimits {
  readonly maxAgeMs: number;
  readonly maxEntries: number;
  /** What all of it may take on disk, or the logs of runs in memory. */
  readonly maxBytes: number;
}
