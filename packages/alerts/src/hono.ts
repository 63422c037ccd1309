import { type Context, Hono } from "hono";
import type { Alerts } from "./alerts.ts";
import type { HistoryPage, HistoryQuery } from "./history.ts";

/** Options of `alertRoutes`. */
export interface AlertRoutesOptions {
  /**
   * Whether a request may go on; `read` sees the history. Without it every request may.
   *
   * Anything but `true`, a throw or a promise too, answers 401.
   */
  readonly authorize?: ((request: Request, scope: "read" | "operate") => boolean) | undefined;
}

const paths = ["/alerts/history", "/alerts"];

/**
 * Serves `GET /alerts/history`, alias `/alerts`: the history as JSON, newest first, filtered by
 * `level`, `source`, `status`, `since`, `limit` and `cursor`.
 */
export function alertRoutes(alerts: Alerts, { authorize }: AlertRoutesOptions = {}): Hono {
  const app = new Hono();
  // What throws or promises has not said yes.
  const authorized = (request: Request) => {
    try {
      return authorize === undefined || authorize(request, "read") === true;
    } catch {
      return false;
    }
  };

  const answer = async (context: Context) => {
    context.header("cache-control", "no-store");
    if (!authorized(context.req.raw)) {
      context.header("www-authenticate", "Bearer");
      return context.json({ error: "unauthorized" }, 401);
    }
    let page: HistoryPage;
    try {
      page = await alerts.history(queryOf(context));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return context.json({ error: "bad request", message: error.message }, 400);
    }
    const { alerts: entries, nextCursor } = page;
    return context.json({ alerts: entries, ...(nextCursor && { next_cursor: nextCursor }) });
  };

  for (const path of paths) {
    app.get(path, answer);
    app.all(path, (context) => {
      context.header("allow", "GET, HEAD");
      return context.json({ error: "method not allowed" }, 405);
    });
  }
  return app;
}

/** The filters as given; `history` checks them. An empty one is none. */
function queryOf(context: Context): HistoryQuery {
  const { level, source, status, since, limit, cursor } = context.req.query();
  return {
    level: (level || undefined) as HistoryQuery["level"],
    source: source || undefined,
    status: (status || undefined) as HistoryQuery["status"],
    since: since || undefined,
    limit: limit ? (/^\d+$/.test(limit) ? Number(limit) : Number.NaN) : undefined,
    cursor: cursor || undefined,
  };
}
