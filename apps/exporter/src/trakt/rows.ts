/** A film; ids are text, and null where they are absent or make no sense. */
export interface TraktMovie {
  readonly title: string | null;
  readonly year: number | null;
  readonly ids: {
    readonly trakt: string | null;
    readonly slug: string | null;
    readonly imdb: string | null;
    readonly tmdb: string | null;
  };
}

export interface WatchedRow {
  readonly lastWatchedAt: string | null;
  readonly movie: TraktMovie;
}

/** One viewing. All three actions of Trakt (scrobble, checkin, watch) are viewings. */
export interface PlayRow {
  readonly id: string | null;
  readonly watchedAt: string | null;
  readonly movie: TraktMovie;
}

export interface RatingRow {
  readonly ratedAt: string | null;
  readonly rating: number | null;
  readonly movie: TraktMovie;
}

export interface WatchlistRow {
  readonly id: string | null;
  readonly listedAt: string | null;
  readonly movie: TraktMovie;
}

export interface CollectionRow {
  readonly collectedAt: string | null;
  readonly movie: TraktMovie;
}

/** The lists that can be read, and what a row of each is. */
export interface TraktRows {
  watched: WatchedRow;
  history: PlayRow;
  ratings: RatingRow;
  watchlist: WatchlistRow;
  collection: CollectionRow;
}

export type TraktList = keyof TraktRows;

type Fields = Readonly<Record<string, unknown>>;

/** By hand and not by a schema: a hundred thousand rows are read with nothing else to wait for. */
const readers: { readonly [List in TraktList]: (row: Fields) => TraktRows[List] } = {
  watched: (row) => ({ lastWatchedAt: text(row.last_watched_at), movie: movie(row.movie) }),
  history: (row) => ({
    id: id(row.id),
    watchedAt: text(row.watched_at),
    movie: movie(row.movie),
  }),
  ratings: (row) => ({
    ratedAt: text(row.rated_at),
    rating: typeof row.rating === "number" ? row.rating : null,
    movie: movie(row.movie),
  }),
  watchlist: (row) => ({ id: id(row.id), listedAt: text(row.listed_at), movie: movie(row.movie) }),
  collection: (row) => ({ collectedAt: text(row.collected_at), movie: movie(row.movie) }),
};

/**
 * Reads a row as sent; what is absent or cannot be understood becomes null, never an error: one odd
 * film must not cost the account.
 */
export function parseRow<List extends TraktList>(list: List, value: unknown): TraktRows[List] {
  return readers[list](fields(value));
}

const nothing: Fields = {};

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : nothing;
}

function movie(value: unknown): TraktMovie {
  const { title, year, ids } = fields(value);
  const { trakt, slug, imdb, tmdb } = fields(ids);
  return {
    title: text(title),
    year: typeof year === "number" && isYear(year) ? year : null,
    ids: { trakt: id(trakt), slug: text(slug), imdb: imdbId(imdb), tmdb: id(tmdb) },
  };
}

function imdbId(value: unknown): string | null {
  return typeof value === "string" && /^tt\d+$/.test(value) ? value : null;
}

function isYear(value: number): boolean {
  return Number.isInteger(value) && value >= 1000 && value <= 9999;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** Ids as text without a sign; zero is no id. */
function id(value: unknown): string | null {
  if (typeof value === "number")
    return Number.isSafeInteger(value) && value > 0 ? `${value}` : null;
  if (typeof value !== "string") return null;
  const digits = value.trim();
  return /^[1-9]\d*$/.test(digits) ? digits : null;
}
