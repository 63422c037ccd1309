import type { RaisedCondition } from "./condition.ts";
import type { OpenRun, Run } from "./run.ts";
import type { Schedule } from "./schedule.ts";

/**
 * All that is remembered of a heartbeat, as JSON can hold it. Times in milliseconds since 1970 on
 * the wall clock.
 */
export interface HeartbeatState {
  version: 1;
  /** Since when it is watched: what never ran is expected from then on. */
  knownSince: number;
  /** The schedule's id, by which a changed one is noticed. */
  schedule: string;
  /** The earliest expected time that is neither served nor missed; may have passed. */
  expectedAt: number;
  /** From the expected time before it to `expectedAt`. */
  intervalMs: number;
  /** What its deadlines are put off by: the clock was set forward, or the machine slept. */
  shiftMs: number;
  /** The last missed time, as long as nothing has run since. */
  missedAt?: number | undefined;
  /** The last expected time that a run has served. */
  servedAt?: number | undefined;
  lastStartAt?: number | undefined;
  /** When the last good run ended. */
  lastGoodAt?: number | undefined;
  /** Oldest first. */
  openRuns: OpenRun[];
  /** The last that ended, or did not start. */
  lastRun?: Run | undefined;
  /** What was logged outside of any run; the next one takes it over. */
  pendingLog?: string | undefined;
  raised: RaisedCondition[];
  /** When nobody was there to take pings, the last time. */
  unwatched?: { readonly from: number; readonly to: number } | undefined;
}

/** Of a heartbeat that is seen for the first time. */
export function newState(schedule: Schedule, nowMs: number): HeartbeatState {
  const expectedAt = schedule.first(nowMs);
  return {
    version: 1,
    knownSince: nowMs,
    schedule: schedule.id,
    expectedAt,
    intervalMs: expectedAt - schedule.preceding(expectedAt),
    shiftMs: 0,
    openRuns: [],
    raised: [],
  };
}

/**
 * What an earlier process remembered, its own copy; a new state if that can't be read. Under another
 * schedule than before the next time is expected anew, the rest stays.
 */
export function restoredState(
  remembered: unknown,
  schedule: Schedule,
  nowMs: number,
): HeartbeatState {
  if (!isState(remembered)) return newState(schedule, nowMs);
  const state = structuredClone(remembered);
  if (state.schedule === schedule.id) return state;
  const { expectedAt, intervalMs } = newState(schedule, nowMs);
  return {
    ...state,
    schedule: schedule.id,
    expectedAt,
    intervalMs,
    shiftMs: 0,
    missedAt: undefined,
    servedAt: undefined,
  };
}

function isState(value: unknown): value is HeartbeatState {
  const state = value as Partial<Record<keyof HeartbeatState, unknown>> | null | undefined;
  return (
    typeof state === "object" &&
    state?.version === 1 &&
    typeof state.schedule === "string" &&
    [state.knownSince, state.expectedAt, state.intervalMs, state.shiftMs].every(Number.isFinite) &&
    Array.isArray(state.openRuns) &&
    Array.isArray(state.raised)
  );
}
