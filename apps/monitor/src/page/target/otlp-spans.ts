import { type JsonRecord, recordOf, recordsOf, textOf } from "./json-record.ts";

/** A value of an attribute, as far as it can be shown. */
export type AttributeValue = string | number | boolean;

/** Something that happened within a span. */
export interface SpanEvent {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, AttributeValue>;
}

/** One span, with times in milliseconds since 1970. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | undefined;
  /** Nothing of this program is above it: it has no parent, or one in another program. */
  readonly isEntry: boolean;
  readonly name: string;
  /** undefined: it did not tell, or not a time. */
  readonly startMs: number | undefined;
  readonly endMs: number | undefined;
  readonly hasFailed: boolean;
  /** Why it failed, where it said so. */
  readonly reason: string | undefined;
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  readonly events: readonly SpanEvent[];
}

/** Of OTLP: `STATUS_CODE_ERROR`. */
const statusError = 2;

/** The spans of an answer in OTLP JSON, in its order; what is no span is left out. */
export function otlpSpans(answer: unknown): Span[] {
  return recordsOf(recordOf(answer)?.resourceSpans)
    .flatMap(({ scopeSpans }) => recordsOf(scopeSpans))
    .flatMap(({ spans }) => recordsOf(spans))
    .flatMap((span) => spanOf(span) ?? []);
}

function spanOf(span: JsonRecord): Span | undefined {
  const traceId = textOf(span.traceId);
  const spanId = textOf(span.spanId);
  if (traceId === undefined || spanId === undefined) return undefined;
  const status = recordOf(span.status);
  return {
    traceId,
    spanId,
    parentId: textOf(span.parentSpanId),
    isEntry: isEntry(span),
    name: textOf(span.name) ?? "(no name)",
    startMs: timeOf(span.startTimeUnixNano),
    endMs: timeOf(span.endTimeUnixNano),
    hasFailed: status?.code === statusError || status?.code === "STATUS_CODE_ERROR",
    reason: textOf(status?.message),
    attributes: attributesOf(span.attributes),
    events: recordsOf(span.events).map(({ name, attributes }) => ({
      name: textOf(name) ?? "(no name)",
      attributes: attributesOf(attributes),
    })),
  };
}

/** Of OTLP: what a server does for a client, and what a consumer does for a producer. */
const kindsOfEntry: readonly unknown[] = [2, 5, "SPAN_KIND_SERVER", "SPAN_KIND_CONSUMER"];
/** Of OTLP: both bits are set where the parent is known to be remote. */
const remoteFlags = 0x300;

function isEntry({ parentSpanId, kind, flags }: JsonRecord): boolean {
  if (textOf(parentSpanId) === undefined || kindsOfEntry.includes(kind)) return true;
  return typeof flags === "number" && (flags & remoteFlags) === remoteFlags;
}

/** The last moment that a `Date` can be. */
const latestMs = 8.64e15;

/** Nanoseconds since 1970, as a text or a number. 0 is what stands where nothing is known. */
function timeOf(nanoseconds: unknown): number | undefined {
  if (typeof nanoseconds !== "string" && typeof nanoseconds !== "number") return undefined;
  const ms = Number(nanoseconds) / 1e6;
  return ms > 0 && ms < latestMs ? ms : undefined;
}

function attributesOf(list: unknown): ReadonlyMap<string, AttributeValue> {
  const attributes = new Map<string, AttributeValue>();
  for (const { key, value } of recordsOf(list)) {
    const known = attributeOf(recordOf(value));
    if (typeof key === "string" && known !== undefined) attributes.set(key, known);
  }
  return attributes;
}

/** Lists within lists are not worth more. */
const deepest = 3;

function attributeOf(value: JsonRecord | undefined, depth = 0): AttributeValue | undefined {
  if (value === undefined || depth > deepest) return undefined;
  const { stringValue, intValue, doubleValue, boolValue, arrayValue } = value;
  if (typeof stringValue === "string") return stringValue;
  if (typeof boolValue === "boolean") return boolValue;
  const number = intValue ?? doubleValue;
  if (typeof number === "number" || typeof number === "string") {
    const parsed = Number(number);
    return Number.isNaN(parsed) ? String(number) : parsed;
  }
  const list = recordsOf(recordOf(arrayValue)?.values).flatMap(
    (one) => attributeOf(one, depth + 1) ?? [],
  );
  return list.length > 0 ? list.join(", ") : undefined;
}
