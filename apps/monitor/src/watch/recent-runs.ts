import { setImmediate } from "node:timers/promises";
import type { RunOutcome } from "../heartbeats/run.ts";
import type { MonitorStore } from "../state/monitor-store.ts";

/** What charts need of a run; times in milliseconds since 1970. */
export interface RecentRun {
  readonly id: string;
  readonly outcome: RunOutcome;
  readonly late: boolean;
  /** When it began; of one that did not, when it was expected or its end was told. */
  readonly atMs: number;
  readonly isStartKnown: boolean;
  readonly expectedMs: number | undefined;
  readonly durationMs: number | undefined;
}

/** The latest runs of each job, in memory from the first time that they are asked for. */
export interface RecentRuns {
  /** Oldest first; of a job that runs very often only the latest. */
  since(heartbeat: string, fromMs: number): Promise<readonly RecentRun[]>;
  /** Is told of every run that begins, changes or ends, once it was given to the store. */
  note(run: Readonly<Record<string, unknown>>): void;
}

/** How much of what was read is remembered. */
export interface RecentRunsOptions {
  /** @default 10_500, a run a minute for a week, and some more */
  readonly mostRunsOfJob?: number;
  /**
   * Of all jobs together; beyond it, those that were not asked for longest go.
   *
   * @default 100_000, some 25 MB
   */
  readonly mostRuns?: number;
}

const pageSize = 500;
/**
 * The store has runs in the order in which it got them: so many that were missed come at once, long
 * after they were expected.
 */
const mostOutOfOrder = 150;

interface Known {
  /** Oldest first. */
  readonly runs: RecentRun[];
  /** From here on all are known. */
  reachMs: number;
  /** Where to read on in the store. */
  next: number | undefined;
  reading: Promise<void> | undefined;
}

/** Remembers runs as they are read and told, so that a page does not read thousands each time. */
export function createRecentRuns(
  store: Pick<MonitorStore, "runs">,
  { mostRunsOfJob = 10_500, mostRuns = 100_000 }: RecentRunsOptions = {},
): RecentRuns {
  const jobs = new Map<string, Known>();

  const read = async (heartbeat: string, known: Known, fromMs: number) => {
    const found: RecentRun[] = [];
    let before = known.next;
    let reachMs = Infinity;
    while (reachMs > fromMs) {
      const { entries, next } = await store.runs(heartbeat, { limit: pageSize, before });
      const read = entries.flatMap(({ run }) => recentRun(run) ?? []);
      for (const run of read) found.push(run);
      before = next;
      const count = known.runs.length + found.length;
      if (next === undefined || count >= mostRunsOfJob) reachMs = -Infinity;
      else if (read.slice(-mostOutOfOrder).every(({ atMs }) => atMs < fromMs)) reachMs = fromMs;
      // There may be many thousands, and all else goes on meanwhile.
      await setImmediate();
    }
    // What was told meanwhile is newer.
    const told = new Set(known.runs.map(({ id }) => id));
    for (const run of found) if (!told.has(run.id)) known.runs.push(run);
    known.runs.sort((a, b) => a.atMs - b.atMs);
    known.next = before;
    known.reachMs = reachMs;
  };

  const forgetSome = (kept: Known) => {
    let count = 0;
    for (const { runs } of jobs.values()) count += runs.length;
    for (const [name, known] of jobs) {
      if (count <= mostRuns) return;
      if (known === kept || known.reading) continue;
      jobs.delete(name);
      count -= known.runs.length;
    }
  };

  return {
    async since(heartbeat, fromMs) {
      const known = jobs.get(heartbeat) ?? {
        runs: [],
        reachMs: Infinity,
        next: undefined,
        reading: undefined,
      };
      // The last in the order of the map is the one that was asked for last.
      jobs.delete(heartbeat);
      jobs.set(heartbeat, known);
      while (known.reachMs > fromMs) {
        known.reading ??= read(heartbeat, known, fromMs).finally(() => {
          known.reading = undefined;
          forgetSome(known);
        });
        await known.reading;
      }
      return known.runs.filter(({ atMs }) => atMs >= fromMs);
    },
    note(json) {
      const known = jobs.get(String(json.heartbeat));
      const run = recentRun(json);
      if (!known || !run) return;
      const { runs } = known;
      const before = runs.findLastIndex(({ id }) => id === run.id);
      if (before >= 0) runs.splice(before, 1);
      runs.splice(runs.findLastIndex(({ atMs }) => atMs <= run.atMs) + 1, 0, run);
      if (runs.length > mostRunsOfJob) runs.shift();
    },
  };
}

const outcomes: Readonly<Record<RunOutcome, true>> = {
  running: true,
  finished: true,
  failed: true,
  too_long: true,
  too_short: true,
  did_not_start: true,
  abandoned: true,
};

/** A run as it is stored, read; undefined where it is none. */
export function recentRun(run: Readonly<Record<string, unknown>>): RecentRun | undefined {
  const { id, outcome, duration_ms: durationMs } = run;
  if (typeof id !== "string" || !isOutcome(outcome)) return undefined;
  const startedMs = timeOf(run.started_at);
  const expectedMs = timeOf(run.expected_at);
  const atMs = startedMs ?? expectedMs ?? timeOf(run.ended_at);
  if (atMs === undefined) return undefined;
  return {
    id,
    outcome,
    late: run.late === true,
    atMs,
    isStartKnown: startedMs !== undefined,
    expectedMs,
    durationMs: typeof durationMs === "number" ? durationMs : undefined,
  };
}

const isOutcome = (value: unknown): value is RunOutcome =>
  typeof value === "string" && Object.hasOwn(outcomes, value);

function timeOf(value: unknown): number | undefined {
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
