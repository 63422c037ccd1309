import type { TraktMovie } from "../trakt/rows.ts";
import type { Column, CsvRow } from "./csv.ts";

/** The columns by which Letterboxd finds a film: ids match exactly, title and year are a guess. */
export const filmColumns = ["tmdbID", "imdbID", "Title", "Year"] as const satisfies Column[];

/** A row whose other columns are not known yet. All columns are there from the start: rows of one shape are faster. */
export type FilmRow = { -readonly [Name in Column]: CsvRow[Name] };

/** The film's part of a row, without what is not known; nothing when no film could be found by it. */
export function filmFields({ title, year, ids }: TraktMovie): FilmRow | undefined {
  if (title === null && ids.tmdb === null && ids.imdb === null) return undefined;
  return {
    tmdbID: ids.tmdb ?? undefined,
    imdbID: ids.imdb ?? undefined,
    Title: title ?? undefined,
    Year: year ?? undefined,
    WatchedDate: undefined,
    Rewatch: undefined,
    Rating10: undefined,
  };
}

/** The same for all rows of one film, whichever ids are known. */
export function filmKey({ title, year, ids }: TraktMovie): string {
  const known = (name: "trakt" | "tmdb" | "imdb") => ids[name] && `${name} ${ids[name]}`;
  return known("trakt") || known("tmdb") || known("imdb") || `${title} (${year})`;
}
