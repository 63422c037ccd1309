import { type Context, propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import type { ReadableCarrier } from "../tracing.ts";
import { parseBaggage } from "./baggage.ts";
import { readField } from "./carrier.ts";
import type { PropagatorName } from "./inject.ts";
import { parseTraceState } from "./trace-state.ts";
import { parseTraceparent } from "./traceparent.ts";

/** Gives all values of a field; none where it is not there. */
export type ReadField = (name: string) => readonly string[];

/**
 * A context with the remote span and the baggage that a carrier holds. Whatever is wrong in it is as
 * if it was not there: a span begun in the context then has no parent. Never throws.
 */
export function extractFrom(
  carrier: ReadableCarrier,
  propagators: readonly PropagatorName[],
): Context {
  return readContext(ROOT_CONTEXT, (name) => readField(carrier, name), propagators);
}

/** `context` with what the fields hold. */
export function readContext(
  context: Context,
  read: ReadField,
  propagators: readonly PropagatorName[],
): Context {
  const readers = [
    ...(propagators.includes("tracecontext") ? [withRemoteSpan] : []),
    ...(propagators.includes("baggage") ? [withBaggage] : []),
  ];
  return readers.reduce((before, reader) => {
    try {
      return reader(before, read);
    } catch {
      // A carrier that throws when it is read has nothing.
      return before;
    }
  }, context);
}

function withRemoteSpan(context: Context, read: ReadField): Context {
  const [header, ...others] = read("traceparent");
  const spanContext =
    header === undefined || others.length > 0 ? undefined : parseTraceparent(header);
  if (!spanContext) return context;
  const traceState = parseTraceState(read("tracestate"));
  return trace.setSpanContext(context, { ...spanContext, ...(traceState && { traceState }) });
}

function withBaggage(context: Context, read: ReadField): Context {
  const baggage = parseBaggage(read("baggage"));
  return baggage ? propagation.setBaggage(context, baggage) : context;
}
