import { resolve } from "node:path";
import { ExportError } from "./export-error.ts";
import type { CsvRow } from "./letterboxd/csv.ts";
import { type ExportFormat, partPath, preparePublication } from "./letterboxd/publication.ts";
import type { SkipReason, Table } from "./letterboxd/table.ts";
import { makeFolder } from "./make-folder.ts";
import { type ReadPage, readList } from "./read-list.ts";
import { type ExportEntry, type ExportRecord, filesOnDisk } from "./state/export-record.ts";
import { forgetPages, openPageStore } from "./state/page-store.ts";
import type { Activities } from "./trakt/activities.ts";
import type { TraktClient } from "./trakt/client.ts";
import type { TraktList } from "./trakt/rows.ts";

export type ExportName = TraktList;

/** All exports, in the order in which `all` runs them. */
export const exportNames = [
  "watched",
  "history",
  "ratings",
  "watchlist",
  "collection",
] as const satisfies ExportName[];

/** What is remembered from one run to the next. */
export interface ExportState {
  readonly folder: string;
  /** Whose account it is about, and where. */
  readonly owner: string;
  readonly record: ExportRecord;
  /** Asked when each export begins. */
  readonly activities: (signal?: AbortSignal) => Promise<Activities>;
  /** Whether what was remembered is not used, only replaced. */
  readonly full: boolean;
  /** An export with so much fewer rows than the last one fails, in percent; 100 for never. */
  readonly maxDropPercent: number;
  /** A list that Trakt calls unchanged is read all the same when the last time is so long ago. */
  readonly fullAfterMs: number;
}

export interface ExportOptions {
  readonly client: TraktClient;
  /** Made when it is not there. */
  readonly folder: string;
  readonly filenames: Readonly<Record<ExportName, string>>;
  /** IANA time zone of the diary's days. @default "UTC" */
  readonly timezone?: string | undefined;
  /** @default "individual" */
  readonly historyMode?: "individual" | "aggregated" | undefined;
  /** @default "csv" */
  readonly format?: ExportFormat | undefined;
  /** @default false */
  readonly spreadsheetSafe?: boolean | undefined;
  /** @default nothing is remembered */
  readonly state?: ExportState | undefined;
  /** Ends the export; nothing is published then. */
  readonly signal?: AbortSignal | undefined;
  readonly onPage?: ((page: ReadPage) => void) | undefined;
  readonly onProblem?: ((message: string) => void) | undefined;
}

/** What an export did: `announced = fetched = written + the sum of skipped`, always. */
export interface ExportResult {
  readonly what: ExportName;
  /** Of the first file, absolute. */
  readonly path: string;
  /** All files; one, unless a CSV would be too large for the import. */
  readonly files: readonly string[];
  /** Rows that Trakt said there are. */
  readonly announced: number;
  /** Different rows that came. */
  readonly fetched: number;
  /** Rows in the files, without the column names. */
  readonly written: number;
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** Lines by `Rating10`; empty but for the ratings. */
  readonly ratings: Readonly<Record<string, number>>;
  /** Pages that Trakt was asked for. */
  readonly pages: number;
  /** Pages that were kept from an earlier run. */
  readonly keptPages: number;
  /** Rows whose film was known from an earlier row of the same list; absent where films are not kept. */
  readonly knownFilms?: number | undefined;
  /** Size of the files together. */
  readonly bytes: number;
  /** Trakt said that nothing changed, and the files are those of the last export: none was written. */
  readonly isUnchanged: boolean;
}

/** Fewer rows than this are no drop, however large a share of a short list they are. */
const smallestDrop = 10;

/**
 * Reads one list of the account to its end and writes it as files for Letterboxd's import.
 *
 * @throws {TraktError} when Trakt cannot be read, and {ExportError} when rows are missing or the
 *   file cannot be written; the old file then stays as it was. An abort rejects with the signal's reason.
 */
export async function runExport(what: ExportName, options: ExportOptions): Promise<ExportResult> {
  const { folder, filenames, timezone = "UTC", historyMode, format, spreadsheetSafe } = options;
  const { state } = options;
  const path = resolve(folder, filenames[what]);
  const settings = JSON.stringify([path, timezone, historyMode, format, spreadsheetSafe]);
  const activity = (await state?.activities(options.signal))?.[what];
  const known = state?.record.last(what);
  const last = known?.owner === state?.owner && !state?.full ? known : undefined;
  if (state && last && last.options === settings && activity !== undefined) {
    const unchanged = await unchangedSince(last, { what, activity, state });
    if (unchanged) return unchanged;
  }

  const { announced, fetched, pages, keptPages, readAt, table } = await read(
    what,
    options,
    activity,
  );
  const { written, skipped, knownFilms } = table;
  const left = Object.values(skipped).reduce((sum, count) => sum + count, 0);
  if (fetched !== announced || written + left !== announced)
    throw new ExportError(
      `${what}: Trakt announced ${announced} rows, ${fetched} came (${written} to write, ${left} skipped); ` +
        "nothing was written. If the account changed in the meantime, run it again",
      { code: "incomplete" },
    );
  if (state && last) refuseDrop(what, last.announced, announced, state.maxDropPercent);

  const ratings: Record<string, number> = {};
  const counted = counting(table, ratings);
  const files = await publish(path, counted, options);
  const paths = files.map((file) => file.path);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (state) {
    const found = (await filesOnDisk(paths)) ?? [];
    await state.record
      .save(what, {
        owner: state.owner,
        options: settings,
        activity: activity ?? null,
        readAt,
        announced,
        written,
        skipped: { ...skipped },
        files: found,
      })
      .catch((error: Error) =>
        options.onProblem?.(`the export of ${what} can't be remembered: ${error.message}`),
      );
  }
  // Without word of changes, pages are of use after a crash only.
  if (state && activity === undefined) await forgetPages(what, state.folder);
  const figures = {
    announced,
    fetched,
    written,
    skipped,
    ratings,
    pages,
    keptPages,
    knownFilms,
    bytes,
  };
  return { what, path: paths[0] ?? path, files: paths, ...figures, isUnchanged: false };
}

async function unchangedSince(
  last: ExportEntry,
  { what, activity, state }: { what: ExportName; activity: string; state: ExportState },
): Promise<ExportResult | undefined> {
  const age = Date.now() - last.readAt;
  if (last.activity !== activity || age > state.fullAfterMs || age < 0) return undefined;
  const paths = last.files.map(({ path }) => path);
  const found = await filesOnDisk(paths);
  if (paths[0] === undefined || JSON.stringify(found) !== JSON.stringify(last.files))
    return undefined;
  const { announced, written, skipped } = last;
  const bytes = last.files.reduce((sum, file) => sum + file.bytes, 0);
  return {
    ...{ what, path: paths[0], files: paths, announced, fetched: announced, written, skipped },
    ...{ ratings: {}, pages: 0, keptPages: 0, bytes, isUnchanged: true },
  };
}

/** Reads the list; once more from the start if it changed meanwhile. */
async function read(what: ExportName, options: ExportOptions, activity: string | undefined) {
  const { client, state, signal, onPage, onProblem, timezone = "UTC", historyMode } = options;
  const once = async (reuse: boolean) => {
    const store =
      state &&
      (await openPageStore(what, {
        folder: state.folder,
        of: { owner: state.owner, pageSize: client.pageSize, activity },
        reuse,
        maxAgeMs: state.fullAfterMs,
        onProblem: onProblem ?? (() => {}),
      }));
    try {
      const given = { client, store, signal, onPage, onProblem, timezone, historyMode };
      const result = await readList(what, given);
      if (result.fetched !== result.announced) await store?.clear();
      return result;
    } catch (error) {
      // What was kept may be of no use; after any other failure it saves the pages that did come.
      if (error instanceof ExportError) await store?.clear();
      throw error;
    } finally {
      await store?.close();
    }
  };
  try {
    const result = await once(state?.full !== true);
    if (result.fetched === result.announced || !state) return result;
  } catch (error) {
    if (!(error instanceof ExportError) || !state) throw error;
  }
  return once(false);
}

function refuseDrop(what: ExportName, before: number, now: number, maxDropPercent: number): void {
  const drop = before - now;
  if (drop < smallestDrop || drop <= (before * maxDropPercent) / 100) return;
  throw new ExportError(
    `${what}: Trakt has ${now} rows, at the last export it had ${before}: more than ${maxDropPercent} % are gone; ` +
      "nothing was written. If that is right, run it once with --allow-drop",
    { code: "dropped" },
  );
}

function counting(
  { columns, written, rows, skipped }: Table,
  ratings: Record<string, number>,
): Table {
  function* counted(): Generator<CsvRow, void, void> {
    for (const row of rows) {
      const { Rating10: rating } = row;
      if (rating !== undefined) ratings[`${rating}`] = (ratings[`${rating}`] ?? 0) + 1;
      yield row;
    }
  }
  return { columns, written, rows: { [Symbol.iterator]: counted }, skipped };
}

async function publish(path: string, table: Table, options: ExportOptions) {
  const { folder, format, spreadsheetSafe, signal } = options;
  try {
    await makeFolder(resolve(folder));
    const publication = await preparePublication(path, table, { format, spreadsheetSafe, signal });
    await publication.commit();
    return publication.files;
  } catch (cause) {
    signal?.throwIfAborted();
    const why = cause instanceof Error ? cause.message : String(cause);
    const name = partPath(path, 1, format);
    throw new ExportError(`could not write ${name}: ${why}`, { code: "unwritable", cause });
  }
}
