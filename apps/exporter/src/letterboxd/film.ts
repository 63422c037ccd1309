import type { TraktMovie } from "../trakt/rows.ts";
import type { Column, CsvRow } from "./csv.ts";

/** The columns by which Letterboxd finds a film: ids match exactly, title and year are a guess. */
export const filmColumns = ["tmdbID", "imdbID", "Title", "Year"] as const satisfies Column[];

/** The film's part of a row, without what is not known; nothing when no film could be found by it. */
export function filmFields({ title, year, ids }: TraktMovie): CsvRow | undefined {
  if (title === null && ids.tmdb === null && ids.imdb === null) return undefined;
  return {
    ...(ids.tmdb !== null && { tmdbID: ids.tmdb }),
    ...(ids.imdb !== null && { imdbID: ids.imdb }),
    ...(title !== null && { Title: title }),
    ...(year !== null && { Year: year }),
  };
}

/** The same for all rows of one film, whichever ids are known. */
export function filmKey({ title, year, ids }: TraktMovie): string {
  const known = (name: "trakt" | "tmdb" | "imdb") => ids[name] && `${name} ${ids[name]}`;
  return known("trakt") || known("tmdb") || known("imdb") || `${title} (${year})`;
}
