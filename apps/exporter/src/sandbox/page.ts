/** Rows when the request names no limit. */
const defaultLimit = 100;
/** A higher limit is lowered to this without a word, as the API does. */
const highestLimit = 250;

/** The rows of a list, of which as many as are asked for need to exist. */
export interface Rows {
  readonly length: number;
  slice(from: number, to: number): readonly unknown[];
}

/** One page of a list, with the headers that describe it. */
export interface Page {
  readonly rows: readonly unknown[];
  readonly headers: Readonly<Record<string, string>>;
}

/** Cuts the page out of `rows` that `?page=` and `?limit=` ask for. */
export function cutPage(rows: Rows, query: URLSearchParams): Page {
  const page = positive(query.get("page")) ?? 1;
  const limit = Math.min(positive(query.get("limit")) ?? defaultLimit, highestLimit);
  return {
    rows: rows.slice((page - 1) * limit, page * limit),
    headers: {
      "X-Pagination-Page": String(page),
      "X-Pagination-Limit": String(limit),
      "X-Pagination-Page-Count": String(Math.ceil(rows.length / limit)),
      "X-Pagination-Item-Count": String(rows.length),
    },
  };
}

function positive(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
