import { type HttpReceiver, httpReceiver } from "@ettl-tooling/test";

export interface ServedPage {
  readonly rows: readonly unknown[];
  /** The pagination headers without `x-pagination-`, over those that follow from all pages. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** A server whose pages are exactly these, however wrong they are. */
export function listServer(pages: readonly ServedPage[]): Promise<HttpReceiver> {
  const itemCount = pages.reduce((sum, { rows }) => sum + rows.length, 0);
  return httpReceiver(({ url }) => {
    const page = Number(new URL(url, "http://server").searchParams.get("page"));
    const served = pages[page - 1];
    if (!served) return 404;
    const pagination = {
      page: String(page),
      "page-count": String(pages.length),
      "item-count": String(itemCount),
      ...served.headers,
    };
    const headers = Object.fromEntries(
      Object.entries(pagination).flatMap(([name, value]) =>
        value === undefined ? [] : [[`x-pagination-${name}`, value]],
      ),
    );
    return { status: 200, headers, body: JSON.stringify(served.rows) };
  });
}

/** Plays with these ids, each of a film of its own. */
export function plays(...ids: (number | string)[]) {
  return ids.map((id) => ({
    id,
    watched_at: "2026-05-01T20:00:00.000Z",
    action: "watch",
    type: "movie",
    movie: { title: `Film ${id}`, year: 2020, ids: { trakt: id, slug: `film-${id}` } },
  }));
}
