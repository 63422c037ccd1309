import type { IncomingMessage } from "node:http";
import { alertRoutes } from "@ettl/alerts/hono";
import { healthRoutes } from "@ettl/health/hono";
import { logRoutes } from "@ettl/logging/hono";
import { measureRequests, metricsRoutes } from "@ettl/metrics/hono";
import { traceRoutes } from "@ettl/tracing/hono";
import { type Context, Hono } from "hono";
import type { Telemetry } from "./create-telemetry.ts";
import { BodyTooLargeError } from "./protection/body-limit.ts";
import {
  type ProtectionOptions,
  protectRequests,
  tooLarge,
} from "./protection/protect-requests.ts";

export { isForeign } from "./access/origin.ts";
export { type ProtectionOptions, protectRequests } from "./protection/protect-requests.ts";
export type { TlsFiles } from "./server/certificate.ts";
export { requestOf, type Upgrade } from "./server/upgrade.ts";
export { type RunningServer, type ServeOptions, type ServerStats, serveApp } from "./server.ts";
export { serverOptions } from "./server-options.ts";
export { traceRequests } from "./trace-requests.ts";

/**
 * Every telemetry route of a program: metrics, health, alerts, log, traces and status, as the configuration
 * switches them. With `monitoring.auth_token` set, all but the probes want it.
 */
export function telemetryRoutes(telemetry: Telemetry): Hono {
  const { monitoring, tracing, health } = telemetry.config;
  const { authorize } = telemetry.access;
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
    if (!authorize(raw, "read"))
      return context.json({ error: "unauthorized" }, 401, { "WWW-Authenticate": "Bearer" });
    return context.json(telemetry.status(), 200, { "Cache-Control": "no-store" });
  });
  return routes;
}

/** What {@link telemetryApp} takes. */
export interface TelemetryAppOptions extends ProtectionOptions {
  /**
   * Routes that are asked before telemetry's own, such as a page at an address of theirs; what they
   * leave to `next()` goes on as ever.
   */
  readonly first?: Hono | undefined;
}

/**
 * The routes as an app, each request measured and protected as {@link protectRequests} does:
 * anything else is 404, an error 500, both in JSON. Routes added to it later come after telemetry's
 * own, those of `first` before.
 */
export function telemetryApp(
  telemetry: Telemetry,
  { first, ...options }: TelemetryAppOptions = {},
): Hono {
  const app = new Hono();
  app.use(measureRequests(telemetry.metrics));
  app.use(protectRequests(options));
  if (first) app.route("/", first);
  app.route("/", telemetryRoutes(telemetry));
  app.notFound((context) => context.json({ error: "not found" }, 404));
  app.onError((error, context) => failed(telemetry, error, context));
  return app;
}

/** A client learns that it failed; why is in the log. */
function failed(telemetry: Telemetry, error: Error, context: Context): Response {
  if (error instanceof BodyTooLargeError) return tooLarge(context, error.message);
  // Whoever asked broke off, or sent what is no HTTP: nothing failed here.
  if (isCut(context)) return context.json({ error: "bad request" }, 400);
  const { path } = context.req;
  telemetry.logger.error({ error, path, request_id: context.get("requestId") }, "a request failed");
  return context.json({ error: "internal error" }, 500);
}

/** Whether the connection was gone before the whole request had come. */
function isCut({ env }: Context): boolean {
  const { incoming } = (env ?? {}) as { readonly incoming?: IncomingMessage };
  return incoming?.destroyed === true && !incoming.complete;
}
