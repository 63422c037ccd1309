import type { Play } from "./account.ts";
import type { Film } from "./catalogue.ts";
import type { Rows } from "./page.ts";
import { spread } from "./spread.ts";

const minuteMs = 60_000;
const newest = Date.UTC(2026, 4, 18, 10, 59);
/** Between two plays; a hundred thousand then reach back to 1998. */
const gapMinutes = 150;

/** A history of any length, of which only those rows exist that somebody asks for. Newest first. */
export function hugeHistory(films: readonly Film[], length: number): Rows {
  const play = (index: number): Play => {
    const film = films[spread(index, 7, films.length)];
    if (!film) throw new Error("there are no films");
    return {
      id: 20_000_000_000 - index * 7,
      watched_at: new Date(newest - index * gapMinutes * minuteMs).toISOString(),
      action: "watch",
      type: "movie",
      // More films than there are: the same titles with other ids.
      movie: variation(film, spread(index, 8, 12)),
    };
  };
  return {
    length,
    slice(from, to) {
      const end = Math.min(to, length);
      return Array.from({ length: Math.max(0, end - from) }, (_, index) => play(from + index));
    },
  };
}

function variation(film: Film, number: number): Film {
  if (number === 0) return film;
  const { trakt, slug, imdb, tmdb } = film.ids;
  return {
    ...film,
    ids: {
      trakt: trakt + number * 100_000_000,
      slug: `${slug}-${number}`,
      imdb: imdb && `${imdb}${number}`,
      tmdb: tmdb && tmdb + number * 100_000_000,
    },
  };
}
