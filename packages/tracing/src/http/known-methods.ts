import type { Attributes } from "@opentelemetry/api";

/**
 * Those of RFC 9110, PATCH and QUERY: what `OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS` replaces.
 * https://opentelemetry.io/docs/specs/semconv/http/http-spans/
 */
export const defaultKnownMethods: readonly string[] =
  "CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT QUERY TRACE".split(" ");

export interface HttpMethod {
  /** Begins the span's name: the method, or `HTTP` for one that is not known. */
  readonly name: string;
  readonly attributes: Attributes;
}

/** Whoever calls could invent any number of methods: those not known become `_OTHER`. */
export function httpMethod(method: string, known: ReadonlySet<string>): HttpMethod {
  if (known.has(method)) return { name: method, attributes: { "http.request.method": method } };
  return {
    name: "HTTP",
    attributes: { "http.request.method": "_OTHER", "http.request.method_original": method },
  };
}
