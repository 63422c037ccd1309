import { tracesOf } from "./otlp-traces.ts";

/** A span as found on the wire. Ids are hex, empty where there is none. */
export interface WireSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  /** 0 unset, 1 ok, 2 error. */
  readonly statusCode: number;
  /** Texts; empty for attributes of other kinds, which `tracesOf` has. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** The spans of an OTLP/HTTP protobuf body, with what most tests ask for. */
export function spansOf(body: Buffer): WireSpan[] {
  return tracesOf(body)
    .flatMap(({ scopes }) => scopes.flatMap(({ spans }) => spans))
    .map(({ traceId, spanId, parentSpanId, name, statusCode, attributes }) => ({
      traceId,
      spanId,
      parentSpanId,
      name,
      statusCode,
      attributes: Object.fromEntries(
        attributes.map(({ key, value }) => [key, "string" in value ? value.string : ""]),
      ),
    }));
}
