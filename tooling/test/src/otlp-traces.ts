import { type Message, readMessage } from "./protobuf-fields.ts";

/** Everything that an OTLP trace request says; what it leaves out has protobuf's default. */
export interface WireResourceSpans {
  readonly attributes: readonly WireAttribute[];
  readonly schemaUrl: string;
  readonly scopes: readonly WireScopeSpans[];
}

export interface WireScopeSpans {
  readonly name: string;
  readonly version: string;
  readonly schemaUrl: string;
  readonly spans: readonly FullWireSpan[];
}

/** Ids are hex, empty where there is none; times are nanoseconds. */
export interface FullWireSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: string;
  readonly parentSpanId: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly startTime: bigint;
  readonly endTime: bigint;
  readonly attributes: readonly WireAttribute[];
  readonly droppedAttributes: number;
  readonly events: readonly WireEvent[];
  readonly droppedEvents: number;
  readonly links: readonly WireLink[];
  readonly droppedLinks: number;
  /** 0 unset, 1 ok, 2 error. */
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly flags: number;
}

export interface WireEvent {
  readonly time: bigint;
  readonly name: string;
  readonly attributes: readonly WireAttribute[];
  readonly droppedAttributes: number;
}

export interface WireLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: string;
  readonly attributes: readonly WireAttribute[];
  readonly droppedAttributes: number;
  readonly flags: number;
}

export interface WireAttribute {
  readonly key: string;
  readonly value: WireValue;
}

/** The kind that was sent, and the value; an empty one for null. */
export type WireValue =
  | { readonly string: string }
  | { readonly bool: boolean }
  | { readonly int: bigint }
  | { readonly double: number }
  | { readonly array: readonly WireValue[] }
  | { readonly [key in string]: never };

/**
 * Reads all of an OTLP/HTTP protobuf body. Field numbers:
 * https://github.com/open-telemetry/opentelemetry-proto/blob/v1.7.0/opentelemetry/proto/trace/v1/trace.proto
 *
 * @throws {Error} It is not protobuf, or a text in it not UTF-8.
 */
export function tracesOf(body: Buffer): WireResourceSpans[] {
  return readMessage(body)
    .messages(1)
    .map((group) => ({
      attributes: group.messages(1).flatMap((resource) => attributesOf(resource, 1)),
      schemaUrl: group.text(3),
      scopes: group.messages(2).map((scopeGroup) => ({
        name: scopeGroup.messages(1)[0]?.text(1) ?? "",
        version: scopeGroup.messages(1)[0]?.text(2) ?? "",
        schemaUrl: scopeGroup.text(3),
        spans: scopeGroup.messages(2).map(spanOf),
      })),
    }));
}

function spanOf(span: Message): FullWireSpan {
  const status = span.messages(15)[0];
  return {
    traceId: span.bytes(1).toString("hex"),
    spanId: span.bytes(2).toString("hex"),
    traceState: span.text(3),
    parentSpanId: span.bytes(4).toString("hex"),
    name: span.text(5),
    kind: Number(span.varint(6)),
    startTime: span.bytes(7).readBigUInt64LE(),
    endTime: span.bytes(8).readBigUInt64LE(),
    attributes: attributesOf(span, 9),
    droppedAttributes: Number(span.varint(10)),
    events: span.messages(11).map((event) => ({
      time: event.bytes(1).readBigUInt64LE(),
      name: event.text(2),
      attributes: attributesOf(event, 3),
      droppedAttributes: Number(event.varint(4)),
    })),
    droppedEvents: Number(span.varint(12)),
    links: span.messages(13).map((link) => ({
      traceId: link.bytes(1).toString("hex"),
      spanId: link.bytes(2).toString("hex"),
      traceState: link.text(3),
      attributes: attributesOf(link, 4),
      droppedAttributes: Number(link.varint(5)),
      flags: link.bytes(6).readUInt32LE(),
    })),
    droppedLinks: Number(span.varint(14)),
    statusCode: Number(status?.varint(3) ?? 0),
    statusMessage: status?.text(2) ?? "",
    flags: span.bytes(16).readUInt32LE(),
  };
}

function attributesOf(message: Message, field: number): WireAttribute[] {
  return message.messages(field).map((pair) => ({
    key: pair.text(1),
    value: pair.messages(2).map(wireValueOf)[0] ?? {},
  }));
}

function wireValueOf(value: Message): WireValue {
  if (value.has(1)) return { string: value.text(1) };
  if (value.has(2)) return { bool: value.varint(2) === 1n };
  if (value.has(3)) return { int: BigInt.asIntN(64, value.varint(3)) };
  if (value.has(4)) return { double: value.bytes(4).readDoubleLE() };
  if (value.has(5))
    return { array: value.messages(5).flatMap((array) => array.messages(1).map(wireValueOf)) };
  return {};
}
