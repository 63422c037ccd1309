import { expect, test } from "vitest";
import type { TraktList, TraktRows } from "../trakt/rows.ts";
import { parseRow } from "../trakt/rows.ts";
import { csvLines } from "./csv.ts";
import { type Table, type TableOptions, tables } from "./table.ts";

/** The table of one page. */
function tableOf<List extends TraktList>(
  list: List,
  rows: readonly TraktRows[List][],
  options: TableOptions = { timezone: "UTC" },
): Table {
  const builder = tables[list](options);
  builder.add(rows);
  return builder.finish();
}

const film = (trakt: number | null, rest: object = {}) => ({
  title: `Film ${trakt}`,
  year: 2020,
  ids: { trakt, slug: "s", imdb: "tt0000001", tmdb: 7 },
  ...rest,
});
const nameless = { title: null, year: 2020, ids: { trakt: 5, slug: "x", imdb: null, tmdb: 0 } };
const csv = ({ columns, rows }: Table) => [...csvLines(columns, rows)].join("").split("\n");

function history(
  rows: readonly [watchedAt: string | null, movie: unknown][],
  timezone = "UTC",
  historyMode?: "aggregated",
) {
  const plays = rows.map(([watched_at, movie], id) =>
    parseRow("history", { id, watched_at, movie }),
  );
  const table = tableOf("history", plays, { timezone, historyMode });
  return {
    days: [...table.rows].map((row) => [row.Title, row.WatchedDate, row.Rewatch]),
    skipped: table.skipped,
  };
}

test("E4 only a film's first play is no rewatch, in whatever order they come", () => {
  const rows: [string, unknown][] = [
    ["2026-05-01T20:00:00Z", film(1)],
    ["2026-04-01T20:00:00Z", film(2)],
    ["2024-03-01T20:00:00Z", film(1)],
    ["2025-02-01T20:00:00Z", film(1)],
  ];
  expect(history(rows)).toEqual({
    days: [
      ["Film 1", "2026-05-01", true],
      ["Film 2", "2026-04-01", false],
      ["Film 1", "2024-03-01", false],
      ["Film 1", "2025-02-01", true],
    ],
    skipped: {},
  });
});

test("E4 of plays on one day of the diary one is kept, the others are counted", () => {
  const rows: [string, unknown][] = [
    ["2026-05-01T23:30:00Z", film(1)],
    ["2026-05-01T14:00:00Z", film(1)],
    ["2026-05-01T14:00:00Z", film(2)],
  ];
  expect(history(rows)).toEqual({
    days: [
      ["Film 1", "2026-05-01", false],
      ["Film 2", "2026-05-01", false],
    ],
    skipped: { same_day: 1 },
  });
  expect(history(rows, "Europe/Paris").days).toEqual([
    ["Film 1", "2026-05-02", true],
    ["Film 1", "2026-05-01", false],
    ["Film 2", "2026-05-01", false],
  ]);
});

test("E4 an undated play is a film's oldest, and needs no second line", () => {
  const rows: [string | null, unknown][] = [
    ["2026-05-01T20:00:00Z", film(1)],
    ["1970-01-01T00:00:00.000Z", film(1)],
    [null, film(1)],
  ];
  expect(history(rows)).toEqual({
    days: [
      ["Film 1", "2026-05-01", true],
      ["Film 1", "", false],
    ],
    skipped: { undated_repeat: 1 },
  });
});

test("E4 with one row per film it is the last play, a rewatch if there was one before", () => {
  const rows: [string | null, unknown][] = [
    ["2026-05-01T20:00:00Z", film(1)],
    ["2025-05-01T20:00:00Z", film(2)],
    ["2024-05-01T20:00:00Z", film(1)],
    ["2024-05-01T10:00:00Z", film(1)],
    [null, film(2)],
    [null, film(3)],
  ];
  expect(history(rows, "UTC", "aggregated")).toEqual({
    days: [
      ["Film 1", "2026-05-01", true],
      ["Film 2", "2025-05-01", true],
      ["Film 3", "", false],
    ],
    skipped: { same_day: 1, earlier_play: 2 },
  });
});

test("E4 films without a Trakt id are told apart by their other ids or title", () => {
  const same = { title: "Pan", year: null, ids: {} };
  const other = { title: "Pan", year: 2015, ids: {} };
  const rows: [string, unknown][] = [
    ["2026-05-02T20:00:00Z", same],
    ["2026-05-01T20:00:00Z", same],
    ["2026-05-01T20:00:00Z", other],
  ];
  expect(history(rows).days.map(([, , rewatch]) => rewatch)).toEqual([true, false, false]);
});

test("E4 leaves out what is not known, and skips what no film could be found by", () => {
  const movies = [
    film(1),
    film(2, { year: null }),
    film(3, { ids: { trakt: 3, imdb: null, tmdb: null } }),
    film(4, { title: null, ids: { trakt: 4, imdb: "tt0000004", tmdb: null } }),
    nameless,
    null,
  ];
  const rows = movies.map((movie) => parseRow("watchlist", { id: 1, movie }));
  const table = tableOf("watchlist", rows);
  expect(csv(table)).toEqual([
    "tmdbID,imdbID,Title,Year",
    "7,tt0000001,Film 1,2020",
    "7,tt0000001,Film 2,",
    ",,Film 3,2020",
    ",tt0000004,,2020",
    "",
  ]);
  expect(table.skipped).toEqual({ unidentified: 2 });
});

test("E4 a rating that Letterboxd does not know is skipped and counted", () => {
  const rows = [8, 1, 10, 0, 11, null, 7.5, "9"].map((rating) =>
    parseRow("ratings", { rating, rated_at: "2026-05-01T00:00:00Z", movie: film(1) }),
  );
  const table = tableOf("ratings", rows);
  expect([...table.rows].map((row) => row.Rating10)).toEqual([8, 1, 10]);
  expect(table.skipped).toEqual({ not_rated: 5 });
});

test("the list of watched films writes no diary entry", () => {
  const rows = [parseRow("watched", { last_watched_at: "2026-05-01T00:00:00Z", movie: film(1) })];
  expect(csv(tableOf("watched", rows))).toEqual([
    "tmdbID,imdbID,Title,Year,WatchedDate",
    "7,tt0000001,Film 1,2020,",
    "",
  ]);
});
