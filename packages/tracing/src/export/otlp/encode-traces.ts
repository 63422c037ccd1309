import type { Attributes, Link } from "@opentelemetry/api";
import type { ReadableSpan, TimedEvent } from "@opentelemetry/sdk-trace-base";
import { groupedSpans } from "./grouped-spans.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";
import { spanFlags } from "./span-flags.ts";

// A tag is the field's number in the message, times 8, plus how the value is written.
const varint = 0;
const fixed64 = 1;
const bytes = 2;
const fixed32 = 5;
const tag = (field: number, wireType: number) => field * 8 + wireType;

// https://github.com/open-telemetry/opentelemetry-proto/tree/v1.7.0/opentelemetry/proto
const request = { resourceSpans: tag(1, bytes) };
const resourceSpans = {
  resource: tag(1, bytes),
  scopeSpans: tag(2, bytes),
  schemaUrl: tag(3, bytes),
};
const resourceTags = { attributes: tag(1, bytes) };
const scopeSpans = { scope: tag(1, bytes), spans: tag(2, bytes), schemaUrl: tag(3, bytes) };
const scopeTags = { name: tag(1, bytes), version: tag(2, bytes) };
const spanTags = {
  traceId: tag(1, bytes),
  spanId: tag(2, bytes),
  traceState: tag(3, bytes),
  parentSpanId: tag(4, bytes),
  name: tag(5, bytes),
  kind: tag(6, varint),
  startTime: tag(7, fixed64),
  endTime: tag(8, fixed64),
  attributes: tag(9, bytes),
  droppedAttributes: tag(10, varint),
  events: tag(11, bytes),
  droppedEvents: tag(12, varint),
  links: tag(13, bytes),
  droppedLinks: tag(14, varint),
  status: tag(15, bytes),
  flags: tag(16, fixed32),
};
const statusTags = { message: tag(2, bytes), code: tag(3, varint) };
const eventTags = {
  time: tag(1, fixed64),
  name: tag(2, bytes),
  attributes: tag(3, bytes),
  droppedAttributes: tag(4, varint),
};
const linkTags = {
  traceId: tag(1, bytes),
  spanId: tag(2, bytes),
  traceState: tag(3, bytes),
  attributes: tag(4, bytes),
  droppedAttributes: tag(5, varint),
  flags: tag(6, fixed32),
};
const pairTags = { key: tag(1, bytes), value: tag(2, bytes) };
const valueTags = {
  string: tag(1, bytes),
  bool: tag(2, varint),
  int: tag(3, varint),
  double: tag(4, fixed64),
  array: tag(5, bytes),
};
const arrayTags = { values: tag(1, bytes) };

/** What a span of a few attributes takes, so that most batches fit into the first buffer. */
const expectedSpanBytes = 512;

/**
 * Encodes spans as OTLP's `ExportTraceServiceRequest` in protobuf.
 *
 * Whole numbers up to 2^53 become integers, all other numbers doubles, -0 too; a surrogate without
 * its other half becomes U+FFFD.
 */
export function encodeTraces(spans: readonly ReadableSpan[]): Buffer {
  const writer = new ProtobufWriter((spans.length + 1) * expectedSpanBytes);
  for (const [resource, byScope] of groupedSpans(spans)) {
    const group = writer.open(request.resourceSpans, 3);
    const start = writer.open(resourceSpans.resource, 2);
    writeAttributes(writer, resourceTags.attributes, resource.attributes);
    writer.close(start, 2);
    for (const [scope, spansOfScope] of byScope) {
      const scopeGroup = writer.open(resourceSpans.scopeSpans, 3);
      const scopeStart = writer.open(scopeSpans.scope, 1);
      writer.string(scopeTags.name, scope.name);
      if (scope.version) writer.string(scopeTags.version, scope.version);
      writer.close(scopeStart, 1);
      for (const span of spansOfScope) writeSpan(writer, span);
      if (scope.schemaUrl) writer.string(scopeSpans.schemaUrl, scope.schemaUrl);
      writer.close(scopeGroup, 3);
    }
    if (resource.schemaUrl) writer.string(resourceSpans.schemaUrl, resource.schemaUrl);
    writer.close(group, 3);
  }
  return writer.finish();
}

function writeSpan(writer: ProtobufWriter, span: ReadableSpan): void {
  const start = writer.open(scopeSpans.spans, 2);
  const context = span.spanContext();
  const parent = span.parentSpanContext;
  writer.hex(spanTags.traceId, context.traceId);
  writer.hex(spanTags.spanId, context.spanId);
  if (context.traceState) writeState(writer, spanTags.traceState, context.traceState.serialize());
  if (parent?.spanId) writer.hex(spanTags.parentSpanId, parent.spanId);
  writer.string(spanTags.name, span.name);
  // The API has no "unspecified", which is OTLP's 0.
  writer.count(spanTags.kind, span.kind + 1);
  writer.nanoseconds(spanTags.startTime, span.startTime);
  writer.nanoseconds(spanTags.endTime, span.endTime);
  writeAttributes(writer, spanTags.attributes, span.attributes);
  writer.count(spanTags.droppedAttributes, span.droppedAttributesCount);
  for (const event of span.events) writeEvent(writer, event);
  writer.count(spanTags.droppedEvents, span.droppedEventsCount);
  for (const link of span.links) writeLink(writer, link);
  writer.count(spanTags.droppedLinks, span.droppedLinksCount);
  const { code, message } = span.status;
  if (code !== 0 || message) {
    const status = writer.open(spanTags.status, 1);
    if (message) writer.string(statusTags.message, message);
    writer.count(statusTags.code, code);
    writer.close(status, 1);
  }
  writer.fixed32(spanTags.flags, spanFlags(context, parent));
  writer.close(start, 2);
}

function writeEvent(writer: ProtobufWriter, event: TimedEvent): void {
  const start = writer.open(spanTags.events, 1);
  writer.nanoseconds(eventTags.time, event.time);
  writer.string(eventTags.name, event.name);
  if (event.attributes) writeAttributes(writer, eventTags.attributes, event.attributes);
  writer.count(eventTags.droppedAttributes, event.droppedAttributesCount ?? 0);
  writer.close(start, 1);
}

function writeLink(writer: ProtobufWriter, link: Link): void {
  const { context } = link;
  const start = writer.open(spanTags.links, 1);
  writer.hex(linkTags.traceId, context.traceId);
  writer.hex(linkTags.spanId, context.spanId);
  if (context.traceState) writeState(writer, linkTags.traceState, context.traceState.serialize());
  if (link.attributes) writeAttributes(writer, linkTags.attributes, link.attributes);
  writer.count(linkTags.droppedAttributes, link.droppedAttributesCount ?? 0);
  writer.fixed32(linkTags.flags, spanFlags(context, context));
  writer.close(start, 1);
}

function writeState(writer: ProtobufWriter, state: number, text: string): void {
  if (text !== "") writer.string(state, text);
}

function writeAttributes(writer: ProtobufWriter, pairs: number, attributes: Attributes): void {
  for (const key of Object.keys(attributes)) {
    const start = writer.open(pairs, 1);
    writer.string(pairTags.key, key);
    writeValue(writer, pairTags.value, attributes[key]);
    writer.close(start, 1);
  }
}

/** What is not a value of an attribute, such as null in an array, is an empty one. */
function writeValue(writer: ProtobufWriter, field: number, value: unknown): void {
  const start = writer.open(field, 1);
  if (typeof value === "string") writer.string(valueTags.string, value);
  else if (typeof value === "number") {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) writer.int64(valueTags.int, value);
    else writer.double(valueTags.double, value);
  } else if (typeof value === "boolean") writer.bool(valueTags.bool, value);
  else if (Array.isArray(value)) {
    const array = writer.open(valueTags.array, 1);
    for (const element of value) writeValue(writer, arrayTags.values, element);
    writer.close(array, 1);
  }
  writer.close(start, 1);
}
