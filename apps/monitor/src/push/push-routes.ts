import { type Context, Hono } from "hono";
import { compress } from "hono/compress";
import { withToken } from "./basic-token.ts";
import { type Grouping, GroupingError, groupingOf, isPushPath } from "./grouping.ts";
import type { PushRefusal } from "./push.ts";
import { pushBody, RefusedBody } from "./push-body.ts";
import { ttlSeconds } from "./push-config.ts";
import type { PushTarget } from "./push-target.ts";

/** Options of `pushRoutes`. */
export interface PushRoutesOptions {
  /**
   * Whether a request may go on: `operate` pushes and deletes, `read` sees what was pushed. Anything
   * but `true`, a throw or a promise too, answers 401.
   *
   * @default everybody may
   */
  readonly authorize?: ((request: Request, scope: "read" | "operate") => boolean) | undefined;
}

const statusOf = {
  malformed: 400,
  inconsistent: 400,
  full: 507,
  closed: 503,
} as const satisfies Record<PushRefusal, number>;

/**
 * The protocol of the Prometheus Pushgateway, and what was pushed:
 * - `PUT`, `POST`, `DELETE /metrics/job/<job>{/<label>/<value>}`: replaces a group, the metrics of
 *   the same name in it, or drops it. `?ttl_seconds=` or the header `X-Ettl-Ttl-Seconds`: how long it
 *   stays. A refusal says why in a line of text.
 * - `GET /pushed/metrics`: all groups as text 0.0.4. Whoever scrapes it needs `honor_labels: true`.
 */
export function pushRoutes(target: PushTarget, { authorize }: PushRoutesOptions = {}): Hono {
  // What throws or promises has not said yes.
  const isAuthorized = (request: Request, scope: "read" | "operate") => {
    try {
      return authorize === undefined || authorize(withToken(request), scope) === true;
    } catch {
      return false;
    }
  };
  const app = new Hono();

  app.all("/metrics/*", async (context, next) => {
    const request = context.req.raw;
    const path = new URL(request.url).pathname;
    if (!isPushPath(path)) return next();
    if (!["PUT", "POST", "DELETE"].includes(request.method))
      return context.json({ error: "method not allowed" }, 405, { Allow: "PUT, POST, DELETE" });
    if (!isAuthorized(request, "operate"))
      return context.json({ error: "unauthorized" }, 401, { "WWW-Authenticate": "Bearer" });
    if (isForeign(request))
      return context.json({ error: "forbidden", message: "the request is another site's" }, 403);
    try {
      return await answer(context, target, groupingOf(path));
    } catch (error) {
      if (error instanceof GroupingError) return context.text(`${error.message}\n`, 400);
      if (error instanceof RefusedBody) return context.text(`${error.message}\n`, error.status);
      throw error;
    }
  });

  app.use("/pushed/metrics", compress({ encoding: "gzip" }));
  app.all("/pushed/metrics", (context) => {
    const { method, raw } = context.req;
    if (method !== "GET" && method !== "HEAD")
      return context.json({ error: "method not allowed" }, 405, { Allow: "GET, HEAD" });
    if (!isAuthorized(raw, "read"))
      return context.json({ error: "unauthorized" }, 401, { "WWW-Authenticate": "Bearer" });
    return context.body(target.text(), 200, {
      "Content-Type": "text/plain; version=0.0.4; charset=utf-8",
      "Cache-Control": "no-store",
    });
  });
  return app;
}

/** @throws {GroupingError | RefusedBody} What was sent can't be taken; nothing has changed. */
async function answer(context: Context, target: PushTarget, labels: Grouping): Promise<Response> {
  const request = context.req.raw;
  if (request.method === "DELETE") {
    target.delete(labels);
    return context.body(null, 202);
  }
  const ttlMs = ttlMsOf(context);
  const text = await pushBody(request, target.maxBodyBytes);
  const mode = request.method === "PUT" ? "replace" : "merge";
  const result = target.push({ labels, text, mode, ttlMs });
  if (result.outcome === "accepted") return context.body(null, 200);
  return context.text(`${result.message}\n`, statusOf[result.reason]);
}

/** How long the group is to stay, if the push says so; the header counts more than the query. */
function ttlMsOf({ req }: Context): number | undefined {
  const written = req.header("x-ettl-ttl-seconds") ?? req.query("ttl_seconds");
  if (written === undefined) return undefined;
  const { data } = ttlSeconds.safeParse(/^\d+$/.test(written) ? Number(written) : undefined);
  if (data === undefined)
    throw new RefusedBody(400, "expected a time to live in whole seconds, a year at most");
  return data * 1000;
}

/** Whether a browser says that another site's page made the request. */
function isForeign(request: Request): boolean {
  const origin = request.headers.get("origin");
  if (origin === null) return false;
  return !URL.canParse(origin) || new URL(origin).host !== request.headers.get("host");
}
