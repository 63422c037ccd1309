import { cutPage, type Page, type Rows } from "./page.ts";

/** How a page can be wrong; real ones were. */
export type PagesFault = "duplicate" | "empty" | "loop" | "no-headers" | "clamp";

/** The page that was asked for, with what is wrong with it. */
export function wrongPage(rows: Rows, query: URLSearchParams, fault: PagesFault | undefined): Page {
  const asked = new URLSearchParams(query);
  const number = Number(query.get("page") ?? 1);
  if (fault === "duplicate") asked.set("page", String(Math.max(1, number - 1)));
  if (fault === "loop") asked.set("page", "1");
  if (fault === "clamp") asked.set("limit", "10");
  const page = cutPage(rows, asked);
  if (fault === "empty") return { ...page, rows: [] };
  if (fault === "no-headers") return { ...page, headers: {} };
  const says = { ...page.headers, "X-Pagination-Page": String(number) };
  if (fault === "duplicate") return { ...page, headers: says };
  if (fault === "loop")
    return { ...page, headers: { ...says, "X-Pagination-Page-Count": String(number + 1) } };
  return page;
}
