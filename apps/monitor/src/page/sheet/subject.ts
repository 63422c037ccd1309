import type { WatchKind } from "../../state/monitor-store.ts";
import type { PageContext } from "../page-context.ts";

/** What the feed and the page call a watch. */
export function subjectOf(kind: WatchKind, name: string): string {
  return `${kind} ${name}`;
}

/** A name as a part of an address; half of a letter, which can't be in one, is U+FFFD. */
export function encoded(name: string): string {
  return encodeURIComponent(name.replace(/\p{Surrogate}/gu, "\ufffd"));
}

/** An id of an element that no name can break. */
export function idOf(prefix: string, subject: string): string {
  return `${prefix}-${encoded(subject)}`;
}

/** Whether a row of this subject is asked for. */
export function isWanted({ rows }: PageContext, subject: string): boolean {
  return rows === undefined || rows.has(subject);
}
