import type { Context, MiddlewareHandler } from "hono";
import { isForeign } from "../access/origin.ts";
import { isTooLong, withCountedBody } from "./body-limit.ts";
import { requestIdOf } from "./request-id.ts";

/** Which requests are let in. */
export interface ProtectionOptions {
  /**
   * Largest body of a request, in bytes, or of this request; more is answered with 413.
   *
   * @default 1048576
   */
  readonly maxBodyBytes?: number | ((request: Request) => number);
}

const headers = {
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-store",
};

/**
 * What every answer of a program's server should have: security headers where a route sets none of
 * its own, an `X-Request-Id`, and refusals of bodies that are too large and of requests that would
 * change something and come from another site's page. For `app.use(protectRequests())`;
 * `telemetryApp` uses it.
 */
export function protectRequests({
  maxBodyBytes = 1_048_576,
}: ProtectionOptions = {}): MiddlewareHandler {
  return async (context, next) => {
    const id = requestIdOf(context.req.header("x-request-id"));
    context.set("requestId", id);
    const { raw } = context.req;
    const most = typeof maxBodyBytes === "number" ? maxBodyBytes : maxBodyBytes(raw);
    const refused = refusal(context, most);
    if (refused) context.res = refused;
    else await next();
    const answer = changeable(context);
    for (const [name, value] of Object.entries(headers))
      if (!answer.has(name)) answer.set(name, value);
    answer.set("X-Request-Id", id);
  };
}

function refusal(context: Context, maxBodyBytes: number): Response | undefined {
  const { method, raw } = context.req;
  if (method === "GET" || method === "HEAD") return undefined;
  if (isForeign(raw))
    return context.json({ error: "forbidden", message: "the request is another site's" }, 403);
  if (isTooLong(raw, maxBodyBytes))
    return tooLarge(context, `expected at most ${maxBodyBytes} bytes`);
  context.req.raw = withCountedBody(raw, maxBodyBytes);
  return undefined;
}

/** The connection is closed, so that nobody has to take in the rest of the body. */
export function tooLarge(context: Context, message: string): Response {
  return context.json({ error: "payload too large", message }, 413, { Connection: "close" });
}

/** The headers of the answer, which can't be changed where a route passes on what it fetched. */
function changeable(context: Context): Headers {
  try {
    context.res.headers.delete("X-Request-Id");
  } catch {
    context.res = new Response(context.res.body, context.res);
  }
  return context.res.headers;
}
