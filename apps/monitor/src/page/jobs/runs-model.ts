import { setImmediate } from "node:timers/promises";
import { type PageContext, queryOf } from "../page-context.ts";
import { encoded } from "../sheet/subject.ts";
import { type RunView, type RunWord, runView } from "../strip/job-runs.ts";
import { plainLog, tellingLine } from "./run-log.ts";

/** Which runs are shown. */
export const outcomeFilters = [
  { word: undefined, text: "All" },
  { word: "failed", text: "Failed" },
  { word: "unusual", text: "Unusual" },
] as const;
export type OutcomeFilter = (typeof outcomeFilters)[number]["word"];

/** One row of the table. */
export interface RunRow {
  readonly run: RunView;
  /** The job's own id of it, or else ours, short. */
  readonly shortId: string;
  readonly fullId: string;
  /** What its log says went wrong, or the end of it. */
  readonly line: string | undefined;
  readonly log: string | undefined;
  /** Where the lines of the program with its id are. */
  readonly logAddress: string | undefined;
}

/** A part of the runs of a job, newest first. */
export interface RunsModel {
  readonly filter: OutcomeFilter;
  readonly rows: readonly RunRow[];
  /** Where the older ones begin, for `?before=`. */
  readonly older: number | undefined;
  /** Whether newer ones are left out. */
  readonly isOlder: boolean;
  /** How many were looked at, where that was not enough to fill the table. */
  readonly searched: number | undefined;
}

const rowsShown = 20;
const pageSize = 250;
/** So many are looked at for those that are asked for; then there is a link to look on. */
const mostSearched = 1_500;

const failed = new Set<RunWord>(["failed", "did_not_start"]);
const usual = new Set<RunWord>(["finished", "running"]);

/** Reads the runs of a job that `?o=` and `?before=` ask for. */
export async function runsModel(context: PageContext, name: string): Promise<RunsModel> {
  const { store } = context.parts;
  const filter = outcomeFilters.find(({ word }) => word === queryOf(context, "o"))?.word;
  const first = beforeOf(context);
  const rows: RunRow[] = [];
  let before = first;
  let searched = 0;
  while (rows.length < rowsShown && searched < mostSearched) {
    const limit = filter === undefined ? rowsShown : pageSize;
    const { entries, next } = await store.runs(name, { limit, before });
    let used = 0;
    for (const { run } of entries) {
      if (rows.length === rowsShown) break;
      used += 1;
      const view = runView(run, context.nowMs);
      if (view && isShown(view.word, filter)) rows.push(rowOf(context, name, view));
    }
    searched += used;
    // Only the store knows where it reads on after the last one that was used.
    const isMore = used < entries.length;
    before = isMore ? (await store.runs(name, { limit: used, before })).next : next;
    if (before === undefined || isMore) break;
    // Thousands may be read, and all else goes on meanwhile.
    await setImmediate();
  }
  const isFull = rows.length === rowsShown;
  return {
    filter,
    rows,
    older: before,
    isOlder: first !== undefined,
    searched: isFull || before === undefined ? undefined : searched,
  };
}

function isShown(word: RunWord, filter: OutcomeFilter): boolean {
  if (filter === undefined) return true;
  return filter === "failed" ? failed.has(word) : !usual.has(word);
}

function rowOf({ parts }: PageContext, job: string, run: RunView): RunRow {
  const { id, rid, log } = run;
  const fullId = rid ?? id;
  const address = `/targets/${encoded(job)}?cid=${encoded(rid ?? "")}#logs`;
  return {
    run,
    // Ids that begin with the time are told apart by their end.
    shortId: fullId.slice(-8),
    fullId,
    line: log === undefined ? undefined : tellingLine(log),
    log: log === undefined ? undefined : plainLog(log),
    logAddress: rid !== undefined && parts.targets.has(job) ? address : undefined,
  };
}

function beforeOf(context: PageContext): number | undefined {
  const given = queryOf(context, "before");
  if (given === undefined) return undefined;
  if (!/^\d{1,15}$/.test(given))
    throw new RangeError("before: expected the number that a link to older runs has");
  return Number(given);
}
