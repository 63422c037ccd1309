import type { WatchView } from "../../watch/watches.ts";
import { type PageContext, queryOf } from "../page-context.ts";
import { toneOf, worstFirst } from "../status-words.ts";
import { isWanted, subjectOf } from "./subject.ts";

/** Rows of one kind that a page shows unless it is asked for all. */
const mostRows = 250;

/** Which of the watches of one kind have a row. */
export interface ShownRows {
  readonly views: readonly WatchView[];
  /** Healthy ones that have none, for there are too many. */
  readonly leftOut: number;
}

/**
 * The worst first. Nothing that is wrong is ever left out, nor what is chosen; where rows are asked
 * for only those have one, in whatever order.
 */
export function shownRows(
  context: PageContext,
  views: readonly WatchView[],
  chosen?: string | undefined,
): ShownRows {
  if (context.rows !== undefined)
    return {
      views: views.filter(({ kind, name }) => isWanted(context, subjectOf(kind, name))),
      leftOut: 0,
    };
  const sorted = worstFirst(
    views.map((view) => ({ view, name: view.name, tone: toneOf[view.status] })),
  );
  const isAll = queryOf(context, "all") !== undefined;
  const shown = sorted.filter(
    ({ tone, name }, index) => isAll || index < mostRows || tone !== "ok" || name === chosen,
  );
  return { views: shown.map(({ view }) => view), leftOut: sorted.length - shown.length };
}

/** Whether so many of a kind are shown as far as they match a filter only. */
export function areTooMany(views: readonly WatchView[]): boolean {
  return views.length > mostRows;
}
