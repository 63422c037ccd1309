import type { Film } from "./catalogue.ts";
import { hugeHistory } from "./huge-history.ts";
import type { Rows } from "./page.ts";
import { spread } from "./spread.ts";

/** The answers' rows, in the order and with the field names of the API. */
export interface Account {
  readonly watched: readonly WatchedFilm[];
  readonly history: Rows;
  readonly ratings: readonly Rating[];
  readonly watchlist: readonly WatchlistEntry[];
  readonly collection: readonly Owned[];
}

export interface Owned {
  readonly collected_at: string;
  readonly updated_at: string;
  readonly movie: Film;
}

export interface WatchedFilm {
  readonly plays: number;
  readonly last_watched_at: string;
  readonly last_updated_at: string;
  readonly movie: Film;
}

export interface Play {
  readonly id: number;
  readonly watched_at: string;
  readonly action: "scrobble" | "checkin" | "watch";
  readonly type: "movie";
  readonly movie: Film;
}

export interface Rating {
  readonly rated_at: string;
  readonly rating: number;
  readonly type: "movie";
  readonly movie: Film;
}

export interface WatchlistEntry {
  readonly rank: number;
  readonly id: number;
  readonly listed_at: string;
  readonly notes: string | null;
  readonly type: "movie";
  readonly movie: Film;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const firstPlay = Date.UTC(2014, 0, 1);
const lastPlay = Date.UTC(2026, 4, 18, 10, 59);
const undated = "1970-01-01T00:00:00.000Z";
const actions = ["scrobble", "watch", "scrobble", "checkin"] as const;
/** Plays of a film: mostly one, up to five. */
const playCounts = [1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 4, 5] as const;

/**
 * Makes the one account of the sandbox: the same films always give the same rows.
 *
 * @param plays makes the history so long; the other lists stay as they are.
 */
export function createAccount(catalogue: readonly Film[], plays?: number): Account {
  const onWatchlist = (index: number) => index % 6 === 5;
  const films = catalogue.map(withOddities);
  const seen = films.filter((_, index) => !onWatchlist(index));
  const viewings = seen.map((film, index) => ({ film, times: playTimes(film, index) }));
  return {
    watched: viewings.map(watchedFilm).sort(by((row) => row.last_watched_at)),
    history: plays === undefined ? history(viewings) : hugeHistory(films, plays),
    ratings: viewings.flatMap(rating).sort(by((row) => row.rated_at)),
    watchlist: films.filter((_, index) => onWatchlist(index)).map(watchlistEntry),
    collection: seen.filter((_, index) => index % 5 === 2).map(owned),
  };
}

function owned(film: Film): Owned {
  const bought = new Date(firstPlay + spread(film.ids.trakt, 6, 4000) * dayMs).toISOString();
  return { collected_at: bought, updated_at: bought, movie: film };
}

interface Viewing {
  readonly film: Film;
  /** Oldest first. */
  readonly times: readonly string[];
}

/** What real accounts hold and programs stumble over: absent years and ids, quotes in titles. */
function withOddities(film: Film, index: number): Film {
  const { ids } = film;
  if (index === 21 || index === 23) return { ...film, year: null };
  if (index === 34 || index === 35) return { ...film, ids: { ...ids, imdb: null } };
  if (index === 57 || index === 59) return { ...film, ids: { ...ids, tmdb: null } };
  if (index === 78) return { ...film, year: null, ids: { ...ids, imdb: null, tmdb: null } };
  if (index === 397) return { ...film, title: 'Léon, "The Professional"' };
  return film;
}

function playTimes(film: Film, index: number): string[] {
  const { trakt } = film.ids;
  const earliest = Math.max(firstPlay, Date.UTC(film.year ?? 2014, 0, 1));
  const minutes = Math.floor((lastPlay - earliest) / minuteMs);
  const count = playCounts[spread(trakt, 1, playCounts.length)] ?? 1;
  const times = Array.from(
    { length: count },
    (_, play) => earliest + spread(trakt, 10 + play, minutes) * minuteMs,
  );
  const [first = earliest] = times;
  // The same film twice on one day, a few times: a matinee and the evening of the same UTC day.
  if (index % 40 === 7) {
    const day = Math.min(first, lastPlay - dayMs) - (first % dayMs);
    times.splice(0, 1, day + 14 * 60 * minuteMs, day + 19.5 * 60 * minuteMs);
  }
  const dates = times.map((time) => new Date(time).toISOString());
  if (index === 12 || index === 80) dates[0] = undated;
  return dates.sort();
}

function watchedFilm({ film, times }: Viewing): WatchedFilm {
  const last = times.at(-1) ?? undated;
  return { plays: times.length, last_watched_at: last, last_updated_at: last, movie: film };
}

function history(viewings: readonly Viewing[]): Play[] {
  const plays = viewings
    .flatMap(({ film, times }) => times.map((watchedAt) => ({ film, watchedAt })))
    .sort((a, b) => (a.watchedAt < b.watchedAt ? -1 : a.watchedAt > b.watchedAt ? 1 : 0));
  return plays
    .map(({ film, watchedAt }, index): Play => {
      const action = actions[spread(film.ids.trakt, index, actions.length)] ?? "watch";
      // Like the real ones above 2^31, and growing with time.
      const id = 9_000_000_000 + index * 2_500_007;
      return { id, watched_at: watchedAt, action, type: "movie", movie: film };
    })
    .reverse();
}

function rating({ film, times }: Viewing): Rating[] {
  const { trakt } = film.ids;
  if (spread(trakt, 2, 100) >= 60) return [];
  const value = 1 + Math.max(spread(trakt, 3, 10), spread(trakt, 4, 10));
  const last = times.at(-1) ?? undated;
  const ratedAt = last === undated ? firstPlay : Date.parse(last) + 137 * minuteMs;
  return [{ rated_at: new Date(ratedAt).toISOString(), rating: value, type: "movie", movie: film }];
}

function watchlistEntry(film: Film, index: number): WatchlistEntry {
  const earliest = Math.max(firstPlay, Date.UTC(film.year ?? 2014, 0, 1));
  const minutes = Math.floor((lastPlay - earliest) / minuteMs);
  return {
    rank: index + 1,
    id: 751_703_882 + index * 3,
    listed_at: new Date(earliest + spread(film.ids.trakt, 5, minutes) * minuteMs).toISOString(),
    notes: index % 25 === 3 ? "recommended, see it in a cinema" : null,
    type: "movie",
    movie: film,
  };
}

/** Newest first. */
function by<T>(date: (row: T) => string): (a: T, b: T) => number {
  return (a, b) => (date(a) < date(b) ? 1 : date(a) > date(b) ? -1 : 0);
}
