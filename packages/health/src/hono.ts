import { type Context, Hono } from "hono";
import type { Health } from "./health.ts";
import type { HealthReport } from "./report.ts";

/** What {@link healthRoutes} takes. */
export interface HealthRoutesOptions {
  /**
   * Whether a request may see `/health`. Not asked for `/health/ready` and `/health/live`, which
   * probes must reach. Anything but `true`, a throw too, is answered with 401.
   *
   * @default everybody may
   */
  readonly authorize?: (request: Request, scope: "read" | "operate") => boolean;
}

/**
 * Serves `/health`, `/health/ready` and `/health/live` to GET and HEAD; mount it with `app.route`.
 *
 * 200 when healthy or degraded, 503 when unhealthy or unknown. Never cached.
 */
export function healthRoutes(
  health: Pick<Health, "probe">,
  { authorize }: HealthRoutesOptions = {},
): Hono {
  const authorized = (request: Request) => {
    try {
      return authorize === undefined || authorize(request, "read") === true;
    } catch {
      return false;
    }
  };
  const answer = (context: Context, report: HealthReport) =>
    context.json(report, report.status === "healthy" || report.status === "degraded" ? 200 : 503, {
      "Cache-Control": "no-store",
    });
  const refuse = (context: Context, status: 401 | 405, error: string, header: [string, string]) =>
    context.json({ error }, status, {
      "Cache-Control": "no-store",
      [header[0]]: header[1],
    });

  const routes = new Hono();
  // Hono answers HEAD with the GET route and leaves the body out.
  routes.get("/health", async (context) =>
    authorized(context.req.raw)
      ? answer(context, await health.probe())
      : refuse(context, 401, "unauthorized", ["WWW-Authenticate", "Bearer"]),
  );
  routes.get("/health/ready", async (context) => answer(context, await health.probe("ready")));
  routes.get("/health/live", async (context) => answer(context, await health.probe("live")));
  for (const path of ["/health", "/health/ready", "/health/live"])
    routes.all(path, (context) =>
      refuse(context, 405, "method not allowed", ["Allow", "GET, HEAD"]),
    );
  return routes;
}
