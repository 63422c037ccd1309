import { NotFound } from "../../api/operation.ts";
import { type PageContext, queryOf } from "../page-context.ts";
import { type JobRow, jobRow } from "../sheet/job-row.ts";
import { shownRows } from "../sheet/shown-rows.ts";
import { isWanted } from "../sheet/subject.ts";
import { toneOf, worstFirst } from "../status-words.ts";
import type { TimeAxis } from "../strip/time-axis.ts";
import { type RunsModel, runsModel } from "./runs-model.ts";

/** What the page of jobs shows. */
export interface JobsModel {
  readonly count: number;
  readonly needAttention: number;
  readonly running: number;
  /** Of all, the one that is expected first. */
  readonly next: { readonly name: string; readonly ms: number } | undefined;
  /** Whether a run is drawn whose end is not known. */
  readonly isEndUnknown: boolean;
  /** Healthy ones that are not shown, for there are too many. */
  readonly leftOut: number;
  /** The worst first. */
  readonly rows: readonly JobRow[];
  readonly chosen: JobRow;
  readonly runs: RunsModel;
}

/** Reads all jobs, and the runs of the one that is chosen; the first where none is. */
export async function jobsModel(
  context: PageContext,
  axis: TimeAxis,
): Promise<JobsModel | { readonly first: string } | undefined> {
  const { watches, job, recentRuns } = context.parts;
  const views = watches.list("heartbeat");
  const [first] = worstFirst(
    views.map(({ name, status }) => ({ name, tone: toneOf[status], status })),
  );
  if (!first) return undefined;
  const name = queryOf(context, "job");
  if (name === undefined) return { first: first.name };
  const chosenView = watches.view("heartbeat", name);
  if (!chosenView) throw new NotFound(`There is no job "${name.slice(0, 200)}".`);
  const read: JobRow[] = [];
  let running = 0;
  let isEndUnknown = false;
  let next: JobsModel["next"];
  for (const view of views) {
    const known = job(view.name) ?? {};
    const ms = Date.parse(String(known.next_expected_at));
    if (ms > context.nowMs && (next === undefined || ms < next.ms)) next = { name: view.name, ms };
    if (Array.isArray(known.running) && known.running.length > 0) running += 1;
    const runs = await recentRuns.since(view.name, axis.fromMs);
    isEndUnknown ||= runs.some(({ outcome }) => outcome === "abandoned");
  }
  const shown = shownRows(context, views, name);
  for (const view of new Set([...shown.views, chosenView]))
    read.push(await jobRow(context, view, axis.fromMs));
  const chosen = read.find((row) => row.name === name);
  if (!chosen) throw new NotFound(`There is no job "${name.slice(0, 200)}".`);
  return {
    count: views.length,
    needAttention: views.filter(({ status }) => status !== "healthy").length,
    running,
    next,
    isEndUnknown,
    leftOut: shown.leftOut,
    rows: worstFirst(read.filter(({ subject }) => isWanted(context, subject))),
    chosen,
    runs: await runsModel(context, name),
  };
}
