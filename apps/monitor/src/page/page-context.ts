import type { Child } from "hono/jsx";
import type { MonitorParts } from "../api/monitor-parts.ts";
import type { PageLinks } from "../config/page.ts";
import { noticeParameters } from "./actions/notice.ts";
import type { Range } from "./range.ts";

/** The looks that a reader can choose. */
export const themes = ["auto", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** What the monitor says of itself at the foot of each page. */
export interface SelfFacts {
  readonly version: string;
  readonly startedAtMs: number;
  /** Looks that were left out because the former one still ran. */
  readonly skipped: number;
  /** Whether its state outlives it. */
  readonly durable: boolean;
  readonly keptDays: number;
}

/** What every page gets. */
export interface PageContext {
  readonly parts: MonitorParts;
  readonly nowMs: number;
  readonly url: URL;
  /** What who asks may do; undefined: nothing, and gets public pages only. */
  readonly scope: "read" | "operate" | undefined;
  /** Whether there are tokens, so that one can log in. */
  readonly hasLogin: boolean;
  /** Whether who asks has a cookie of a login. */
  readonly isLoggedIn: boolean;
  readonly theme: Theme;
  readonly range: Range;
  /** Of rows only these are wanted, by subject; undefined: all. */
  readonly rows: ReadonlySet<string> | undefined;
  readonly links: PageLinks;
  readonly self: () => SelfFacts;
}

/** A page, without what all of them have. */
export interface PageView {
  readonly page: "overview" | "target" | "jobs" | "probes" | "alerts" | "login" | "missing";
  readonly title: string;
  /** The subjects that it shows; a kind alone stands for all of that kind. */
  readonly subjects: readonly string[];
  readonly body: Child;
  /** Whether it draws charts. */
  readonly charts?: boolean;
}

/** In place of a page: where what is asked for has its address. */
export interface SeeOther {
  readonly seeOther: string;
}

/** `?name=` of the page's address; undefined where it is missing or empty. */
export function queryOf({ url }: PageContext, name: string): string | undefined {
  return url.searchParams.get(name)?.slice(0, 1_000) || undefined;
}

/** Parameters that are of one answer only. */
export const passing = ["rows", ...noticeParameters] as const;

/** The page's own address with other parameters; undefined takes one away. */
export function addressWith(
  { url }: PageContext,
  changes: Readonly<Record<string, string | undefined>>,
  hash = "",
): string {
  const search = new URLSearchParams(url.searchParams);
  for (const name of passing) search.delete(name);
  for (const [name, value] of Object.entries(changes))
    if (value === undefined) search.delete(name);
    else search.set(name, value);
  const query = search.toString();
  return `${url.pathname}${query === "" ? "" : `?${query}`}${hash}`;
}
