import type { TraktList } from "./rows.ts";

/** When each list was last changed, in Trakt's words; absent where it does not say. */
export type Activities = Readonly<Partial<Record<TraktList, string>>>;

/** Fields of `movies` in the answer of `/sync/last_activities`. */
const fields: Readonly<Record<TraktList, readonly string[]>> = {
  watched: ["watched_at", "hidden_at"],
  history: ["watched_at", "hidden_at"],
  ratings: ["rated_at"],
  watchlist: ["watchlisted_at"],
  collection: ["collected_at"],
};

/** Reads the answer; anything that is none tells nothing. */
export function readActivities(value: unknown): Activities {
  const answer = record(value);
  const movies = record(answer.movies);
  const found: Partial<Record<TraktList, string>> = {};
  for (const list of Object.keys(fields) as TraktList[]) {
    const times = fields[list].map((name) => movies[name]);
    if (typeof times[0] !== "string") continue;
    // The watchlist has a time of its own besides, which moves with its order and notes, too.
    if (list === "watchlist") times.push(record(answer.watchlist).updated_at);
    found[list] = times.filter((time) => typeof time === "string").join(" ");
  }
  return found;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
