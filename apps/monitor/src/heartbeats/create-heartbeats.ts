import { randomUUID } from "node:crypto";
import type { ConditionChange } from "./condition.ts";
import { DeadlineHeap } from "./deadline-heap.ts";
import { guarded } from "./guarded.ts";
import { createHeartbeat, type Heartbeat } from "./heartbeat.ts";
import type { HeartbeatOptions } from "./heartbeat-options.ts";
import { type HeartbeatState, newState, restoredState } from "./heartbeat-state.ts";
import { type HeartbeatView, type HeartbeatWord, viewOf, wordOf } from "./heartbeat-view.ts";
import type { Ping } from "./ping.ts";
import type { Run } from "./run.ts";
import { byCron, everyPeriod, type Schedule } from "./schedule.ts";

/** The clock may be set back so far and nothing is expected anew: what has run would run again. */
const smallStepMs = 60_000;
/** Calls come at least so often: `nextDueMs` is never further off. */
const maxQuietMs = 60_000;
/** Without a call for so long the clock was set forward, or the machine slept. */
const jumpMs = 120_000;
/** A shorter absence of the monitor is not worth a word. */
const minAbsenceMs = 1_000;

export interface HeartbeatsOptions {
  readonly heartbeats: readonly HeartbeatOptions[];
  /**
   * The wall clock, in milliseconds since 1970.
   *
   * @default Date.now
   */
  readonly now?: () => number;
  /** A run has begun, changed or ended; the same `id` for all of it. */
  readonly onRun?: (run: Run) => void;
  /** Something is wrong, once until it is resolved; or a good run has resolved it. */
  readonly onCondition?: (change: ConditionChange) => void;
  /** The word has changed. A heartbeat begins as `view` has it. */
  readonly onState?: (name: string, state: HeartbeatWord) => void;
  /** A callback threw; the heartbeats go on. */
  readonly onProblem?: (problem: { readonly code: string; readonly message: string }) => void;
  /**
   * For runs.
   *
   * @default randomUUID
   */
  readonly newId?: () => string;
  /** What an earlier process knew. */
  readonly restore?: {
    /** By name, as `snapshot` gave them. */
    readonly states: Readonly<Record<string, unknown>>;
    /** When it was last at work, as nearly as is known. */
    readonly stoppedAt: number;
  };
}

/** Jobs that tell by pings that they ran, and what is expected of them. */
export interface Heartbeats {
  /** Does what is due. Call it at `nextDueMs`, or earlier, and once at the start. */
  tick(): void;
  /** When `tick` is due, in milliseconds since 1970: a minute from the last call at the latest. */
  nextDueMs(): number;
  /** Takes what a job tells. @throws {RangeError} There is no such heartbeat. */
  ping(name: string, ping: Ping): void;
  /** All that is known of one, to be kept as JSON. @throws {RangeError} There is no such heartbeat. */
  snapshot(name: string): HeartbeatState;
  /** What there is to show. @throws {RangeError} There is no such heartbeat. */
  view(name: string): HeartbeatView;
}

/**
 * Watches any number of jobs by one heap of deadlines and without a timer of its own.
 *
 * Time is the wall clock, for that is what cron runs by. Set back by more than a minute, it makes
 * what is to come expected anew, save what a run has served; set forward, or after a sleep of the
 * machine, by more than two minutes, it ends no run's time and lets go of what was expected
 * meanwhile. Neither raises anything by itself.
 *
 * @throws {Error} A schedule or time zone is wrong.
 */
export function createHeartbeats(options: HeartbeatsOptions): Heartbeats {
  const { heartbeats, now = Date.now, newId = randomUUID, restore } = options;
  const { onRun, onCondition, onState } = guarded(options);
  const heap = new DeadlineHeap();
  const schedules = new Map<string, Schedule>();
  const scheduleOf = ({ schedule = "", periodMs, timezone }: HeartbeatOptions) => {
    if (periodMs !== undefined) return everyPeriod(periodMs);
    const key = `${schedule} ${timezone}`;
    const known = schedules.get(key) ?? byCron(schedule, timezone);
    schedules.set(key, known);
    return known;
  };

  const start = now();
  let seen = start;
  const all = heartbeats.map((one, index) => {
    const schedule = scheduleOf(one);
    const remembered =
      restore && Object.hasOwn(restore.states, one.name) ? restore.states[one.name] : undefined;
    const state = remembered
      ? restoredState(remembered, schedule, start)
      : newState(schedule, start);
    const heartbeat = createHeartbeat(one, schedule, state, { onRun, onCondition, newId });
    if (remembered && restore) resume(heartbeat, state, restore.stoppedAt, start);
    heap.set(index, heartbeat.dueMs());
    return { options: one, state, heartbeat, index, word: wordOf(state) };
  });
  const byName = new Map(all.map((one) => [one.options.name, one]));
  type Entry = (typeof all)[number];

  const entryOf = (name: string) => {
    const entry = byName.get(name);
    if (!entry) throw new RangeError(`there is no heartbeat "${name}"`);
    return entry;
  };

  const update = (entry: Entry) => {
    heap.set(entry.index, entry.heartbeat.dueMs());
    const word = wordOf(entry.state);
    if (word === entry.word) return;
    entry.word = word;
    onState(entry.options.name, word);
  };

  /** The time, after a jump of the clock everything fitted to it. */
  const observe = () => {
    const time = now();
    const [from, to] = [seen, time];
    seen = time;
    const isJump = to > from + jumpMs || to < from - smallStepMs;
    if (isJump)
      for (const entry of all) {
        if (to > from) entry.heartbeat.skip(from, to);
        else entry.heartbeat.setBack(to);
        heap.set(entry.index, entry.heartbeat.dueMs());
      }
    return time;
  };

  return {
    tick() {
      const time = observe();
      for (let due = heap.next; due !== undefined && heap.nextMs <= time; due = heap.next) {
        const entry = all[due];
        if (!entry) return;
        entry.heartbeat.settle(time);
        update(entry);
      }
    },
    nextDueMs: () => Math.min(heap.nextMs, seen + maxQuietMs),
    ping(name, ping) {
      const entry = entryOf(name);
      const time = observe();
      entry.heartbeat.settle(time);
      entry.heartbeat.take(ping, time);
      update(entry);
    },
    snapshot: (name) => structuredClone(entryOf(name).state),
    view(name) {
      const { options: one, state, heartbeat } = entryOf(name);
      return viewOf(one, state, heartbeat, now());
    },
  };
}

/** Fits what an earlier process knew to the time that has passed since. */
function resume(
  heartbeat: Heartbeat,
  state: HeartbeatState,
  stoppedAt: number,
  nowMs: number,
): void {
  if (nowMs - stoppedAt > minAbsenceMs) state.unwatched = { from: stoppedAt, to: nowMs };
  if (nowMs < stoppedAt - smallStepMs) heartbeat.setBack(nowMs);
}
