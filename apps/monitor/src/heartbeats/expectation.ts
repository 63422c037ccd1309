import type { HeartbeatState } from "./heartbeat-state.ts";
import type { Schedule } from "./schedule.ts";

/** A run that comes so early still counts for the coming time, or a tenth of the interval early. */
const maxEarlyMs = 60_000;
/** Missed times that are recorded one by one; of more, the last. */
const maxMissedRuns = 100;

export interface ExpectationOptions {
  readonly lateMs: number;
  readonly graceMs: number;
}

/** Which run a begun one was. */
export interface Served {
  readonly expectedAt: number | undefined;
  readonly late: boolean;
}

/** What is expected next. Deadlines are the last moment that is still allowed. */
export interface Expectation {
  lateDeadline(): number;
  missedDeadline(): number;
  /** A run begins: it serves every time up to now, and the coming one if it is a little early. */
  serve(nowMs: number): Served;
  /** Gives up the times whose grace is over, oldest first. */
  miss(nowMs: number): number[];
  /** The clock went forward without us: what was pending keeps its time left, the rest is let go. */
  skip(fromMs: number, toMs: number): void;
  /** The clock was set back: what is to come is expected anew, without what a run has served. */
  setBack(nowMs: number): void;
  /** The first time that is yet to come. */
  comingAfter(nowMs: number): number;
}

/** Keeps the pointer of a heartbeat's state to its next expected time. */
export function createExpectation(
  state: HeartbeatState,
  schedule: Schedule,
  { lateMs, graceMs }: ExpectationOptions,
): Expectation {
  const expect = (expectedAt: number, precedingAt: number) => {
    state.expectedAt = expectedAt;
    state.intervalMs = expectedAt - precedingAt;
    state.shiftMs = 0;
  };
  /** Expects the time after `expectedAt`, which serves or ends all up to it and to `ms`. */
  const expectAfter = (ms: number) => {
    const { expectedAt } = state;
    const next = schedule.following(expectedAt);
    if (next > ms) return expect(next, expectedAt);
    const later = schedule.firstAfter(ms, expectedAt);
    expect(later, schedule.preceding(later));
  };
  const deadline = (ms: number) => state.expectedAt + ms + state.shiftMs;

  return {
    lateDeadline: () => deadline(lateMs),
    missedDeadline: () => deadline(graceMs),

    serve(nowMs) {
      const { expectedAt, missedAt } = state;
      const isFor = nowMs >= expectedAt - Math.min(maxEarlyMs, state.intervalMs / 10);
      const served = isFor
        ? { expectedAt, late: nowMs > deadline(lateMs) }
        : { expectedAt: missedAt, late: missedAt !== undefined };
      state.missedAt = undefined;
      if (isFor) expectAfter(nowMs);
      if (isFor && !schedule.fromRun) state.servedAt = state.expectedAt - state.intervalMs;
      if (schedule.fromRun) expect(schedule.first(nowMs), nowMs);
      return served;
    },

    miss(nowMs) {
      const { expectedAt, shiftMs, unwatched } = state;
      if (shiftMs > 0) {
        // The times that nobody could see are let go.
        expectAfter(Math.max(expectedAt, unwatched?.to ?? 0));
        state.missedAt = expectedAt;
        return [expectedAt];
      }
      // The last moment whose grace is over.
      const until = nowMs - graceMs - 1;
      const missed = [expectedAt];
      for (let next = schedule.following(expectedAt); next <= until; ) {
        missed.push(next);
        if (missed.length === maxMissedRuns) break;
        next = schedule.following(next);
      }
      expectAfter(until);
      if (missed.length === maxMissedRuns)
        for (let place = missed.length, time = state.expectedAt; place-- > 0; ) {
          time = schedule.preceding(time);
          missed[place] = time;
        }
      state.missedAt = missed.at(-1);
      return missed;
    },

    skip(fromMs, toMs) {
      if (state.expectedAt <= fromMs) state.shiftMs += toMs - fromMs;
      else if (schedule.fromRun) state.expectedAt += toMs - fromMs;
      else if (state.expectedAt <= toMs) expectAfter(toMs);
    },

    setBack(nowMs) {
      if (state.missedAt !== undefined && state.missedAt > nowMs) state.missedAt = undefined;
      let next = schedule.fromRun
        ? schedule.first(nowMs)
        : schedule.firstAfter(nowMs, state.expectedAt);
      if (next === state.servedAt) next = schedule.following(next);
      if (next < state.expectedAt) expect(next, schedule.preceding(next));
    },

    comingAfter: (nowMs) =>
      state.expectedAt > nowMs ? state.expectedAt : schedule.firstAfter(nowMs, state.expectedAt),
  };
}
