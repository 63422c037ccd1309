import { withCorrelationId } from "@ettl/logging";
import { type TraceRequestsOptions, traceRequests as traceRequestsOf } from "@ettl/tracing/hono";
import type { MiddlewareHandler } from "hono";
import type { Telemetry } from "./create-telemetry.ts";

/**
 * Makes a server span of each request, as `traceRequests` of `@ettl/tracing/hono` does, and gives it
 * the correlation id that its baggage brings in `correlation_id`, or a new one. For
 * `app.use(traceRequests(telemetry))` before routes of your own: those of telemetry are not traced.
 */
export function traceRequests(
  { tracing }: Pick<Telemetry, "tracing">,
  options: Omit<TraceRequestsOptions, "around"> = {},
): MiddlewareHandler {
  return traceRequestsOf(tracing, {
    ...options,
    around: (baggage, run) => withCorrelationId(baggage.correlation_id, run),
  });
}
