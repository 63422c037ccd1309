import { isSpanContextValid, type SpanContext } from "@opentelemetry/api";
import { withoutBlanks } from "./blanks.ts";

// https://www.w3.org/TR/trace-context-2/#traceparent-header
const format = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(?:-[^,]*)?$/;
/** Of the fields known today. */
const length = 55;

/** Sampled and random: what level 2 defines. All other bits are to be sent as zero. */
const knownFlags = 0b11;

/**
 * What a `traceparent` header says, or undefined where it says nothing valid. Of a version to come,
 * the fields known today are read. Two headers, joined by a comma, are none.
 */
export function parseTraceparent(header: string): SpanContext | undefined {
  const text = withoutBlanks(header);
  if (!format.test(text) || text.startsWith("ff")) return undefined;
  if (text.length > length && text.startsWith("00")) return undefined;
  const spanContext = {
    traceId: text.slice(3, 35),
    spanId: text.slice(36, 52),
    traceFlags: Number.parseInt(text.slice(53, length), 16) & knownFlags,
    isRemote: true,
  };
  // What is left to find: ids of zeros only.
  return isSpanContextValid(spanContext) ? spanContext : undefined;
}

/** The header for a span, or undefined where its ids are not valid. */
export function formatTraceparent(spanContext: SpanContext): string | undefined {
  if (!isSpanContextValid(spanContext)) return undefined;
  const { traceId, spanId, traceFlags } = spanContext;
  // The API allows capital letters, the header does not.
  const ids = `${traceId}-${spanId}`.toLowerCase();
  return `00-${ids}-0${traceFlags & knownFlags}`;
}
