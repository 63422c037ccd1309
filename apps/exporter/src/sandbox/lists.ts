import type { Account, Play, WatchlistEntry } from "./account.ts";
import type { Rows } from "./page.ts";

/** The rows of one list, or why the request for them is refused. */
export type ListAnswer = { readonly rows: Rows } | { readonly status: 400; readonly error: string };

const sorts: Readonly<Record<string, (entry: WatchlistEntry) => string | number>> = {
  rank: (entry) => entry.rank,
  added: (entry) => entry.listed_at,
  title: (entry) => entry.movie.title ?? "",
  released: (entry) => entry.movie.year ?? 0,
};

/**
 * Finds the list that the rest of a path below `/sync` or `/users/{id}` names, for example
 * `/watchlist/movies/rank/asc`; nothing when there is none.
 */
export function findList(
  account: Account,
  path: string,
  query: URLSearchParams,
): ListAnswer | undefined {
  if (path === "/watched/movies") return { rows: account.watched };
  if (path === "/ratings/movies") return { rows: account.ratings };
  if (path === "/collection/movies") return { rows: account.collection };
  if (path === "/history/movies") return history(account, query);
  const watchlist = /^\/watchlist\/movies(?:\/([^/]+)\/([^/]+))?$/.exec(path);
  if (watchlist) return sorted(account, watchlist[1] ?? "rank", watchlist[2] ?? "asc");
  return undefined;
}

function history(account: Account, query: URLSearchParams): ListAnswer {
  const [start, end] = ["start_at", "end_at"].map((name) => {
    const text = query.get(name);
    return text === null ? undefined : Date.parse(text);
  });
  if (Number.isNaN(start) || Number.isNaN(end))
    return { status: 400, error: "start_at and end_at are dates like 2026-05-01T00:00:00Z" };
  if (start === undefined && end === undefined) return { rows: account.history };
  const all = account.history.slice(0, account.history.length) as readonly Play[];
  const rows = all.filter(({ watched_at }) => {
    const time = Date.parse(watched_at);
    return time >= (start ?? -Infinity) && time <= (end ?? Infinity);
  });
  return { rows };
}

function sorted(account: Account, by: string, how: string): ListAnswer {
  const key = Object.hasOwn(sorts, by) ? sorts[by] : undefined;
  if (key === undefined || (how !== "asc" && how !== "desc")) {
    const known = Object.keys(sorts).join(", ");
    return { status: 400, error: `sort by one of ${known}, and asc or desc` };
  }
  const rows = [...account.watchlist].sort((a, b) => {
    const [left, right] = [key(a), key(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  });
  return { rows: how === "asc" ? rows : rows.reverse() };
}
