import { readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import type { RatingRow } from "../trakt/rows.ts";
import { openPageStore, type PagesOf } from "./page-store.ts";

const of: PagesOf = { owner: "me", pageSize: 250, activity: "2026-01-01T00:00:00.000Z" };
const rows: RatingRow[] = [
  {
    ratedAt: null,
    rating: 7,
    movie: { title: "Ä", year: null, ids: { trakt: "1", slug: null, imdb: null, tmdb: null } },
  },
];
const page = (number: number) => ({ page: number, pageCount: 9, itemCount: 9, rows });

async function store(
  folder: string,
  changes: Partial<PagesOf> & { reuse?: boolean; maxAgeMs?: number } = {},
) {
  const { reuse = true, maxAgeMs = 60_000, ...rest } = changes;
  const problems: string[] = [];
  const onProblem = (message: string) => problems.push(message);
  const opened = await openPageStore("ratings", {
    folder,
    of: { ...of, ...rest },
    reuse,
    maxAgeMs,
    onProblem,
  });
  const kept: unknown[] = [];
  for await (const each of opened.pages()) kept.push(each);
  return { ...opened, kept, problems };
}

async function filled(folder: string) {
  const { append, close } = await store(folder);
  for (const number of [1, 2, 3]) await append(page(number));
  await close();
  return join(folder, "ratings.pages");
}

test("E9 keeps pages for the same reading of the same list, and for no other", async () => {
  await using folder = await temporaryFolder();
  await filled(folder.path);
  const again = await store(folder.path);
  expect(again.kept).toEqual([page(1), page(2), page(3)]);
  await again.append(page(4));
  await again.close();
  const longer = await store(folder.path);
  expect(longer.kept).toHaveLength(4);
  await longer.close();
  for (const other of [
    { owner: "you" },
    { pageSize: 100 },
    { activity: "later" },
    { reuse: false },
    { maxAgeMs: 0 },
  ]) {
    await filled(folder.path);
    const none = await store(folder.path, other);
    expect([none.kept, none.problems]).toEqual([[], []]);
    await none.close();
  }
});

test("E9 a page that was cut by a crash is read again, without a word", async () => {
  await using folder = await temporaryFolder();
  const path = await filled(folder.path);
  const whole = await readFile(path);
  for (let cut = 1; cut < whole.length; cut += 7) {
    await writeFile(path, whole);
    await truncate(path, whole.length - cut);
    const { kept, problems, append, close } = await store(folder.path);
    expect(kept).toEqual([page(1), page(2), page(3)].slice(0, kept.length));
    expect([kept.length < 3, problems]).toEqual([true, []]);
    await append(page(kept.length + 1));
    await close();
    const after = await store(folder.path);
    expect(after.kept).toHaveLength(kept.length + 1);
    await after.close();
  }
});

test("E9 a damaged state is kept aside; only what came before the damage is used", async () => {
  await using folder = await temporaryFolder();
  const path = await filled(folder.path);
  const whole = await readFile(path);
  const lines = whole.toString("latin1").split("\n");
  const second = Buffer.byteLength(`${lines.slice(0, 2).join("\n")}\n`, "latin1") + 40;
  whole[second] = (whole[second] ?? 0) ^ 1;
  await writeFile(path, whole);
  const { kept, problems, close } = await store(folder.path);
  expect(kept).toEqual([page(1)]);
  expect(problems).toEqual([expect.stringContaining("is damaged after page 1")]);
  expect(await readFile(`${path}.corrupt`)).toEqual(whole);
  await close();

  await writeFile(path, "not a state\nat all\n");
  const none = await store(folder.path);
  expect(none.kept).toEqual([]);
  expect(none.problems).toEqual([expect.stringContaining("of ratings is damaged; it is kept as")]);
  await none.close();
  expect((await readdir(folder.path)).sort()).toEqual(["ratings.pages", "ratings.pages.corrupt"]);
});
