import type { PlayRow, TraktList, TraktMovie, TraktRows } from "../trakt/rows.ts";
import type { Column, CsvRow } from "./csv.ts";
import { filmColumns, filmFields } from "./film.ts";
import { historyBuilder } from "./history-table.ts";

/**
 * Why a row of Trakt has no line of its own:
 * - `unidentified`: neither a title nor an id that Letterboxd knows
 * - `same_day`: a second play of a film on one day, of which the diary keeps one
 * - `undated_repeat`: a second play of a film without a date
 * - `earlier_play`: with one row per film, a play before the last one
 * - `not_rated`: a rating that is not a whole number from 1 to 10
 */
export type SkipReason =
  | "unidentified"
  | "same_day"
  | "undated_repeat"
  | "earlier_play"
  | "not_rated";

/** What becomes of a list: as many lines and skipped rows as the list had rows. */
export interface Table {
  readonly columns: readonly Column[];
  /** How many `rows` there are. */
  readonly written: number;
  readonly rows: Iterable<CsvRow>;
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** Rows whose film was known from an earlier row, and kept once; absent where each has its own. */
  readonly knownFilms?: number | undefined;
}

/** Takes a list page by page. */
export interface TableBuilder<Row> {
  add(rows: readonly Row[]): void;
  /** To be called once, after the last page. */
  finish(): Table;
}

export interface TableOptions {
  /** IANA time zone of the diary's days. */
  readonly timezone: string;
  /** Every play, or one row per film. @default "individual" */
  readonly historyMode?: "individual" | "aggregated" | undefined;
}

type Tables = {
  readonly [List in TraktList]: (options: TableOptions) => TableBuilder<TraktRows[List]>;
};

/** How each list of Trakt is written for Letterboxd. */
export const tables: Tables = {
  /**
   * `WatchedDate` stays empty, so that the import marks films as watched and writes no diary: the list
   * does not tell whether the last play was a rewatch; `history` does.
   */
  watched: () => listBuilder([...filmColumns, "WatchedDate"], ({ movie }) => filmFields(movie)),
  history: (options): TableBuilder<PlayRow> => historyBuilder(options),
  /** On Trakt's own scale of 1 to 10. */
  ratings: () =>
    listBuilder([...filmColumns, "Rating10"], ({ movie, rating }) => {
      const film = filmFields(movie);
      if (!film) return undefined;
      if (rating === null || !Number.isInteger(rating) || rating < 1 || rating > 10)
        return "not_rated";
      film.Rating10 = rating;
      return film;
    }),
  /** For Letterboxd's own import screen of the watchlist. */
  watchlist: () => listBuilder(filmColumns, ({ movie }) => filmFields(movie)),
  /** For the import into a list of Letterboxd. */
  collection: () => listBuilder(filmColumns, ({ movie }) => filmFields(movie)),
};

function listBuilder<Row extends { readonly movie: TraktMovie }>(
  columns: readonly Column[],
  write: (row: Row) => CsvRow | SkipReason | undefined,
): TableBuilder<Row> {
  const written: CsvRow[] = [];
  const skipped: Partial<Record<SkipReason, number>> = {};
  return {
    add(rows) {
      for (const row of rows) {
        const result = write(row) ?? "unidentified";
        if (typeof result === "string") skipped[result] = (skipped[result] ?? 0) + 1;
        else written.push(result);
      }
    },
    finish: () => ({ columns, written: written.length, rows: written, skipped }),
  };
}
