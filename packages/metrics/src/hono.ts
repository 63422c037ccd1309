export { type MeasureRequestsOptions, measureRequests } from "./measure-requests.ts";

import { Hono } from "hono";
import type { Metrics } from "./create-metrics.ts";

/** Who may scrape, and where. */
export interface MetricsRoutesOptions {
  /**
   * @default "/metrics"
   */
  readonly path?: string;
  /**
   * Whether a request may see this; anything but true answers 401.
   *
   * @default everybody may
   */
  readonly authorize?: (request: Request, scope: "read" | "operate") => boolean;
}

/** `GET /metrics`: Prometheus text, or OpenMetrics with exemplars where `Accept` asks for it. */
export function metricsRoutes(metrics: Metrics, options: MetricsRoutesOptions = {}): Hono {
  const { path = "/metrics", authorize } = options;
  // What throws or promises has not said yes.
  const authorized = (request: Request) => {
    try {
      return authorize === undefined || authorize(request, "read") === true;
    } catch {
      return false;
    }
  };
  return new Hono().all(path, async (context) => {
    const { method } = context.req;
    if (method !== "GET" && method !== "HEAD")
      return context.json({ error: "method not allowed" }, 405, { Allow: "GET, HEAD" });
    if (!authorized(context.req.raw))
      return context.json({ error: "unauthorized" }, 401, { "WWW-Authenticate": "Bearer" });
    const { body, contentType, contentEncoding } = await metrics.scrape({
      accept: context.req.header("accept"),
      acceptEncoding: context.req.header("accept-encoding"),
    });
    const headers = {
      "Content-Type": contentType,
      ...(contentEncoding && { "Content-Encoding": contentEncoding }),
      Vary: "Accept, Accept-Encoding",
      "Cache-Control": "no-store",
    };
    // The body as it is: of 300,000 series, a copy alone would keep the event loop for long.
    return method === "HEAD"
      ? context.body(null, 200, headers)
      : context.body(body as Buffer<ArrayBuffer>, 200, headers);
  });
}
