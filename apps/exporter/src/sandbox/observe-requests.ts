import type { IncomingMessage } from "node:http";
import { type Telemetry, withCorrelationId } from "@ettl/telemetry";
import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import type { Answer } from "./answer.ts";

/** Wraps the answering of one request. */
export type Observe = (
  request: IncomingMessage,
  handle: () => Promise<Answer | undefined>,
) => Promise<Answer | undefined>;

/**
 * A span and a log line per request, in the trace and with the correlation id of who sent it: the
 * other side of the exporter's calls.
 */
export function observeRequests({ tracing, logger }: Telemetry): Observe {
  return (request, handle) => {
    const parent = tracing.extract(request.headers);
    const { method = "", url = "/" } = request;
    const path = new URL(`http://sandbox${url}`).pathname;
    // Its paths are few: there are no ids in them but the user's.
    const route = path.replace(/^\/users\/[^/]+/, "/users/{id}");
    const attributes = { "http.request.method": method, "url.path": path, "http.route": route };
    return withCorrelationId(tracing.baggage(parent).correlation_id, () =>
      tracing.withSpan(
        `${method} ${route}`,
        { kind: SpanKind.SERVER, parent, attributes },
        async (span) => {
          const answer = await handle();
          const status = answer?.status;
          if (status !== undefined) span.setAttribute("http.response.status_code", status);
          // Of a server, only these are its own fault; without a status the connection was cut.
          if (status === undefined || status >= 500) {
            span.setAttribute("error.type", String(status ?? "connection_reset"));
            span.setStatus({ code: SpanStatusCode.ERROR });
          }
          logger.debug({ method, path, status_code: status ?? "none" }, "request.completed");
          return answer;
        },
      ),
    );
  };
}
