import { type Context, Hono } from "hono";
import type { Tracing } from "./tracing.ts";

/** Who may read, and where. */
export interface TraceRoutesOptions {
  /**
   * Whether a request may read traces. Anything but `true`, a throw too, is answered with 401.
   *
   * @default everybody may
   */
  readonly authorize?: (request: Request, scope: "read" | "operate") => boolean;
}

/**
 * Serves `GET /telemetry/traces`: the traces that tracing remembers (its option `recentSpans`) as
 * OTLP JSON, the newest first, at most about 4 MB. Filtered by `trace_id`, `correlation_id` and
 * `since` (a time); `limit` is the number of traces, by default 20. Never cached.
 */
export function traceRoutes(
  tracing: Pick<Tracing, "recentTraces">,
  { authorize }: TraceRoutesOptions = {},
): Hono {
  const authorized = (request: Request) => {
    try {
      return authorize === undefined || authorize(request, "read") === true;
    } catch {
      return false;
    }
  };
  const routes = new Hono();
  routes.get("/telemetry/traces", (context) => {
    context.header("Cache-Control", "no-store");
    if (!authorized(context.req.raw))
      return context.json({ error: "unauthorized" }, 401, { "WWW-Authenticate": "Bearer" });
    return answer(context, tracing);
  });
  routes.all("/telemetry/traces", (context) =>
    context.json({ error: "method not allowed" }, 405, {
      "Cache-Control": "no-store",
      Allow: "GET, HEAD",
    }),
  );
  return routes;
}

function answer(context: Context, tracing: Pick<Tracing, "recentTraces">): Response {
  const { limit, trace_id: traceId, correlation_id: correlationId, since } = context.req.query();
  try {
    // An empty filter is none.
    const traces = tracing.recentTraces({
      limit: limit ? Number(limit) : undefined,
      traceId: traceId || undefined,
      correlationId: correlationId || undefined,
      since: since || undefined,
    });
    return context.json(traces);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return context.json({ error: "bad request", message: error.message }, 400);
  }
}
