import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import type { CsvRow } from "./csv.ts";
import { partPath, preparePublication } from "./publication.ts";
import type { Table } from "./table.ts";

const tableOf = (rows: readonly CsvRow[]): Table => ({
  columns: ["tmdbID", "Title"],
  written: rows.length,
  rows,
  skipped: {},
});
const films = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ tmdbID: `${index}`, Title: `Ä film ${index}` }));

async function publish(path: string, rows: readonly CsvRow[], options = {}) {
  const publication = await preparePublication(path, tableOf(rows), options);
  await publication.commit();
  return publication.files;
}

test("E12 a CSV that would be too large is split below a million bytes, each part with the names", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "history.csv");
  const files = await publish(path, films(120_000));
  expect(files.map((file) => file.path)).toEqual(
    ["history.csv", "history-2.csv", "history-3.csv"].map((name) => join(folder.path, name)),
  );
  let lines: string[] = [];
  for (const { path: part, bytes } of files) {
    const content = await readFile(part);
    expect(content.length).toBe(bytes);
    expect(bytes).toBeLessThan(1_000_000);
    const [header, ...rest] = content.toString().split("\n");
    expect([header, rest.at(-1)]).toEqual(["tmdbID,Title", ""]);
    lines = [...lines, ...rest.slice(0, -1)];
  }
  expect(lines).toEqual(films(120_000).map(({ tmdbID, Title }) => `${tmdbID},${Title}`));
});

test("E12 parts that are no longer needed go, what somebody else called so stays", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "history.csv");
  await publish(path, films(120_000));
  await writeFile(join(folder.path, "history-4.csv"), "mine\n");
  await publish(path, films(3));
  expect((await readdir(folder.path)).sort()).toEqual(["history-4.csv", "history.csv"]);
});

test("E12 a row that alone is too large is a part of its own, and no row is lost", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "a.csv");
  const rows = [{ Title: "a" }, { Title: "b".repeat(1_200_000) }, { Title: "c" }];
  const files = await publish(path, rows);
  const contents = await Promise.all(files.map((file) => readFile(file.path, "utf8")));
  expect(contents.map((content) => content.split("\n")[1]?.at(-1))).toEqual(["a", "b", "c"]);
});

test("E8 what was prepared and discarded leaves nothing behind", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "history.csv");
  await writeFile(path, "old");
  const publication = await preparePublication(path, tableOf(films(120_000)));
  expect(publication.files).toHaveLength(3);
  await publication.discard();
  expect(await readdir(folder.path)).toEqual(["history.csv"]);
  expect(await readFile(path, "utf8")).toBe("old");
});

test("writes JSON and NDJSON under their own endings, in one file however large", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "history.csv");
  const read = (name: string) => readFile(join(folder.path, name), "utf8");
  const rows = films(120_000);
  expect(await publish(path, rows, { format: "json" })).toHaveLength(1);
  expect(JSON.parse(await read("history.json"))).toEqual(rows);
  await publish(path, rows.slice(0, 2), { format: "ndjson" });
  expect(await read("history.ndjson")).toBe(
    '{"tmdbID":"0","Title":"Ä film 0"}\n{"tmdbID":"1","Title":"Ä film 1"}\n',
  );
  await publish(path, [], { format: "json" });
  await publish(path, [], { format: "ndjson" });
  expect([await read("history.json"), await read("history.ndjson")]).toEqual(["[]\n", ""]);
  expect([partPath("/a/b", 2), partPath("/a.b/c.txt", 1, "json")]).toEqual([
    "/a/b-2",
    "/a.b/c.txt",
  ]);
});

test("E6 spreadsheet-safe, titles that look like formulas begin with an apostrophe", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "a.csv");
  const titles = ["=1+1", "+1", "-30-", "@ Midnight", "\tx", "=a,b", "plain"];
  const rows = titles.map((Title) => ({ Title }));
  await publish(path, rows, { spreadsheetSafe: true });
  expect((await readFile(path, "utf8")).split("\n").slice(1, -1)).toEqual([
    ",'=1+1",
    ",'+1",
    ",'-30-",
    ",'@ Midnight",
    ",'\tx",
    ',"\'=a,b"',
    ",plain",
  ]);
});
