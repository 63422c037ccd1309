import { resolve } from "node:path";
import { ExportError } from "./export-error.ts";
import { csvLines } from "./letterboxd/csv.ts";
import { replaceFile } from "./letterboxd/replace-file.ts";
import { type SkipReason, type Table, tables } from "./letterboxd/table.ts";
import { makeFolder } from "./make-folder.ts";
import type { TraktClient } from "./trakt/client.ts";
import type { TraktList, TraktRows } from "./trakt/rows.ts";

export type ExportName = TraktList;

/** All exports, in the order in which `all` runs them. */
export const exportNames = [
  "watched",
  "history",
  "ratings",
  "watchlist",
] as const satisfies ExportName[];

export interface ExportOptions {
  readonly client: TraktClient;
  /** Made when it is not there. */
  readonly folder: string;
  readonly filenames: Readonly<Record<ExportName, string>>;
  /** IANA time zone of the diary's days. @default "UTC" */
  readonly timezone?: string | undefined;
  /** Ends the export; nothing is published then. */
  readonly signal?: AbortSignal | undefined;
}

/** What an export did: `announced = fetched = written + the sum of skipped`, always. */
export interface ExportResult {
  readonly what: ExportName;
  /** Of the written file, absolute. */
  readonly path: string;
  /** Rows that Trakt said there are. */
  readonly announced: number;
  /** Different rows that came. */
  readonly fetched: number;
  /** Lines in the file, without the one of the column names. */
  readonly written: number;
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** Lines by `Rating10`; empty but for the ratings. */
  readonly ratings: Readonly<Record<string, number>>;
  readonly pages: number;
  /** Size of the file. */
  readonly bytes: number;
}

/**
 * Reads one list of the account to its end and writes it as a file for Letterboxd's import.
 *
 * @throws {TraktError} when Trakt cannot be read, and {ExportError} when rows are missing or the
 *   file cannot be written; the old file then stays as it was. An abort rejects with the signal's reason.
 */
export async function runExport<Name extends ExportName>(
  what: Name,
  { client, folder, filenames, timezone = "UTC", signal }: ExportOptions,
): Promise<ExportResult> {
  const { rows, announced, pages } = await readAll(client, what, signal);
  const table = tables[what](rows, { timezone });
  const written = table.rows.length;
  const skipped = Object.values(table.skipped).reduce((sum, count) => sum + count, 0);
  const { length: fetched } = rows;
  if (fetched !== announced || written + skipped !== announced)
    throw new ExportError(
      `${what}: Trakt announced ${announced} rows, ${fetched} came (${written} to write, ${skipped} skipped); ` +
        "nothing was written. If the account changed in the meantime, run it again",
      { code: "incomplete" },
    );

  const path = resolve(folder, filenames[what]);
  const bytes = await publish(path, table, { folder, signal });
  const ratings: Record<string, number> = {};
  for (const { Rating10: rating } of table.rows)
    if (rating !== undefined) ratings[`${rating}`] = (ratings[`${rating}`] ?? 0) + 1;
  return { what, path, announced, fetched, written, skipped: table.skipped, ratings, pages, bytes };
}

async function readAll<Name extends ExportName>(
  client: TraktClient,
  what: Name,
  signal: AbortSignal | undefined,
) {
  const rows: TraktRows[Name][] = [];
  const counts: number[] = [];
  let pages = 0;
  for await (const page of client.pages(what, { signal })) {
    for (const row of page.rows) rows.push(row);
    if (page.itemCount !== undefined) counts.push(page.itemCount);
    pages++;
  }
  const first = counts[0] ?? rows.length;
  const last = counts.at(-1) ?? rows.length;
  // Rows that went away pulled others over the edge of a page, unseen.
  if (last < first)
    throw new ExportError(
      `${what}: the account shrank from ${first} to ${last} rows while it was read; nothing was written, run it again`,
      { code: "incomplete" },
    );
  // Rows that were added in front pushed the others on and come next time; those at the end were read.
  const announced = rows.length === first ? first : last;
  return { rows, announced, pages };
}

async function publish(
  path: string,
  { columns, rows }: Table,
  { folder, signal }: { folder: string; signal: AbortSignal | undefined },
): Promise<number> {
  try {
    await makeFolder(resolve(folder));
    return await replaceFile(path, csvLines(columns, rows), { signal });
  } catch (cause) {
    signal?.throwIfAborted();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ExportError(`could not write ${path}: ${why}`, { code: "unwritable", cause });
  }
}
