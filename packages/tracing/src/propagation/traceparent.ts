import { isSpanContextValid, type SpanContext } from "@opentelemetry/api";
import { withoutBlanks } from "./blanks.ts";

// https://www.w3.org/TR/trace-context-2/#traceparent-header
const format = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-[^,]*)?$/;

/** Sampled and random: what level 2 defines. All other bits are to be sent as zero. */
const knownFlags = 0b11;

/**
 * What a `traceparent` header says, or undefined where it says nothing valid. Of a version to come,
 * the fields known today are read. Two headers, joined by a comma, are none.
 */
export function parseTraceparent(header: string): SpanContext | undefined {
  const [, version, traceId, spanId, flags, rest] = format.exec(withoutBlanks(header)) ?? [];
  if (!version || !traceId || !spanId || !flags || version === "ff") return undefined;
  if (version === "00" && rest !== undefined) return undefined;
  const traceFlags = Number.parseInt(flags, 16) & knownFlags;
  const spanContext = { traceId, spanId, traceFlags, isRemote: true };
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
