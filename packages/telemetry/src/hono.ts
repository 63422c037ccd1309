import { alertRoutes } from "@ettl/alerts/hono";
import { healthRoutes } from "@ettl/health/hono";
import { logRoutes } from "@ettl/logging/hono";
import { measureRequests, metricsRoutes } from "@ettl/metrics/hono";
import { traceRoutes } from "@ettl/tracing/hono";
import { type Context, Hono } from "hono";
import { bearerCheck } from "./bearer-token.ts";
import type { Telemetry } from "./create-telemetry.ts";

export { type RunningServer, serveApp } from "./server.ts";
export { traceRequests } from "./trace-requests.ts";

/**
 * Every telemetry route of a program: metrics, health, alerts, log, traces and status, as the configuration
 * switches them. With `monitoring.auth_token` set, all but the probes want it.
 */
export function telemetryRoutes(telemetry: Telemetry): Hono {
  const { monitoring, tracing, health } = telemetry.config;
  const authorize = bearerCheck(monitoring.authToken);
  const routes = new Hono();
  if (monitoring.metricsEnabled)
    routes.route(
      "/",
      metricsRoutes(telemetry.metrics, { path: monitoring.metricsPath, authorize }),
    );
  if (monitoring.healthChecksEnabled)
    routes.route(
      "/",
      healthRoutes(telemetry.health, {
        // Without a token everybody sees the components, with one those who have it.
        ...(monitoring.authToken !== undefined && { authorize }),
        details: health.details,
      }),
    );
  routes.route("/", alertRoutes(telemetry.alerts, { authorize }));
  routes.route("/", logRoutes(telemetry.logger, { authorize }));
  if (monitoring.tracingEnabled && tracing.enabled)
    routes.route("/", traceRoutes(telemetry.tracing, { authorize }));
  routes.all("/telemetry/status", (context) => {
    const { method, raw } = context.req;
    if (method !== "GET" && method !== "HEAD")
      return context.json({ error: "method not allowed" }, 405, { Allow: "GET, HEAD" });
    if (!authorize(raw))
      return context.json({ error: "unauthorized" }, 401, { "WWW-Authenticate": "Bearer" });
    return context.json(telemetry.status(), 200, { "Cache-Control": "no-store" });
  });
  return routes;
}

/**
 * The routes as an app, each request measured: anything else is 404, an error 500, both in JSON. Routes added to it later
 * come after telemetry's own.
 */
export function telemetryApp(telemetry: Telemetry): Hono {
  const app = new Hono();
  app.use(measureRequests(telemetry.metrics));
  app.route("/", telemetryRoutes(telemetry));
  app.notFound((context) => context.json({ error: "not found" }, 404));
  app.onError((error, context) => failed(telemetry, error, context));
  return app;
}

/** A client learns that it failed; why is in the log. */
function failed(telemetry: Telemetry, error: Error, context: Context): Response {
  telemetry.logger.error({ error, path: context.req.path }, "a request failed");
  return context.json({ error: "internal error" }, 500);
}
