import { type PageContext, queryOf } from "../page-context.ts";
import { type Episode, lastMs } from "./episodes.ts";
import { textOf } from "./plain-entry.ts";

/** Which of the history is shown. */
export interface HistoryFilter {
  /** A process, or what the program calls the source. */
  readonly source: string | undefined;
  readonly level: string | undefined;
  readonly span: (typeof spans)[number];
  lets(episode: Episode): boolean;
}

const dayMs = 86_400_000;

/** The lengths of time that can be chosen. */
export const spans = [
  { word: "24h", text: "24 hours", lengthMs: dayMs },
  { word: "7d", text: "7 days", lengthMs: 7 * dayMs },
  { word: "30d", text: "30 days", lengthMs: 30 * dayMs },
] as const;

/** The levels that can be chosen, the worst first. */
export const levels = ["critical", "error", "warning", "info"] as const;

/** Reads `?src=`, `?sev=` and `?range=`. */
export function historyFilter(context: PageContext): HistoryFilter {
  const source = queryOf(context, "src");
  const level = levels.find((one) => one === queryOf(context, "sev"));
  const span = spans.find(({ word }) => word === queryOf(context, "range")) ?? spans[0];
  return {
    source,
    level,
    span,
    lets(episode) {
      const newest = episode.entries.at(-1);
      return (
        lastMs(episode) > context.nowMs - span.lengthMs &&
        (level === undefined || textOf(newest, "level") === level) &&
        (source === undefined || source === episode.process || source === textOf(newest, "source"))
      );
    },
  };
}
