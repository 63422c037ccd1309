import type { ListAnswer } from "./request.ts";
import { parseRow, type TraktList, type TraktRows } from "./rows.ts";
import { TraktError } from "./trakt-error.ts";

/** One page of a list, without the rows that an earlier page already had. */
export interface TraktPage<Row> {
  readonly page: number;
  /** Pages in all, as this answer said it. */
  readonly pageCount: number;
  /** Rows in all, as this answer said it; absent when it did not. */
  readonly itemCount: number | undefined;
  readonly rows: readonly Row[];
}

/** More of these in a row, and the list does not end. */
const longestRunOfPagesWithoutNews = 5;

/**
 * Reads a list to its last page, the one that `X-Pagination-Page-Count` of the latest answer names;
 * how full a page is means nothing. Without that header there is one page.
 *
 * A row that an earlier page had in exactly the same words is dropped: pages shift when the account
 * grows while it is read. Equal rows on one page are the account's own and stay.
 *
 * @throws {TraktError} `malformed` when another page comes than was asked for, or the pages do not end.
 */
export async function* readPages<List extends TraktList>(
  list: List,
  request: (page: number) => Promise<ListAnswer>,
  where: string,
): AsyncGenerator<TraktPage<TraktRows[List]>, void, void> {
  const seen = new Set<string>();
  let firstPageCount: number | undefined;
  let withoutNews = 0;
  const broken = (what: string) =>
    new TraktError(`${what} at ${where}: run it again later`, {
      code: "malformed",
      retryable: false,
    });

  for (let page = 1, pageCount = 1; page <= pageCount; page++) {
    const { headers, rows } = await request(page);
    const answered = count(headers, "x-pagination-page") ?? page;
    if (answered !== page) throw broken(`page ${answered} came instead of page ${page}`);
    pageCount = count(headers, "x-pagination-page-count") ?? 1;
    firstPageCount ??= pageCount;
    if (pageCount > 2 * firstPageCount + 10)
      throw broken(`the list grew from ${firstPageCount} to ${pageCount} pages while it was read`);

    const keys = rows.map(rowKey);
    const fresh = rows.filter((_, index) => !seen.has(keys[index] ?? ""));
    for (const key of keys) seen.add(key);
    withoutNews = fresh.length > 0 ? 0 : withoutNews + 1;
    if (withoutNews > longestRunOfPagesWithoutNews)
      throw broken(`${withoutNews} pages in a row brought nothing new`);
    yield {
      page,
      pageCount,
      itemCount: count(headers, "x-pagination-item-count"),
      rows: fresh.map((row) => parseRow(list, row)),
    };
  }
}

/** Rows with an id of their own go by it, others by all that they say. */
function rowKey(row: unknown): string {
  const id = row instanceof Object && "id" in row ? row.id : undefined;
  return typeof id === "number" || typeof id === "string" ? `id ${id}` : JSON.stringify(row);
}

function count(headers: Headers, name: string): number | undefined {
  const text = headers.get(name)?.trim() ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
