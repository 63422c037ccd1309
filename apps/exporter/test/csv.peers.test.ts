import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { letterboxdConfig } from "../src/config.ts";
import { runExport } from "../src/export.ts";
import { testClient } from "./clients.ts";
import { listServer } from "./list-server.ts";

/** Python's own reader of CSV. */
const reader = `
import csv, json, sys
with open(sys.argv[1], newline="", encoding="utf-8") as file:
    print(json.dumps(list(csv.reader(file, strict=True))))
`;

const titles = [
  "Good Luck, Have Fun, Don't Die",
  '"Crocodile" Dundee',
  '"',
  '""',
  '",",',
  "two\nlines",
  "two\r\nlines",
  "old\rMac",
  " spaced ",
  "\u00a0odd spaces\u2003",
  "🎬 Amélie 映画",
  "שלום \u202eRTL\u202c",
  "e\u0301 combining",
  "=1+1",
  "+1",
  "-30-",
  "@ Midnight",
  "\tTab",
  '=cmd|"/c calc"!A1',
  "a\0b",
  "null",
  "undefined",
  "NaN",
  "0",
  "a;b|c",
  "'quoted'",
  "\ufeffBOM",
  "\\N",
  "x".repeat(5000),
];

test("E5 E6 Python's csv reads every title as it is, however hostile", async () => {
  await using folder = await temporaryFolder();
  const rows = titles.map((title, index) => ({
    id: index + 1,
    listed_at: "2026-05-01T20:00:00.000Z",
    type: "movie",
    movie: { title, year: 2020, ids: { trakt: index + 1, slug: "s", imdb: null, tmdb: index + 1 } },
  }));
  await using server = await listServer([{ rows }]);
  const { filenames } = letterboxdConfig.parse({});
  const client = testClient(server.url);
  const { path } = await runExport("watchlist", { client, folder: folder.path, filenames });
  expect(path).toBe(join(folder.path, "watchlist.csv"));
  const read = JSON.parse(execFileSync("python3", ["-c", reader, path], { encoding: "utf8" }));
  expect(read).toEqual([
    ["tmdbID", "imdbID", "Title", "Year"],
    ...titles.map((title, index) => [String(index + 1), "", title, "2020"]),
  ]);
});
