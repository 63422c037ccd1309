import type { Attributes, HrTime, Link } from "@opentelemetry/api";
import type { ReadableSpan, TimedEvent } from "@opentelemetry/sdk-trace-base";
import { groupedSpans } from "./grouped-spans.ts";
import { spanFlags } from "./span-flags.ts";

/** OTLP's `TracesData` in its JSON form. What has its default value is left out. */
export interface TracesJson {
  readonly resourceSpans: readonly ResourceSpansJson[];
}

export interface ResourceSpansJson {
  readonly resource: { readonly attributes: readonly AttributeJson[] };
  readonly scopeSpans: readonly ScopeSpansJson[];
  readonly schemaUrl?: string;
}

export interface ScopeSpansJson {
  readonly scope: { readonly name: string; readonly version?: string };
  readonly spans: readonly SpanJson[];
  readonly schemaUrl?: string;
}

export interface SpanJson {
  /** Hexadecimal, as are the ids of spans. */
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState?: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  /** A decimal text, as numbers of JSON are too small. */
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly AttributeJson[];
  readonly droppedAttributesCount?: number;
  readonly events?: readonly EventJson[];
  readonly droppedEventsCount?: number;
  readonly links?: readonly LinkJson[];
  readonly droppedLinksCount?: number;
  readonly status: {
    /** 1 ok, 2 error; left out where unset. */
    readonly code?: number;
    readonly message?: string;
  };
  readonly flags: number;
}

export interface EventJson {
  readonly timeUnixNano: string;
  readonly name: string;
  readonly attributes?: readonly AttributeJson[];
  readonly droppedAttributesCount?: number;
}

export interface LinkJson {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState?: string;
  readonly attributes?: readonly AttributeJson[];
  readonly droppedAttributesCount?: number;
  readonly flags: number;
}

export interface AttributeJson {
  readonly key: string;
  readonly value: ValueJson;
}

/** One of them, or none for null in an array. */
export interface ValueJson {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  /** A decimal text. */
  readonly intValue?: string;
  /** A text for what a JSON number can't be: `NaN`, `Infinity`, `-Infinity`, `-0`. */
  readonly doubleValue?: number | string;
  readonly arrayValue?: { readonly values: readonly ValueJson[] };
}

/**
 * Spans as OTLP JSON, an object for `JSON.stringify`.
 *
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function tracesJson(spans: readonly ReadableSpan[]): TracesJson {
  return {
    resourceSpans: [...groupedSpans(spans)].map(([resource, byScope]) => ({
      resource: { attributes: attributesJson(resource.attributes) },
      scopeSpans: [...byScope].map(([scope, spansOfScope]) => ({
        scope: { name: wellFormed(scope.name), ...given("version", scope.version) },
        spans: spansOfScope.map(spanJson),
        ...given("schemaUrl", scope.schemaUrl),
      })),
      ...given("schemaUrl", resource.schemaUrl),
    })),
  };
}

function spanJson(span: ReadableSpan): SpanJson {
  const context = span.spanContext();
  const { code, message } = span.status;
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    ...given("traceState", context.traceState?.serialize()),
    ...given("parentSpanId", span.parentSpanContext?.spanId),
    name: wellFormed(span.name),
    kind: span.kind + 1,
    startTimeUnixNano: nanoseconds(span.startTime),
    endTimeUnixNano: nanoseconds(span.endTime),
    ...list("attributes", attributesJson(span.attributes)),
    ...count("droppedAttributesCount", span.droppedAttributesCount),
    ...list("events", span.events.map(eventJson)),
    ...count("droppedEventsCount", span.droppedEventsCount),
    ...list("links", span.links.map(linkJson)),
    ...count("droppedLinksCount", span.droppedLinksCount),
    status: { ...given("message", message), ...count("code", code) },
    flags: spanFlags(context, span.parentSpanContext),
  };
}

function eventJson({ time, name, attributes, droppedAttributesCount }: TimedEvent): EventJson {
  return {
    timeUnixNano: nanoseconds(time),
    name: wellFormed(name),
    ...list("attributes", attributesJson(attributes)),
    ...count("droppedAttributesCount", droppedAttributesCount),
  };
}

function linkJson({ context, attributes, droppedAttributesCount }: Link): LinkJson {
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    ...given("traceState", context.traceState?.serialize()),
    ...list("attributes", attributesJson(attributes)),
    ...count("droppedAttributesCount", droppedAttributesCount),
    flags: spanFlags(context, context),
  };
}

function attributesJson(attributes: Attributes = {}): AttributeJson[] {
  return Object.keys(attributes).map((key) => ({
    key: wellFormed(key),
    value: valueJson(attributes[key]),
  }));
}

function valueJson(value: unknown): ValueJson {
  if (typeof value === "string") return { stringValue: wellFormed(value) };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") {
    if (Object.is(value, -0)) return { doubleValue: "-0" };
    if (Number.isSafeInteger(value)) return { intValue: String(value) };
    return { doubleValue: Number.isFinite(value) ? value : String(value) };
  }
  if (Array.isArray(value)) return { arrayValue: { values: Array.from(value, valueJson) } };
  return {};
}

function nanoseconds([seconds, nanos]: HrTime): string {
  return String(whole(seconds) * 1_000_000_000n + whole(nanos));
}

/** Times given by hand may be anything. */
function whole(value: number): bigint {
  return BigInt(Number.isFinite(value) ? Math.trunc(value) : 0);
}

/** Other languages refuse or alter a surrogate without its other half. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\uFFFD");
}

const given = <K extends string>(key: K, text: string | undefined) =>
  (text ? { [key]: wellFormed(text) } : {}) as { readonly [key in K]?: string };
const count = <K extends string>(key: K, value: number | undefined) =>
  (value ? { [key]: value } : {}) as { readonly [key in K]?: number };
const list = <K extends string, T>(key: K, values: readonly T[]) =>
  (values.length > 0 ? { [key]: values } : {}) as { readonly [key in K]?: readonly T[] };
