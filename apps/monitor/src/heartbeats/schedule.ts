import { Cron } from "croner";

/** When a job is expected: each of the times leads to those before and after it. */
export interface Schedule {
  /** Tells one schedule from another; a heartbeat whose schedule has changed waits anew. */
  readonly id: string;
  /** Whether each run moves the times, as one run does that is to come a period after the last. */
  readonly fromRun: boolean;
  /** The first time after a moment that is none of the times itself: a start, or a first sight. */
  first(fromMs: number): number;
  following(expectedMs: number): number;
  preceding(expectedMs: number): number;
  /** The first time after `ms`, given any of the times. */
  firstAfter(ms: number, expectedMs: number): number;
}

/** Every so often, counted from the start of the last run. */
export function everyPeriod(periodMs: number): Schedule {
  return {
    id: `every ${periodMs} ms`,
    fromRun: true,
    first: (fromMs) => fromMs + periodMs,
    following: (expectedMs) => expectedMs + periodMs,
    preceding: (expectedMs) => expectedMs - periodMs,
    firstAfter: (ms, expectedMs) =>
      expectedMs + (Math.floor((ms - expectedMs) / periodMs) + 1) * periodMs,
  };
}

/** Times looked up before; a hundred heartbeats of one pattern ask for the same. */
const maxRemembered = 500;

/**
 * By a cron pattern of 5 fields, or 6 with seconds, on the clock of a time zone, as Vixie cron runs
 * its jobs: where the clock is put forward, a time that is left out is expected at the first moment
 * after the gap; where it is put back, a time that comes twice is expected once, the first time. A
 * pattern with a `*` or a step in its time goes by what the clock shows instead: nothing in the gap,
 * and all of the doubled hour.
 *
 * @throws {Error} The pattern or the zone is wrong, or no time ever matches.
 */
export function byCron(pattern: string, timezone: string): Schedule {
  if (!/^\S+(\s+\S+){4,5}$/.test(pattern.trim()))
    throw new Error("a cron pattern has 5 fields, or 6 with seconds");
  const cron = new Cron(pattern, {
    paused: true,
    timezone,
    mode: "5-or-6-parts",
    fixedTimeRule: "no-wildcard",
  });
  if (!cron.nextRun()) throw new Error("the cron pattern matches no time");
  const next = remembered((ms) => cron.nextRun(new Date(ms))?.getTime());
  const previous = remembered((ms) => cron.previousRuns(1, new Date(ms))[0]?.getTime());
  return {
    id: `${pattern} ${timezone}`,
    fromRun: false,
    first: next,
    following: next,
    preceding: previous,
    firstAfter: next,
  };
}

function remembered(find: (ms: number) => number | undefined): (ms: number) => number {
  const found = new Map<number, number>();
  return (ms) => {
    const known = found.get(ms);
    if (known !== undefined) return known;
    const time = find(ms);
    if (time === undefined) throw new RangeError("a cron pattern has come to its end");
    if (found.size >= maxRemembered) found.clear();
    found.set(ms, time);
    return time;
  };
}
