import { ExportError } from "./export-error.ts";
import { type Table, type TableOptions, tables } from "./letterboxd/table.ts";
import type { PageStore } from "./state/page-store.ts";
import type { TraktClient } from "./trakt/client.ts";
import { PageReader, type TraktPage } from "./trakt/pages.ts";
import type { TraktList, TraktRows } from "./trakt/rows.ts";

/** A page that was read, for whoever watches. */
export interface ReadPage {
  readonly list: TraktList;
  readonly page: number;
  readonly pageCount: number;
  /** Different rows so far. */
  readonly rows: number;
  /** Whether it was kept from an earlier run. */
  readonly isKept: boolean;
}

export interface ReadListOptions<List extends TraktList> extends TableOptions {
  readonly client: TraktClient;
  readonly store?: PageStore<TraktRows[List]> | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onPage?: ((page: ReadPage) => void) | undefined;
  readonly onProblem?: ((message: string) => void) | undefined;
}

export interface ReadListResult {
  readonly announced: number;
  readonly fetched: number;
  /** Pages that Trakt was asked for. */
  readonly pages: number;
  /** Pages that were kept from an earlier run. */
  readonly keptPages: number;
  /** When the first of its pages was asked for, in milliseconds since 1970. */
  readonly readAt: number;
  readonly table: Table;
}

/**
 * Reads one list to its end into a table, after the pages that are kept of an earlier run; what comes
 * is kept, too.
 *
 * @throws {ExportError} `incomplete` when the list became shorter, or is another one than the kept
 *   pages were of.
 */
export async function readList<List extends TraktList>(
  list: List,
  options: ReadListOptions<List>,
): Promise<ReadListResult> {
  const { client, store, signal, onPage = () => {}, onProblem = () => {} } = options;
  const reader = new PageReader();
  const builder = tables[list](options);
  const counts: number[] = [];
  let fetched = 0;
  let pages = 0;
  let keptPages = 0;
  const beganAt = Date.now();
  const add = (
    { page, pageCount, itemCount, rows }: TraktPage<TraktRows[List]>,
    isKept: boolean,
  ) => {
    builder.add(rows);
    fetched += rows.length;
    if (itemCount !== undefined) counts.push(itemCount);
    onPage({ list, page, pageCount, rows: fetched, isKept });
  };

  if (store)
    for await (const page of store.pages()) {
      signal?.throwIfAborted();
      add(reader.take(page), true);
      keptPages++;
    }
  const keptCount = counts.at(-1);
  let keeping = store;
  for await (const page of client.pages(list, { signal, reader })) {
    if (keptPages > 0 && pages === 0 && page.itemCount !== keptCount)
      throw new ExportError(
        `${list}: the account changed since the interrupted run; run it again`,
        {
          code: "incomplete",
        },
      );
    pages++;
    add(page, false);
    await keeping?.append(page).catch((error: Error) => {
      keeping = undefined;
      onProblem(
        `pages of ${list} can't be kept, an interrupted run will begin anew: ${error.message}`,
      );
    });
  }

  const first = counts[0] ?? fetched;
  const last = counts.at(-1) ?? fetched;
  // Rows that went away pulled others over the edge of a page, unseen.
  if (last < first)
    throw new ExportError(
      `${list}: the account shrank from ${first} to ${last} rows while it was read; nothing was written, run it again`,
      { code: "incomplete" },
    );
  // Rows that were added in front pushed the others on and come next time; those at the end were read.
  const announced = fetched === first ? first : last;
  const readAt = store?.since ?? beganAt;
  return { announced, fetched, pages, keptPages, readAt, table: builder.finish() };
}
