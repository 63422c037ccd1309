import type { WatchView } from "../../watch/watches.ts";
import { type PageContext, queryOf } from "../page-context.ts";

/** Whether the filter of the page lets a row be seen. */
export function isShown(context: PageContext, view: WatchView): boolean {
  const text = queryOf(context, "q")?.trim().toLowerCase();
  if (queryOf(context, "only") === "problems" && view.status === "healthy") return false;
  return text === undefined || `${view.name}\n${view.message ?? ""}`.toLowerCase().includes(text);
}
