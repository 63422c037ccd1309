import { agoText } from "../../client/durations.ts";
import type { WatchView } from "../../watch/watches.ts";
import { type PageContext, queryOf } from "../page-context.ts";
import { isShown } from "../sheet/filter.ts";
import { type JobRow, jobRow } from "../sheet/job-row.ts";
import { areTooMany, shownRows } from "../sheet/shown-rows.ts";
import { type WatchRow, watchRow } from "../sheet/watch-row.ts";
import { counted, worstFirst } from "../status-words.ts";
import type { TimeAxis } from "../strip/time-axis.ts";

/** The watches of one kind: how many, and the rows that are shown. */
interface Kind<T> {
  readonly count: number;
  readonly healthy: number;
  readonly rows: readonly T[];
  /** Whether any of them matches the filter. */
  readonly hasMatch: boolean;
  /** Whether there are so many that not each has a row. */
  readonly isCut: boolean;
}

/** What the overview shows. */
export interface OverviewModel {
  readonly targets: Kind<WatchRow>;
  readonly jobs: Kind<JobRow>;
  readonly probes: Kind<WatchRow>;
  /** Healthy rows that are not shown, for there are too many. */
  readonly leftOut: number;
  /** Whether rows are left out, or would be without a filter. */
  readonly isCut: boolean;
  /** How fresh all of this is, in a sentence. */
  readonly lastLook: string;
}

/** Reads all rows, the worst first. */
export async function overviewModel(context: PageContext, axis: TimeAxis): Promise<OverviewModel> {
  const { watches } = context.parts;
  const list = watches.list();
  let leftOut = 0;
  const kind = async <T>(which: WatchView["kind"], read: (view: WatchView) => Promise<T>) => {
    const all = list.filter((view) => view.kind === which);
    const matches = all.filter((view) => isShown(context, view));
    // What does not match is hidden, not left out: the script of the page takes filters away.
    const isCut = areTooMany(all);
    const shown = shownRows(context, isCut ? matches : all);
    leftOut += shown.leftOut;
    const rows: T[] = [];
    for (const view of shown.views) rows.push(await read(view));
    return {
      count: all.length,
      healthy: all.filter(({ status }) => status === "healthy").length,
      rows,
      hasMatch: matches.length > 0,
      isCut,
    };
  };
  const read = (view: WatchView) => watchRow(context, view, axis);
  const targets = await kind("target", read);
  const jobs = await kind("heartbeat", (view) => jobRow(context, view, axis.fromMs));
  const probes = await kind("probe", read);
  return {
    targets,
    jobs: { ...jobs, rows: worstFirst(jobs.rows) },
    probes,
    leftOut,
    isCut:
      queryOf(context, "all") === undefined && [targets, jobs, probes].some((one) => one.isCut),
    lastLook: lastLook(list, context.nowMs),
  };
}

function lastLook(list: readonly WatchView[], nowMs: number): string {
  const looks = list.flatMap(({ last_checked: at }) => (at === undefined ? [] : [Date.parse(at)]));
  if (looks.length === 0) return "Nothing was looked at yet.";
  const recent = looks.filter((ms) => ms > nowMs - 60_000).length;
  const last = agoText(nowMs - Math.max(...looks));
  return `${recent} of ${counted(list.length, "watch", "watches")} were looked at within the last minute, the last one ${last}.`;
}
