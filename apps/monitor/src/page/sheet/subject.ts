import type { WatchKind } from "../../state/monitor-store.ts";
import type { PageContext } from "../page-context.ts";

/** What the feed and the page call a watch. */
export function subjectOf(kind: WatchKind, name: string): string {
  return `${kind} ${name}`;
}

/** An id of an element that no name can break. */
export function idOf(prefix: string, subject: string): string {
  return `${prefix}-${encodeURIComponent(subject)}`;
}

/** Whether a row of this subject is asked for. */
export function isWanted({ rows }: PageContext, subject: string): boolean {
  return rows === undefined || rows.has(subject);
}
