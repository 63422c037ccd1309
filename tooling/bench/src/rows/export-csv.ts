import { execFile } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { shuffled } from "../paired.ts";
import type { FigureRow } from "../row.ts";
import { type Measured, type Side, sides, type Task } from "./export-csv/task.ts";

const program = fileURLToPath(new URL("./export-csv/program.js", import.meta.url));
const rounds = 9;
const rowCount = 1_000_000;
const pageSize = 250;
const time = "one row from JSON to CSV";
const memory = "resident memory at most";

/** Everything between Trakt's answer and the file, a million times. */
export const exportCsvRow: FigureRow = {
  name: "export-csv",
  work: "1,000,000 ratings: pages of JSON from a file, read, checked, written as CSV for Letterboxd",
  // 1.8 times as fast as csv-stringify, in 200 MB.
  goals: [
    { figure: time, peer: "csv-stringify", atMost: 1 / 1.8 },
    { figure: memory, atMost: 200e6 },
  ],
  check: () =>
    inFolder(async (folder) => {
      await writePages(join(folder, "pages"), 10_000);
      const contents = new Map<Side, string>();
      for (const side of sides) {
        await measured(side, folder);
        contents.set(side, await readFile(join(folder, "csv"), "utf8"));
      }
      const ours = contents.get("ours");
      // The limit quotes nothing and is not expected to be right.
      const differences = sides
        .filter((side) => side !== "limit" && contents.get(side)?.trimEnd() !== ours?.trimEnd())
        .map((side) => `${side} wrote other bytes`);
      return { summary: `the same ${ours?.length} characters`, differences };
    }),
  measure: (progress) =>
    inFolder(async (folder) => {
      progress("writing the pages");
      await writePages(join(folder, "pages"), rowCount);
      const times = new Map<string, number[]>(sides.map((side) => [side, []]));
      const sizes = new Map<string, number[]>(sides.map((side) => [side, []]));
      for (let round = 1; round <= rounds; round++)
        for (const side of shuffled([...sides])) {
          progress(`round ${round} of ${rounds}: ${side}`);
          const { rows, nanoseconds, rss } = await measured(side, folder);
          if (rows !== rowCount) throw new Error(`${side} read ${rows} rows`);
          times.get(side)?.push(nanoseconds / rows);
          sizes.get(side)?.push(rss);
        }
      return [
        { name: time, unit: "ns", values: times },
        { name: memory, unit: "bytes", values: sizes },
      ];
    }),
};

async function measured(side: Side, folder: string): Promise<Measured> {
  const task: Task = { side, pages: join(folder, "pages"), csv: join(folder, "csv") };
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(task)]);
  return JSON.parse(stdout) as Measured;
}

/** As Trakt sends them; one title in ten has to be quoted. */
async function writePages(path: string, rows: number): Promise<void> {
  const file = createWriteStream(path);
  for (let first = 0; first < rows; first += pageSize) {
    const page = Array.from({ length: pageSize }, (_, place) => {
      const index = first + place;
      const title = index % 10 === 0 ? `Léon, the "Film" ${index}` : `The Film ${index}`;
      return {
        rated_at: "2026-05-18T10:59:00.000Z",
        rating: 1 + (index % 10),
        type: "movie",
        movie: {
          title,
          year: 1930 + (index % 97),
          ids: { trakt: index + 1, slug: `film-${index}`, imdb: `tt${index}`, tmdb: index + 1 },
        },
      };
    });
    if (!file.write(`${JSON.stringify(page)}\n`)) await once(file, "drain");
  }
  file.end();
  await finished(file);
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "ettl-bench-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
