import { open, rm } from "node:fs/promises";
import { extname } from "node:path";
import { type CsvOptions, csvHeader, csvLine } from "./csv.ts";
import { type PreparedFile, prepareFile } from "./replace-file.ts";
import type { Table } from "./table.ts";

/** Letterboxd takes files of up to 1 MB; below a million bytes a file is so by either meaning of MB. */
const largestCsvBytes = 999_999;

export type ExportFormat = "csv" | "json" | "ndjson";

export interface PublicationOptions extends CsvOptions {
  readonly format?: ExportFormat | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The files of one export, written in full beside the old ones. */
export interface Publication {
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  /**
   * Puts each in its place, one after the other: a program that is killed in between leaves whole
   * files, some old and some new, which the next run replaces. Parts that are no longer needed go.
   */
  commit(): Promise<void>;
  /** Removes what was written; the old files stay. */
  discard(): Promise<void>;
}

/** `films.csv`, `films-2.csv`, `films-3.csv`, …; with the ending of the format in place of `.csv`. */
export function partPath(path: string, part: number, format: ExportFormat = "csv"): string {
  const extension = extname(path);
  const ending = format === "csv" || extension.toLowerCase() !== ".csv" ? extension : `.${format}`;
  const name = path.slice(0, path.length - extension.length);
  return `${name}${part === 1 ? "" : `-${part}`}${ending}`;
}

/** Writes a table's files: a CSV in parts small enough for the import, each with the column names. */
export async function preparePublication(
  path: string,
  table: Table,
  { format = "csv", signal, spreadsheetSafe }: PublicationOptions = {},
): Promise<Publication> {
  const prepared: { readonly path: string; readonly file: PreparedFile }[] = [];
  const parts =
    format === "csv" ? csvParts(table, { spreadsheetSafe }) : [jsonLines(table, format)];
  const discard = async () => {
    for (const { file } of prepared) await file.discard();
  };
  try {
    for (const part of parts) {
      const name = partPath(path, prepared.length + 1, format);
      prepared.push({ path: name, file: await prepareFile(name, part, { signal }) });
    }
  } catch (error) {
    await discard();
    throw error;
  }
  return {
    files: prepared.map(({ path, file }) => ({ path, bytes: file.bytes })),
    discard,
    async commit() {
      try {
        for (const { file } of prepared) await file.commit();
      } finally {
        await discard();
      }
      if (format === "csv") await removeLaterParts(path, prepared.length, csvHeader(table.columns));
    },
  };
}

/** Each part has to be written to its end before the next one is asked for. */
function* csvParts({ columns, rows }: Table, options: CsvOptions): Generator<Iterable<string>> {
  const header = csvHeader(columns);
  const source = rows[Symbol.iterator]();
  const next = () => {
    const { value, done } = source.next();
    return done ? undefined : csvLine(columns, value, options);
  };
  let waiting: string | undefined;
  function* part() {
    let bytes = Buffer.byteLength(header);
    yield header;
    for (let line = waiting ?? next(); line !== undefined; line = next()) {
      const size = Buffer.byteLength(line);
      waiting = line;
      if (bytes + size > largestCsvBytes && bytes > header.length) return;
      bytes += size;
      yield line;
    }
    waiting = undefined;
  }
  do yield part();
  while (waiting !== undefined);
}

function* jsonLines({ rows }: Table, format: "json" | "ndjson"): Generator<string> {
  const isList = format === "json";
  let before = isList ? "[\n" : "";
  for (const row of rows) {
    yield before + JSON.stringify(row);
    before = isList ? ",\n" : "\n";
  }
  if (isList) yield before === "[\n" ? "[]\n" : "\n]\n";
  else yield before;
}

/** The account shrank: what an earlier run left in more parts must not be imported again. */
async function removeLaterParts(path: string, parts: number, header: string): Promise<void> {
  for (let part = parts + 1; ; part++) {
    const later = partPath(path, part);
    if (!(await beginsWith(later, header))) return;
    await rm(later, { force: true });
  }
}

async function beginsWith(path: string, text: string): Promise<boolean> {
  const file = await open(path, "r").catch(() => undefined);
  if (!file) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(text.length), 0, text.length, 0);
    return buffer.toString("utf8", 0, bytesRead) === text;
  } catch {
    return false;
  } finally {
    await file.close();
  }
}
