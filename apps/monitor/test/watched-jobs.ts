import type * as z from "zod";
import type { ConditionChange } from "../src/heartbeats/condition.ts";
import { createHeartbeats } from "../src/heartbeats/create-heartbeats.ts";
import type { HeartbeatWord } from "../src/heartbeats/heartbeat-view.ts";
import { heartbeatsConfig } from "../src/heartbeats/heartbeats-config.ts";
import type { Ping } from "../src/heartbeats/ping.ts";
import type { Run } from "../src/heartbeats/run.ts";

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;

/** What stands in a file, without the key. */
export type JobInput = Omit<
  NonNullable<z.input<typeof heartbeatsConfig>>[number],
  "name" | "key"
> & {
  readonly name?: string;
};

export const jobKey = (index: number) => `key-of-the-watched-job-${index}`;

/** Options of jobs as the configuration makes them; the first is called `job`. */
export const jobOptions = (...inputs: readonly JobInput[]) =>
  heartbeatsConfig.parse(
    inputs.map((input, index) => ({
      name: index === 0 ? "job" : `job ${index}`,
      key: jobKey(index),
      ...input,
    })),
  );

/** Jobs under a clock that goes only when told to, its timer kept as a program would. */
export function watchedJobs(startsAt: string, ...inputs: readonly JobInput[]) {
  const options = jobOptions(...inputs);
  let nowMs = Date.parse(startsAt);
  let ids = 0;
  const runs: Run[] = [];
  const changes: ConditionChange[] = [];
  const words: HeartbeatWord[] = [];
  const create = (restore?: { states: Record<string, unknown>; stoppedAt: number }) =>
    createHeartbeats({
      heartbeats: options,
      now: () => nowMs,
      newId: () => `run ${++ids}`,
      onRun: (run) => runs.push(run),
      onCondition: (change) => changes.push(change),
      onState: (_, word) => words.push(word),
      ...(restore && { restore }),
    });
  let engine = create();

  const jobs = {
    options,
    runs,
    changes,
    words,
    engine: () => engine,
    now: () => nowMs,
    view: (name = "job") => engine.view(name),
    /** Such as `+late`, in the order told. */
    told: () => changes.map(({ raised, condition }) => `${raised ? "+" : "-"}${condition}`),
    /** Of runs that have ended, the outcomes in order. */
    outcomes: () => runs.filter(({ outcome }) => outcome !== "running").map((one) => one.outcome),
    raised: (name = "job") => engine.view(name).conditions.map(({ condition }) => condition),
    ping: (kind: Ping["kind"] = "success", more: Omit<Ping, "kind"> = {}, name = "job") =>
      engine.ping(name, { kind, ...more }),
    /** Lets time pass up to a moment. */
    until(time: string | number) {
      const end = typeof time === "string" ? Date.parse(time) : time;
      for (let due = engine.nextDueMs(); due <= end; due = engine.nextDueMs()) {
        nowMs = Math.max(nowMs, due);
        engine.tick();
      }
      nowMs = end;
    },
    wait: (ms: number) => jobs.until(nowMs + ms),
    /** Time passes while the program is busy: what is due is not done yet. */
    busy(ms: number) {
      nowMs += ms;
    },
    /** The clock stands elsewhere of a sudden. */
    jump(ms: number) {
      engine.tick();
      nowMs += ms;
      engine.tick();
    },
    /** Ends the monitor, by way of JSON, and begins another some time later. */
    restart(downMs: number) {
      const states = JSON.parse(
        JSON.stringify(
          Object.fromEntries(options.map(({ name }) => [name, engine.snapshot(name)])),
        ),
      );
      const stoppedAt = nowMs;
      nowMs += downMs;
      engine = create({ states, stoppedAt });
      engine.tick();
    },
  };
  return jobs;
}
