import type { DecodedSpan, TypedAttributes, TypedValue } from "@ettl-tooling/test";
import type { Attributes, HrTime, SpanContext } from "@opentelemetry/api";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-base";

/** An exporter of the SDK's contract that keeps what it is given. */
export function keepingExporter(): SpanExporter & { readonly spans: ReadableSpan[] } {
  const spans: ReadableSpan[] = [];
  return {
    spans,
    export(batch, done) {
      spans.push(...batch);
      done({ code: 0 });
    },
    shutdown: async () => {},
  };
}

/** What OTLP should make of a span. */
export function asOtlp(span: ReadableSpan): DecodedSpan {
  const context = span.spanContext();
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    parentSpanId: span.parentSpanContext?.spanId ?? "",
    traceState: context.traceState?.serialize() ?? "",
    flags: flags(context, span.parentSpanContext),
    name: asUtf8(span.name),
    kind: span.kind + 1,
    startNanos: nanos(span.startTime),
    endNanos: nanos(span.endTime),
    attributes: typed(span.attributes),
    droppedAttributes: span.droppedAttributesCount,
    events: span.events.map((event) => ({
      name: asUtf8(event.name),
      nanos: nanos(event.time),
      attributes: typed(event.attributes),
      droppedAttributes: event.droppedAttributesCount ?? 0,
    })),
    droppedEvents: span.droppedEventsCount,
    links: span.links.map(({ context: to, attributes, droppedAttributesCount = 0 }) => ({
      traceId: to.traceId,
      spanId: to.spanId,
      traceState: to.traceState?.serialize() ?? "",
      flags: flags(to, to),
      attributes: typed(attributes),
      droppedAttributes: droppedAttributesCount,
    })),
    droppedLinks: span.droppedLinksCount,
    status: { code: span.status.code, message: asUtf8(span.status.message ?? "") },
    resource: typed(span.resource.attributes),
    scope: {
      name: span.instrumentationScope.name,
      version: span.instrumentationScope.version ?? "",
    },
  };
}

/** 0x100 says that 0x200 means something: that the other span is of another process. */
function flags({ traceFlags }: SpanContext, other: SpanContext | undefined): number {
  return traceFlags | 0x100 | (other?.isRemote ? 0x200 : 0);
}

function nanos([seconds, rest]: HrTime): string {
  return String(BigInt(seconds) * 1_000_000_000n + BigInt(rest));
}

function typed(attributes: Attributes = {}): TypedAttributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [asUtf8(key), typedValue(value)]),
  );
}

function typedValue(value: unknown): TypedValue {
  if (typeof value === "string") return { string: asUtf8(value) };
  if (typeof value === "boolean") return { bool: value };
  if (Array.isArray(value)) return { array: Array.from(value, typedValue) };
  if (typeof value !== "number") return { empty: true };
  const isWhole = Number.isSafeInteger(value) && !Object.is(value, -0);
  return isWhole ? { int: String(value) } : { double: value };
}

/** UTF-8 has no half of a surrogate pair. */
function asUtf8(text: string): string {
  return Buffer.from(text).toString();
}
