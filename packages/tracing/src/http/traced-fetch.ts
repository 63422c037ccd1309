import { type Context, type Span, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { contextWithSpan } from "../spans/span-in-context.ts";
import type { Tracing } from "../tracing.ts";
import { withoutUrl } from "./error-without-url.ts";
import { failureType } from "./failure-type.ts";
import { methodOf, type TracedRequestInit, urlOf, withHeaders } from "./fetch-arguments.ts";
import { defaultKnownMethods, httpMethod } from "./known-methods.ts";
import { quietly } from "./quietly.ts";
import { redactUrl } from "./redact-url.ts";
import { serverAddress } from "./server-address.ts";

/** How requests are made and named. */
export interface TracedFetchOptions {
  /** @default the global one, looked up at each call */
  readonly fetch?: typeof fetch;
  /**
   * Methods, in capitals, that name spans; any other is `_OTHER`.
   *
   * @default those of HTTP
   */
  readonly knownMethods?: readonly string[];
}

/** `fetch`, whose options may also say what a span can't find out by itself. */
export type TracedFetch = (
  input: string | URL | Request,
  init?: TracedRequestInit,
) => Promise<Response>;

/** A call under way. */
interface Call {
  readonly span: Span;
  readonly context: Context;
  readonly url: string;
}

/**
 * A `fetch` that makes a client span of each call and sends the trace along, in place of the
 * `traceparent` that the headers may have. The span ends when the head of the answer is there: the
 * body is the caller's. It does what `fetch` does otherwise, and rejects with the same errors.
 */
export function tracedFetch(
  tracing: Pick<
    Tracing,
    "startSpan" | "activeContext" | "withContext" | "inject" | "recordSpanError"
  >,
  options: TracedFetchOptions = {},
): TracedFetch {
  const known = new Set(options.knownMethods ?? defaultKnownMethods);

  const begin: (...args: Parameters<TracedFetch>) => Call = (input, init) => {
    const method = httpMethod(methodOf(input, init), known);
    const { urlTemplate, resendCount = 0 } = init?.tracing ?? {};
    const name = urlTemplate === undefined ? method.name : `${method.name} ${urlTemplate}`;
    const url = urlOf(input);
    const span = tracing.startSpan(name, { kind: SpanKind.CLIENT });
    if (span.isRecording()) {
      span.setAttributes({ ...method.attributes, "url.full": redactUrl(url) });
      if (URL.canParse(url)) span.setAttributes(serverAddress(new URL(url)));
      if (urlTemplate !== undefined) span.setAttribute("url.template", urlTemplate);
      if (resendCount > 0) span.setAttribute("http.request.resend_count", resendCount);
    }
    return { span, url, context: contextWithSpan(tracing.activeContext(), span) };
  };

  const answered = ({ span }: Call, { status }: Response) => {
    if (status > 0) span.setAttribute("http.response.status_code", status);
    if (status >= 400) {
      span.setAttribute("error.type", String(status));
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  };

  const failed = ({ span, context, url }: Call, error: unknown) => {
    tracing.withContext(context, () => tracing.recordSpanError(withoutUrl(error, url)));
    span.setAttribute("error.type", failureType(error));
    span.end();
  };

  return async (input, init) => {
    const send = options.fetch ?? fetch;
    // What is wrong with the arguments, `fetch` says better.
    const call = quietly(() => begin(input, init));
    if (!call) return send(input, init);
    const { context, url } = call;
    const args = quietly(() =>
      withHeaders(input, init, (headers) => tracing.inject(headers, { context, url })),
    );
    let response: Response;
    try {
      response = await tracing.withContext(context, () => send(...(args ?? [input, init])));
    } catch (error) {
      quietly(() => failed(call, error));
      throw error;
    }
    quietly(() => answered(call, response));
    return response;
  };
}
