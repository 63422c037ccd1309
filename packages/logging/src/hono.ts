import { type Context, Hono } from "hono";
import type { Logger } from "./logger.ts";

/** Who may read, and where. */
export interface LogRoutesOptions {
  /**
   * Whether a request may read the log. Anything but `true`, a throw too, is answered with 401.
   *
   * @default everybody may
   */
  readonly authorize?: (request: Request, scope: "read" | "operate") => boolean;
}

/**
 * Serves `GET /telemetry/logs`: the lines that the logger remembers (its option `recentLines`),
 * redacted as they were written, oldest first, as NDJSON. Filtered by `level` (and above),
 * `correlation_id` and `since` (a time). Never cached.
 */
export function logRoutes(
  logger: Pick<Logger, "recent">,
  { authorize }: LogRoutesOptions = {},
): Hono {
  const authorized = (request: Request) => {
    try {
      return authorize === undefined || authorize(request, "read") === true;
    } catch {
      return false;
    }
  };
  const routes = new Hono();
  routes.get("/telemetry/logs", (context) => {
    context.header("Cache-Control", "no-store");
    if (!authorized(context.req.raw))
      return context.json({ error: "unauthorized" }, 401, { "WWW-Authenticate": "Bearer" });
    return answer(context, logger);
  });
  routes.all("/telemetry/logs", (context) =>
    context.json({ error: "method not allowed" }, 405, {
      "Cache-Control": "no-store",
      Allow: "GET, HEAD",
    }),
  );
  return routes;
}

function answer(context: Context, logger: Pick<Logger, "recent">): Response {
  const { level, correlation_id: correlationId, since } = context.req.query();
  try {
    // An empty filter is none.
    const lines = logger.recent({
      level: level || undefined,
      correlationId: correlationId || undefined,
      since: since || undefined,
    });
    return context.body(lines.join(""), 200, { "Content-Type": "application/x-ndjson" });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return context.json({ error: "bad request", message: error.message }, 400);
  }
}
