import type { HealthChange } from "./changes.ts";
import type { HealthCheck, HealthStatus } from "./check.ts";
import type { HealthProblem } from "./guard.ts";
import type { HealthTransition } from "./history.ts";
import type { ComponentReport, HealthReport } from "./report.ts";

/** Where a process is in its life. */
export type HealthState = "starting" | "ready" | "draining" | "stopped";

/** What {@link createHealth} takes. */
export interface HealthOptions {
  /** The version of your program, shown in each report. */
  readonly version: string;
  /**
   * Checks to begin with; more by `register`.
   *
   * @default []
   */
  readonly checks?: readonly HealthCheck[];
  /**
   * Milliseconds until a run counts as unhealthy, unless the check has its own.
   *
   * @default 5000
   */
  readonly timeoutMs?: number;
  /**
   * Milliseconds from one run in the background to the next, give or take a tenth, unless the check
   * has its own. Runs in the background begin with `start()`.
   *
   * @default 10000
   */
  readonly intervalMs?: number;
  /**
   * Worse results in a row until a status falls, unless the check has its own.
   *
   * @default 1
   */
  readonly failureThreshold?: number;
  /**
   * Better results in a row until a status rises, unless the check has its own.
   *
   * @default 1
   */
  readonly successThreshold?: number;
  /**
   * Groups whose members are given here by name, in place of what the checks' own `groups` say of
   * them: `ready`, `startup` or names of your own. Not `live`.
   *
   * @default {}
   */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /**
   * Whether readiness and startup answer `unknown` until `start()`.
   *
   * @default false
   */
  readonly starting?: boolean;
  /**
   * Changes of status that `history()` keeps, of all components together.
   *
   * @default 200
   */
  readonly historySize?: number;
  /**
   * Milliseconds since 1970, for timestamps and uptime.
   *
   * @default Date.now, uptime from a steady clock
   */
  readonly now?: () => number;
  /**
   * Called with the report of each `check()` of all components, and after results in the background:
   * soon, and so seldom that reports take a fiftieth of the time at most.
   */
  readonly onReport?: (report: HealthReport) => void;
  /** Called with each result, before thresholds. */
  readonly onResult?: (result: HealthResult) => void;
  /** Called for each run of the background when its time has come. */
  readonly onTurn?: (turn: HealthTurn) => void;
  /** Called once per change of a component's status, the first result included, after thresholds. */
  readonly onChange?: (change: HealthChange) => void;
  /** Called with what would have been logged. */
  readonly onProblem?: (problem: HealthProblem) => void;
}

/** One result of one check, before thresholds. */
export interface HealthResult {
  readonly name: string;
  readonly status: HealthStatus;
  readonly durationMs: number;
  readonly timedOut: boolean;
  /** The component as reports show it from now on, after thresholds. */
  readonly component: ComponentReport;
  /** What the check says of itself. */
  readonly measured: boolean;
}

/** When a run of the background began, or that it did not. */
export interface HealthTurn {
  /** Milliseconds after its time. */
  readonly delayMs: number;
  /** True: the run before had not settled. */
  readonly skipped: boolean;
}

/** Counts since `createHealth`, except where they say "now". */
export interface HealthStats {
  /** Components registered now. */
  readonly checks: number;
  /** Runs not settled now, past their timeout or not. */
  readonly running: number;
  readonly runs: number;
  /** Runs that ended unhealthy, timeouts included. */
  readonly failures: number;
  readonly timeouts: number;
  /** Runs of the background that did not begin, because the one before had not settled. */
  readonly skipped: number;
  readonly draining: boolean;
}

/** The health of one process and of what it depends on. */
export interface Health extends AsyncDisposable {
  readonly state: HealthState;
  /**
   * Adds a component. After `start()` its first run begins at once, else with the next `check()`.
   *
   * @throws {TypeError} when the name is taken, a group is not allowed, the check is malformed, or,
   *   after `start()`, depends on a check that is not there.
   * @throws {RangeError} when a number is out of its range.
   * @throws {Error} after `close`.
   */
  register(check: HealthCheck): void;
  /** Removes a component and aborts its run. False when there is none of that name. */
  unregister(name: string): boolean;
  /**
   * Ends the state `starting` and begins to run each check in the background at its interval, which
   * keeps no process alive. Again: does nothing.
   *
   * @throws {TypeError} when a group lists, or a check depends on, a check that is not there, or
   *   checks depend on each other in a circle.
   */
  start(): void;
  /**
   * Runs all checks, or those of a group, anew and in parallel. A run under way is shared. Settles
   * at the longest timeout at the latest, and rejects for an unknown group only.
   */
  check(group?: string): Promise<HealthReport>;
  /**
   * What a probe asks: answers from results that are fresh enough at once, and runs and waits for
   * the others. Before `start()` it runs all. While draining "ready" is unhealthy and runs nothing.
   * Rejects with a `RangeError` for an unknown group only.
   */
  probe(group?: string): Promise<HealthReport>;
  /**
   * Runs one check at once and resolves when it has a new result. False when there is none of that
   * name.
   */
  refresh(name: string): Promise<boolean>;
  /** Calls `listener` with each result, as `onResult`. Returns a function that ends it. */
  subscribe(listener: (result: HealthResult) => void): () => void;
  /** Names of the groups: `live`, `ready`, `startup` and those of your own. */
  groups(): readonly string[];
  /** Makes readiness unhealthy from now on, for good. Liveness stays. */
  drain(): void;
  /**
   * The last known state, without running anything.
   *
   * @throws {RangeError} when there is no such group.
   */
  report(group?: string): HealthReport;
  /** The latest changes of status, newest first. */
  history(query?: { readonly name?: string }): readonly HealthTransition[];
  /** What was counted since the start. */
  stats(): HealthStats;
  /**
   * Drains, aborts what runs and waits for it to settle, at most `timeoutMs` (default 1000).
   * Afterwards `check()` answers what was last known.
   */
  close(options?: { readonly timeoutMs?: number }): Promise<void>;
}
