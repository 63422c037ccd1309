import type { ListAnswer } from "./request.ts";
import { parseRow, type TraktList, type TraktRows } from "./rows.ts";
import { TraktError } from "./trakt-error.ts";

/** One page of a list, without the rows that an earlier page already had. */
export interface TraktPage<Row> {
  readonly page: number;
  /** Pages in all, as this answer said it; without its word, as many as there are to be read for all that is known. */
  readonly pageCount: number;
  /** Rows in all, as this answer said it; absent when it did not. */
  readonly itemCount?: number | undefined;
  readonly rows: readonly Row[];
}

/** More of these in a row, and the list does not end. */
const longestRunOfPagesWithoutNews = 5;

interface ReadPagesOptions {
  readonly request: (page: number) => Promise<ListAnswer>;
  /** Rows that are asked for. */
  readonly pageSize: number;
  /** For messages. */
  readonly where: string;
}

/**
 * Reads a list to its last page, the one that `X-Pagination-Page-Count` of the latest answer names;
 * how full a page is means nothing. Where no answer had that header, a page of exactly as many rows as
 * were asked for may not be the last: the next one is asked for, until one is shorter or brings nothing new.
 *
 * A row that an earlier page had in exactly the same words is dropped: pages shift when the account
 * grows while it is read. Equal rows on one page are the account's own and stay.
 *
 * @throws {TraktError} `malformed` when another page comes than was asked for, or the pages do not end.
 */
export async function* readPages<List extends TraktList>(
  list: List,
  reader: PageReader,
  { request, where, pageSize }: ReadPagesOptions,
): AsyncGenerator<TraktPage<TraktRows[List]>, void, void> {
  const broken = (what: string) =>
    new TraktError(`${what} at ${where}: run it again later`, {
      code: "malformed",
      retryable: false,
    });
  while (reader.page < reader.pageCount) {
    const page = reader.page + 1;
    const { headers, rows } = await request(page);
    const answered = count(headers, "x-pagination-page") ?? page;
    if (answered !== page) throw broken(`page ${answered} came instead of page ${page}`);
    const told = count(headers, "x-pagination-page-count");
    const fresh = reader.take({
      page,
      pageCount: told ?? reader.pageCount,
      itemCount: count(headers, "x-pagination-item-count"),
      rows: rows.map((row) => parseRow(list, row)),
    });
    if (told !== undefined) reader.isCounted = true;
    else if (!reader.isCounted)
      reader.pageCount = rows.length === pageSize && fresh.rows.length > 0 ? page + 1 : page;
    if (reader.isCounted && reader.pageCount > 2 * reader.firstPageCount + 10)
      throw broken(
        `the list grew from ${reader.firstPageCount} to ${reader.pageCount} pages while it was read`,
      );
    if (reader.withoutNews > longestRunOfPagesWithoutNews)
      throw broken(`${reader.withoutNews} pages in a row brought nothing new`);
    // As it is known now: who keeps the page goes on from there.
    yield { ...fresh, pageCount: reader.pageCount };
  }
}

/** How far a list was read, and which rows there were: pages that were kept go through it, too. */
export class PageReader {
  /** The last one that was read. */
  page = 0;
  /** As the latest answer said it. */
  pageCount = 1;
  firstPageCount = 0;
  /** Whether an answer said how many pages there are. */
  isCounted = false;
  withoutNews = 0;
  readonly #seen = new Set<string>();

  take<Row extends object>(given: TraktPage<Row>): TraktPage<Row> {
    const keys = given.rows.map(rowKey);
    const rows = given.rows.filter((_, index) => !this.#seen.has(keys[index] ?? ""));
    for (const key of keys) this.#seen.add(key);
    this.page = given.page;
    this.pageCount = given.pageCount;
    this.firstPageCount ||= given.pageCount;
    // A server that counts rows counts pages, too.
    if (given.itemCount !== undefined) this.isCounted = true;
    this.withoutNews = rows.length > 0 ? 0 : this.withoutNews + 1;
    return { ...given, rows };
  }
}

/** Rows with an id of their own go by it, others by all that they say. */
function rowKey(row: object): string {
  return "id" in row && typeof row.id === "string" ? row.id : JSON.stringify(row);
}

function count(headers: Headers, name: string): number | undefined {
  const text = headers.get(name)?.trim() ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
