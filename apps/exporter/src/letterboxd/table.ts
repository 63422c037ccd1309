import type {
  PlayRow,
  RatingRow,
  TraktList,
  TraktRows,
  WatchedRow,
  WatchlistRow,
} from "../trakt/rows.ts";
import type { Column, CsvRow } from "./csv.ts";
import { createDiaryDate } from "./diary-date.ts";
import { filmColumns, filmFields, filmKey } from "./film.ts";

/**
 * Why a row of Trakt has no line of its own:
 * - `unidentified`: neither a title nor an id that Letterboxd knows
 * - `same_day`: a second play of a film on one day, of which the diary keeps one
 * - `undated_repeat`: a second play of a film without a date
 * - `not_rated`: a rating that is not a whole number from 1 to 10
 */
export type SkipReason = "unidentified" | "same_day" | "undated_repeat" | "not_rated";

/** What becomes of a list: as many lines and skipped rows as the list had rows. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly CsvRow[];
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
}

export interface TableOptions {
  /** IANA time zone of the diary's days. */
  readonly timezone: string;
}

type Tables = {
  readonly [List in TraktList]: (rows: readonly TraktRows[List][], options: TableOptions) => Table;
};

/** How each list of Trakt is written for Letterboxd. */
export const tables: Tables = {
  watched: watchedTable,
  history: historyTable,
  ratings: ratingsTable,
  watchlist: watchlistTable,
};

/**
 * Films that were seen at all. `WatchedDate` stays empty, so that the import marks them as watched
 * and writes no diary: the list does not tell whether the last play was a rewatch; `history` does.
 */
function watchedTable(rows: readonly WatchedRow[]): Table {
  return table([...filmColumns, "WatchedDate"], rows, ({ movie }) => filmFields(movie));
}

/**
 * Every play, newest first as Trakt sends them. `Rewatch` is false for a film's first play only, of
 * which an undated one counts as the oldest; of several plays on one day one is kept.
 */
function historyTable(rows: readonly PlayRow[], { timezone }: TableOptions): Table {
  const diaryDate = createDiaryDate(timezone);
  const plays = rows.map(({ watchedAt, movie }) => ({
    film: filmFields(movie),
    key: filmKey(movie),
    date: diaryDate(watchedAt),
    rewatch: false,
  }));
  const kept = new Set<string>();
  const seenFilms = new Set<string>();
  const repeats = new Set<(typeof plays)[number]>();
  const oldestFirst = plays.filter(({ film }) => film).sort((a, b) => order(a.date, b.date));
  for (const play of oldestFirst) {
    const day = `${play.date} ${play.key}`;
    if (kept.has(day)) repeats.add(play);
    play.rewatch = seenFilms.has(play.key);
    kept.add(day);
    seenFilms.add(play.key);
  }
  return table([...filmColumns, "WatchedDate", "Rewatch"], plays, (play) => {
    if (!play.film) return undefined;
    if (repeats.has(play)) return play.date ? "same_day" : "undated_repeat";
    return { ...play.film, WatchedDate: play.date, Rewatch: play.rewatch };
  });
}

/** Ratings of films, on Trakt's own scale of 1 to 10. */
function ratingsTable(rows: readonly RatingRow[]): Table {
  return table([...filmColumns, "Rating10"], rows, ({ movie, rating }) => {
    const film = filmFields(movie);
    if (!film) return undefined;
    const valid = rating !== null && Number.isInteger(rating) && rating >= 1 && rating <= 10;
    return valid ? { ...film, Rating10: rating } : "not_rated";
  });
}

/** Films to be seen, for Letterboxd's own import screen of the watchlist. */
function watchlistTable(rows: readonly WatchlistRow[]): Table {
  return table(filmColumns, rows, ({ movie }) => filmFields(movie));
}

function table<Row>(
  columns: readonly Column[],
  rows: readonly Row[],
  write: (row: Row) => CsvRow | SkipReason | undefined,
): Table {
  const written: CsvRow[] = [];
  const skipped: Partial<Record<SkipReason, number>> = {};
  for (const row of rows) {
    const result = write(row) ?? "unidentified";
    if (typeof result === "string") skipped[result] = (skipped[result] ?? 0) + 1;
    else written.push(result);
  }
  return { columns, rows: written, skipped };
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
