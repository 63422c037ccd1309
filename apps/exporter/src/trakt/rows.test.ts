import { expect, test } from "vitest";
import { parseRow } from "./rows.ts";

const movie = (value: unknown) => parseRow("watched", { movie: value }).movie;
const nothing = {
  title: null,
  year: null,
  ids: { trakt: null, slug: null, imdb: null, tmdb: null },
};

test("reads a film, whatever else is said about it", () => {
  const ids = { trakt: 1, slug: "a-2020", imdb: "tt0000001", tmdb: 2, plex: { guid: "x" } };
  expect(movie({ title: "A", year: 2020, ids, runtime: 90 })).toEqual({
    title: "A",
    year: 2020,
    ids: { trakt: "1", slug: "a-2020", imdb: "tt0000001", tmdb: "2" },
  });
});

test("E4 what is absent, null, zero or of another kind becomes null", () => {
  for (const odd of [undefined, null, 7, "film", [], {}, { ids: null }, { title: null, ids: [] }])
    expect(movie(odd)).toEqual(nothing);
  expect(
    movie({ title: "", year: 0, ids: { trakt: 0, slug: "", imdb: "null", tmdb: "NaN" } }),
  ).toEqual(nothing);
  expect(movie({ title: 12, year: "2020", ids: { trakt: -1, imdb: 133093, tmdb: 1.5 } })).toEqual(
    nothing,
  );
});

test("E4 a row that is no row is one without a film", () => {
  for (const odd of [null, 3, "row", []]) {
    expect(parseRow("watched", odd)).toEqual({ lastWatchedAt: null, movie: nothing });
    expect(parseRow("history", odd)).toEqual({ id: null, watchedAt: null, movie: nothing });
    expect(parseRow("ratings", odd)).toEqual({ ratedAt: null, rating: null, movie: nothing });
    expect(parseRow("watchlist", odd)).toEqual({ id: null, listedAt: null, movie: nothing });
  }
});
