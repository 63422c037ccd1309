import type { Served } from "./expectation.ts";
import type { HeartbeatOptions } from "./heartbeat-options.ts";
import type { HeartbeatState } from "./heartbeat-state.ts";
import type { Ping } from "./ping.ts";
import type { OpenRun, Run } from "./run.ts";
import { addToLog } from "./run-log.ts";

/** Runs of one job that are open at once; the oldest is abandoned for one more. */
const maxOpenRuns = 100;
/**
 * Start and end so far apart do not belong together, as healthchecks.io has it:
 * https://healthchecks.io/docs/measuring_script_run_time/
 */
const abandonedAfterMs = 72 * 3_600_000;

export interface OpenRunsEffects {
  readonly onRun: (run: Run) => void;
  readonly onAbandoned: (run: Run) => void;
  readonly newId: () => string;
}

/** A run that has just become too long. */
export interface TooLong {
  readonly run: OpenRun;
  readonly deadline: number;
}

/** The runs of one heartbeat that have begun and not ended. */
export interface OpenRuns {
  dueMs(): number;
  /** Does what was due first: a run is too long, or given up. */
  settle(dueMs: number, onTooLong: (tooLong: TooLong) => void): void;
  isOpen(rid: string | undefined): boolean;
  begin(ping: Ping, served: Served, nowMs: number): void;
  /** Takes out the run that an end is meant for: that of its id, or without one the last begun. */
  take(rid: string | undefined): OpenRun | undefined;
  /** Adds to the log of the run that is meant, or to that of the next one. */
  log(ping: Ping): void;
  /** The log of a run that ends. */
  logOf(run: OpenRun | undefined, text: string | undefined): { log?: string };
}

export function createOpenRuns(
  { name: heartbeat, maxDurationMs }: HeartbeatOptions,
  state: HeartbeatState,
  { onRun, onAbandoned, newId }: OpenRunsEffects,
): OpenRuns {
  const longestMs = Math.max(abandonedAfterMs, 2 * maxDurationMs);
  const deadlineOf = (run: OpenRun) =>
    run.startedAt + run.skippedMs + (run.toldTooLong ? longestMs : maxDurationMs);
  const dueFirst = () => {
    let first: OpenRun | undefined;
    for (const run of state.openRuns)
      if (!first || deadlineOf(run) < deadlineOf(first)) first = run;
    return first;
  };
  const remove = (run: OpenRun) => {
    state.openRuns.splice(state.openRuns.indexOf(run), 1);
    return run;
  };
  const abandon = (run: OpenRun) => onAbandoned({ ...shown(remove(run)), outcome: "abandoned" });
  const shown = (run: OpenRun): Run => ({
    id: run.id,
    heartbeat,
    ...(run.rid !== undefined && { rid: run.rid }),
    ...(run.expectedAt !== undefined && { expectedAt: run.expectedAt }),
    startedAt: run.startedAt,
    outcome: "running",
    late: run.late,
    ...(run.log !== undefined && { log: run.log }),
  });
  const find = (rid: string | undefined) =>
    rid === undefined ? state.openRuns.at(-1) : state.openRuns.find((run) => run.rid === rid);
  /** What waited for a run to belong to. */
  const takePending = () => {
    const { pendingLog } = state;
    state.pendingLog = undefined;
    return pendingLog;
  };

  return {
    dueMs() {
      const first = dueFirst();
      return first ? deadlineOf(first) + 1 : Number.POSITIVE_INFINITY;
    },

    settle(dueMs, onTooLong) {
      const run = dueFirst();
      if (!run) return;
      if (run.toldTooLong) return abandon(run);
      run.toldTooLong = true;
      onTooLong({ run, deadline: dueMs - 1 });
    },

    isOpen: (rid) => rid !== undefined && find(rid) !== undefined,

    begin({ rid, log }, { expectedAt, late }, nowMs) {
      const [oldest] = state.openRuns;
      if (oldest && state.openRuns.length >= maxOpenRuns) abandon(oldest);
      const run: OpenRun = {
        id: newId(),
        rid,
        startedAt: nowMs,
        expectedAt,
        late,
        skippedMs: 0,
        toldTooLong: false,
        log: addToLog(takePending(), log ?? ""),
      };
      state.openRuns.push(run);
      onRun(shown(run));
    },

    take(rid) {
      const found = find(rid);
      if (!found) return undefined;
      remove(found);
      // Without ids nobody can tell them apart, and one of them may be a start that was sent twice.
      if (found.rid === undefined)
        for (const run of state.openRuns.filter((one) => one.rid === undefined)) abandon(run);
      return found;
    },

    log({ rid, log = "" }) {
      if (log === "") return;
      const run = find(rid);
      const last = state.lastRun;
      if (run) {
        run.log = addToLog(run.log, log);
        onRun(shown(run));
      } else if (last && rid !== undefined && last.rid === rid) {
        state.lastRun = { ...last, log: addToLog(last.log, log) };
        onRun(state.lastRun);
      } else state.pendingLog = addToLog(state.pendingLog, log);
    },

    logOf(run, text = "") {
      const log = addToLog(run ? run.log : takePending(), text);
      return log === undefined ? {} : { log };
    },
  };
}
