import type { DecodedJaegerBatch, DecodedJaegerSpan, JaegerTags } from "./decoded-jaeger.ts";
import type { DecodedSpan, TypedAttributes, TypedValue } from "./decoded-otlp.ts";
import type { JaegerTrace } from "./jaeger-answers.ts";

/**
 * What Jaeger's Thrift should make of spans of one resource.
 * https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/jaeger/
 */
export function asJaegerBatch(spans: readonly DecodedSpan[]): DecodedJaegerBatch {
  const { "service.name": service, ...others } = spans[0]?.resource ?? {};
  return {
    service: service && "string" in service ? service.string : "",
    processTags: tagsOf(others),
    spans: spans.map(asThriftSpan),
  };
}

/** The same in an order of its own: that of tags and of spans means nothing. */
export function inAnyOrder({ service, processTags, spans }: JaegerTrace): JaegerTrace {
  return {
    service,
    processTags: sorted(processTags),
    spans: [...spans]
      .sort((a, b) => (a.spanId < b.spanId ? -1 : 1))
      .map((span) => ({
        ...span,
        tags: sorted(span.tags),
        logs: span.logs.map((log) => ({ ...log, fields: sorted(log.fields) })),
      })),
  };
}

/** As far as Jaeger tells of it. */
export function withoutFlags(batch: DecodedJaegerBatch): JaegerTrace {
  return { ...batch, spans: batch.spans.map(({ flags: _, ...span }) => span) };
}

const sorted = (tags: JaegerTags): JaegerTags =>
  tags
    .map((tag) => [JSON.stringify(tag), tag] as const)
    .sort()
    .map(([, tag]) => tag);

const kinds = ["", "", "server", "client", "producer", "consumer"];
const statuses = ["", "OK", "ERROR"];

function asThriftSpan(span: DecodedSpan): DecodedJaegerSpan {
  const { code, message } = span.status;
  const start = BigInt(span.startNanos);
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    name: span.name,
    references: span.links.map(({ traceId, spanId }) => ({
      type: "FOLLOWS_FROM",
      traceId,
      spanId,
    })),
    flags: span.flags & 0xff,
    startMicros: String(start / 1000n),
    durationMicros: String((BigInt(span.endNanos) - start) / 1000n),
    tags: [
      ...tagsOf(span.attributes),
      ...text("span.kind", kinds[span.kind]),
      ...text("otel.status_code", statuses[code]),
      ...text("otel.status_description", message),
      ...(code === 2 ? [["error", { bool: true }] as const] : []),
      ...text("otel.library.name", span.scope.name),
      ...text("otel.library.version", span.scope.version),
      ...text("w3c.tracestate", span.traceState),
      ...count("otel.dropped_attributes_count", span.droppedAttributes),
      ...count("otel.dropped_events_count", span.droppedEvents),
      ...count("otel.dropped_links_count", span.droppedLinks),
    ],
    logs: span.events.map((event) => ({
      micros: String(BigInt(event.nanos) / 1000n),
      fields: [
        ["event", { string: event.name }],
        ...tagsOf(event.attributes),
        ...count("otel.event.dropped_attributes_count", event.droppedAttributes),
      ],
    })),
  };
}

const text = (key: string, value = ""): JaegerTags => (value ? [[key, { string: value }]] : []);
const count = (key: string, value: number): JaegerTags =>
  value ? [[key, { int: String(value) }]] : [];

/** Jaeger has no lists: they are JSON. Nor has it empty values. */
function tagsOf(attributes: TypedAttributes): JaegerTags {
  return Object.entries(attributes).flatMap(([key, value]) => {
    if ("empty" in value) return [];
    return [[key, "array" in value ? { string: JSON.stringify(plain(value)) } : value] as const];
  });
}

function plain(value: TypedValue): unknown {
  if ("array" in value) return value.array.map(plain);
  if ("int" in value) return Number(value.int);
  if ("double" in value) return value.double;
  if ("bool" in value) return value.bool;
  return "string" in value ? value.string : null;
}
