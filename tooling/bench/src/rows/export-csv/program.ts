import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { format } from "@fast-csv/format";
import { stringify as stream } from "csv-stringify";
import { stringify } from "csv-stringify/sync";
import type { Measured, Side, Task } from "./task.ts";

interface RawRow {
  readonly rating: number;
  readonly movie: {
    readonly title: string;
    readonly year: number | null;
    readonly ids: { readonly tmdb: number; readonly imdb: string | null };
  };
}

/** What of the exporter is measured; it has no public door of its own. */
interface OwnCsv {
  csvHeader(columns: readonly string[]): string;
  csvLine(columns: readonly string[], row: object): string;
}
interface OwnTable {
  readonly columns: readonly string[];
  readonly rows: Iterable<object>;
}
interface OwnTables {
  readonly tables: {
    ratings(options: object): { add(rows: readonly object[]): void; finish(): OwnTable };
  };
}
interface OwnRows {
  parseRow(list: "ratings", row: unknown): object;
}

const { side, pages, csv }: Task = JSON.parse(process.argv[2] ?? "");
const columns = ["tmdbID", "imdbID", "Title", "Year", "Rating10"];
const header = `${columns.join(",")}\n`;

const exporter = (path: string) =>
  import(new URL(`../../../../../apps/exporter/dist/${path}`, import.meta.url).href);

/** One after the other, as they would come from a network. */
async function* lines(): AsyncGenerator<string, void, void> {
  let rest: Buffer[] = [];
  for await (const chunk of createReadStream(pages) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      rest.push(chunk.subarray(from, at));
      yield Buffer.concat(rest).toString("utf8");
      rest = [];
      from = at + 1;
    }
    rest.push(chunk.subarray(from));
  }
}
const cells = ({ movie, rating }: RawRow) => [
  movie.ids.tmdb,
  movie.ids.imdb ?? "",
  movie.title,
  movie.year ?? "",
  rating,
];

let rows = 0;
const file = createWriteStream(csv);
const write = async (text: string) => {
  if (!file.write(text)) await once(file, "drain");
};
async function pageByPage(written: (page: string) => string): Promise<void> {
  await write(header);
  for await (const page of lines()) await write(written(page));
  file.end();
}
const parsed = (page: string): readonly RawRow[] => {
  const list = JSON.parse(page) as readonly RawRow[];
  rows += list.length;
  return list;
};

const ways: Readonly<Record<Side, () => Promise<void>>> = {
  async ours() {
    const { csvLine } = (await exporter("letterboxd/csv.js")) as OwnCsv;
    const { tables } = (await exporter("letterboxd/table.js")) as OwnTables;
    const { parseRow } = (await exporter("trakt/rows.js")) as OwnRows;
    await pageByPage((page) => {
      const builder = tables.ratings({ timezone: "UTC" });
      builder.add(parsed(page).map((row) => parseRow("ratings", row)));
      const table = builder.finish();
      let text = "";
      for (const row of table.rows) text += csvLine(table.columns, row);
      return text;
    });
  },
  async "csv-stringify"() {
    const rowsIn = stream({ header: true, columns });
    rowsIn.pipe(file);
    for await (const page of lines())
      for (const row of parsed(page)) if (!rowsIn.write(cells(row))) await once(rowsIn, "drain");
    rowsIn.end();
  },
  "csv-stringify/sync": () => pageByPage((page) => stringify(parsed(page).map(cells))),
  async "fast-csv"() {
    const stream = format({ headers: columns, includeEndRowDelimiter: true });
    stream.pipe(file);
    for await (const page of lines())
      for (const row of parsed(page)) if (!stream.write(cells(row))) await once(stream, "drain");
    stream.end();
  },
  async "arrays and join"() {
    const all: string[] = [header];
    for await (const page of lines())
      for (const row of parsed(page))
        all.push(
          `${cells(row)
            .map((value) => {
              const text = String(value);
              return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
            })
            .join(",")}\n`,
        );
    file.end(all.join(""));
  },
  limit: () =>
    pageByPage((page) => {
      let text = "";
      for (const { movie, rating } of parsed(page))
        text += `${movie.ids.tmdb},${movie.ids.imdb},${movie.title},${movie.year},${rating}\n`;
      return text;
    }),
};

const begin = performance.now();
await ways[side]();
await finished(file);
const measured: Measured = {
  rows,
  nanoseconds: (performance.now() - begin) * 1e6,
  rss: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(JSON.stringify(measured));
