import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { findTargetHandler, isMiddleware } from "hono/utils/handler";
import type { Metrics } from "./create-metrics.ts";
import { requestDurationName } from "./metric-names.ts";

/** Which requests are measured, and how. */
export interface MeasureRequestsOptions {
  /**
   * Upper bounds, in seconds.
   *
   * @default those that OpenTelemetry gives for it: 0.005 to 10
   */
  readonly buckets?: readonly number[];
}

// https://opentelemetry.io/docs/specs/semconv/http/http-metrics/
const defaultBuckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const knownMethods = new Set(
  "CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT QUERY TRACE".split(" "),
);

/** Label sets whose series is remembered: more than the metric keeps apart make no sense. */
const mostRemembered = 2000;

/**
 * Measures each request into `http_server_request_duration_seconds`, by method, route template and
 * status: until the head of the answer is there, for a body may stream for hours. For
 * `app.use(measureRequests(metrics))`, before the routes. A path that no route matches is
 * `unmatched`, a method that HTTP does not know `_OTHER`.
 *
 * @throws {Error} There is another metric of this name with another shape.
 */
export function measureRequests(
  metrics: Pick<Metrics, "histogram">,
  { buckets = defaultBuckets }: MeasureRequestsOptions = {},
): MiddlewareHandler {
  const durations = metrics.histogram({
    name: requestDurationName,
    help: "Time from a request to the head of its answer, in seconds.",
    labelNames: ["http_request_method", "http_route", "http_response_status_code"],
    buckets: [...buckets],
  });
  const remembered = new Map<string, { observe(seconds: number): void }>();
  const seriesOf = (context: Context, status: number) => {
    const { method } = context.req;
    const known = knownMethods.has(method) ? method : "_OTHER";
    const route = routeOf(context);
    const key = `${known} ${status} ${route}`;
    const kept = remembered.get(key);
    if (kept) return kept;
    const series = durations.labels(known, route, String(status));
    if (remembered.size < mostRemembered) remembered.set(key, series);
    return series;
  };

  return async (context, next) => {
    const start = performance.now();
    let status = 500;
    try {
      await next();
      status = context.res.status;
    } finally {
      seriesOf(context, status).observe((performance.now() - start) / 1000);
    }
  };
}

/**
 * The template of the route that a request is for. What is called for every path below another is
 * a middleware: that it is there does not make the path a known one.
 */
function routeOf(context: Context): string {
  const routes = matchedRoutes(context);
  const isRoute = ({ method, handler }: (typeof routes)[number]) =>
    method !== "ALL" || !isMiddleware(findTargetHandler(handler));
  const answering = routes[context.req.routeIndex];
  // One that a middleware refused was still meant for its route.
  const route = answering && isRoute(answering) ? answering : routes.find(isRoute);
  return route?.path ?? "unmatched";
}
