import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
} from "@opentelemetry/api";
import type { Context as HonoContext, MiddlewareHandler, Next } from "hono";
import { contextWithSpan } from "../spans/span-in-context.ts";
import type { Tracing } from "../tracing.ts";
import { defaultKnownMethods, type HttpMethod, httpMethod } from "./known-methods.ts";
import { matchedRoute } from "./matched-route.ts";
import { quietly } from "./quietly.ts";
import { redactQuery } from "./redact-url.ts";
import { serverAddress } from "./server-address.ts";

/** Which requests are traced, and how. */
export interface TraceRequestsOptions {
  /**
   * Methods, in capitals, that name spans; any other is `_OTHER`.
   *
   * @default those of HTTP
   */
  readonly knownMethods?: readonly string[];
  /**
   * Requests that get no span, such as probes.
   *
   * @default none
   */
  readonly ignore?: (request: Request) => boolean;
  /**
   * Whether the trace and the baggage that come with a request are believed. Without trust it
   * begins a trace of its own.
   *
   * @default all are
   */
  readonly trust?: (request: Request) => boolean;
  /** Runs each traced request by calling `run`, with its baggage at hand. */
  readonly around?: (
    baggage: Readonly<Record<string, string>>,
    run: () => Promise<void>,
  ) => Promise<void>;
}

/**
 * Makes a server span of each request, below the span that the caller sent along, named by method
 * and route template. For `app.use(traceRequests(tracing))`, before the routes. The span ends when
 * the head of the answer is there, for a body may stream for hours. Only 5xx makes it an error.
 */
export function traceRequests(
  tracing: Pick<Tracing, "startSpan" | "withContext" | "extract" | "baggage" | "recordSpanError">,
  { knownMethods = defaultKnownMethods, ignore, trust, around }: TraceRequestsOptions = {},
): MiddlewareHandler {
  const known = new Set(knownMethods);

  const handle = async (parent: Context, context: HonoContext, next: Next): Promise<void> => {
    const method = httpMethod(context.req.method, known);
    const span = tracing.startSpan(method.name, { kind: SpanKind.SERVER, parent });
    if (span.isRecording()) quietly(() => describeRequest(span, method, context));
    const within = contextWithSpan(parent, span);
    const failed = (error: unknown) =>
      tracing.withContext(within, () => tracing.recordSpanError(error));
    try {
      await tracing.withContext(within, next);
      quietly(() => describeAnswer(span, context, failed));
    } catch (error) {
      // What is no `Error` comes through Hono, and there is no answer.
      quietly(() => failed(error));
      throw error;
    } finally {
      if (span.isRecording()) quietly(() => nameByRoute(span, method, matchedRoute(context)));
      span.end();
    }
  };

  return async (context, next) => {
    const { raw } = context.req;
    // A question that throws has not said yes.
    if (ignore && quietly(() => ignore(raw)) === true) return next();
    const trusted = !trust || quietly(() => trust(raw)) === true;
    const parent = trusted ? tracing.extract(raw.headers) : ROOT_CONTEXT;
    if (!around) return handle(parent, context, next);
    let handled: Promise<void> | undefined;
    const run = () => {
      handled ??= handle(parent, context, next);
      return handled;
    };
    try {
      await around(tracing.baggage(parent), run);
    } catch {
      // What the request threw comes below; what is around it must not cost the answer.
    }
    return run();
  };
}

function describeRequest(span: Span, { attributes }: HttpMethod, { req, env }: HonoContext): void {
  const url = new URL(req.url);
  const agent = req.header("user-agent");
  const version: unknown = env?.incoming?.httpVersion;
  span.setAttributes({
    ...attributes,
    ...serverAddress(url),
    "url.scheme": url.protocol.slice(0, -1),
    "url.path": url.pathname,
    ...(url.search.length > 1 && { "url.query": redactQuery(url.search.slice(1)) }),
    ...(agent !== undefined && { "user_agent.original": agent }),
    ...(typeof version === "string" && { "network.protocol.version": version.replace(/\.0$/, "") }),
  });
}

function nameByRoute(span: Span, { name }: HttpMethod, route: string | undefined): void {
  if (route === undefined) return;
  span.setAttribute("http.route", route);
  span.updateName(`${name} ${route}`);
}

function describeAnswer(
  span: Span,
  { res, error }: HonoContext,
  failed: (error: unknown) => void,
): void {
  const { status } = res;
  span.setAttribute("http.response.status_code", status);
  if (status < 500) return;
  if (error) failed(error);
  else {
    span.setAttribute("error.type", String(status));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
}
