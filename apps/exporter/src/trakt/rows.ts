import * as z from "zod";

/** Ids as text without a sign; absent, zero or anything else becomes null. */
const id = z
  .union([z.int(), z.bigint(), z.string()])
  .transform((value) => String(value).trim())
  .refine((text) => /^[1-9]\d*$/.test(text))
  .nullish()
  .catch(null)
  .transform((value) => value ?? null);

const text = z
  .string()
  .nullish()
  .catch(null)
  .transform((value) => value || null);

const noIds = { trakt: null, slug: null, imdb: null, tmdb: null };
const noMovie = { title: null, year: null, ids: noIds };

/** Everything may be absent or null, in real answers too: one odd film must not cost the account. */
const movie = z
  .object({
    title: text,
    year: z
      .int()
      .min(1000)
      .max(9999)
      .nullish()
      .catch(null)
      .transform((value) => value ?? null),
    ids: z
      .object({
        trakt: id,
        slug: text,
        imdb: text.transform((value) => (value && /^tt\d+$/.test(value) ? value : null)),
        tmdb: id,
      })
      .catch(noIds),
  })
  .catch(noMovie);

const watched = z
  .object({ last_watched_at: text, movie })
  .catch({ last_watched_at: null, movie: noMovie })
  .transform((row) => ({ lastWatchedAt: row.last_watched_at, movie: row.movie }));

const play = z
  .object({ id, watched_at: text, movie })
  .catch({ id: null, watched_at: null, movie: noMovie })
  .transform((row) => ({ id: row.id, watchedAt: row.watched_at, movie: row.movie }));

const rating = z
  .object({ rated_at: text, rating: z.number().nullish().catch(null), movie })
  .catch({ rated_at: null, rating: null, movie: noMovie })
  .transform((row) => ({ ratedAt: row.rated_at, rating: row.rating ?? null, movie: row.movie }));

const watchlistEntry = z
  .object({ id, listed_at: text, movie })
  .catch({ id: null, listed_at: null, movie: noMovie })
  .transform((row) => ({ id: row.id, listedAt: row.listed_at, movie: row.movie }));

/** A film; ids are text, and null where they are absent or make no sense. */
export type TraktMovie = z.output<typeof movie>;
export type WatchedRow = z.output<typeof watched>;
/** One viewing. All three actions of Trakt (scrobble, checkin, watch) are viewings. */
export type PlayRow = z.output<typeof play>;
export type RatingRow = z.output<typeof rating>;
export type WatchlistRow = z.output<typeof watchlistEntry>;

/** The lists that can be read, and what a row of each is. */
export interface TraktRows {
  watched: WatchedRow;
  history: PlayRow;
  ratings: RatingRow;
  watchlist: WatchlistRow;
}

export type TraktList = keyof TraktRows;

const schemas: { readonly [List in TraktList]: z.ZodType<TraktRows[List]> } = {
  watched,
  history: play,
  ratings: rating,
  watchlist: watchlistEntry,
};

/** Reads a row as sent; what cannot be understood becomes null, never an error. */
export function parseRow<List extends TraktList>(list: List, value: unknown): TraktRows[List] {
  return schemas[list].parse(value);
}
