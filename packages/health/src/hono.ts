import { type Context, Hono } from "hono";
import type { Health } from "./health.ts";
import type { HealthReport } from "./report.ts";

/** What {@link healthRoutes} takes. */
export interface HealthRoutesOptions {
  /**
   * Whether a request may see `/health` and groups of your own. Not asked for `/health/live`,
   * `/health/ready` and `/health/startup`, which probes must reach. Anything but `true`, a throw or
   * a promise too, is a no and answered with 401.
   *
   * @default everybody may
   */
  readonly authorize?: (request: Request, scope: "read" | "operate") => boolean;
  /**
   * Who sees the components: everybody, whom `authorize` lets, or nobody. Others see the status.
   *
   * @default "with-token" when there is an `authorize`, else "always"
   */
  readonly details?: "always" | "with-token" | "never" | undefined;
}

const open = new Set(["live", "ready", "startup"]);
const headers = { "Content-Type": "application/json", "Cache-Control": "no-store" };

/**
 * Serves `/health`, `/health/<group>` and the aliases `/healthz`, `/livez` and `/readyz` to GET and
 * HEAD; mount it with `app.route`.
 *
 * 200 when healthy or degraded, and for liveness when unknown; else 503. Never cached.
 *
 * @throws {TypeError} when `details` is "with-token" and there is no `authorize`.
 */
export function healthRoutes(
  health: Pick<Health, "probe" | "groups">,
  { authorize, details = authorize ? "with-token" : "always" }: HealthRoutesOptions = {},
): Hono {
  if (details === "with-token" && !authorize)
    throw new TypeError('healthRoutes: details: "with-token" needs authorize');
  const authorized = (request: Request) => {
    try {
      return authorize === undefined || authorize(request, "read") === true;
    } catch {
      return false;
    }
  };
  const refuse = (context: Context, status: 401 | 404 | 405, error: string, more = {}) =>
    context.json({ error }, status, { "Cache-Control": "no-store", ...more });

  const answer = async (context: Context, group: string | undefined) => {
    const { method, raw } = context.req;
    if (method !== "GET" && method !== "HEAD")
      return refuse(context, 405, "method not allowed", { Allow: "GET, HEAD" });
    const probe = group !== undefined && open.has(group);
    const allowed = details === "always" && probe ? true : authorized(raw);
    if (!probe && !allowed)
      return refuse(context, 401, "unauthorized", { "WWW-Authenticate": "Bearer" });
    if (group !== undefined && !probe && !health.groups().includes(group))
      return refuse(context, 404, "not found");
    const report = await health.probe(group);
    const shown = details !== "never" && allowed ? report : { ...report, components: {} };
    // Headers as they are: the server writes them without building an object of the fetch API.
    return new Response(method === "HEAD" ? null : JSON.stringify(shown), {
      status: statusCode(report, group),
      headers,
    });
  };

  const routes = new Hono();
  for (const [path, group] of [
    ["/health", undefined],
    ["/health/live", "live"],
    ["/health/ready", "ready"],
    ["/health/startup", "startup"],
    ["/healthz", undefined],
    ["/livez", "live"],
    ["/readyz", "ready"],
  ] as const)
    routes.all(path, (context) => answer(context, group));
  // Not those above: a path of one handler is answered without composing several.
  return routes.all("/health/:group{(?!(?:live|ready|startup)$)[^/]+}", (context) =>
    answer(context, context.req.param("group")),
  );
}

function statusCode({ status }: HealthReport, group: string | undefined): 200 | 503 {
  const well = status === "healthy" || status === "degraded";
  return well || (group === "live" && status === "unknown") ? 200 : 503;
}
