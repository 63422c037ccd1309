import { type Context, propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { contextWithSpan } from "../spans/span-in-context.ts";
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
  const below = propagators.includes("baggage") ? withBaggage(context, read) : context;
  return propagators.includes("tracecontext") ? withRemoteSpan(below, read) : below;
}

function withRemoteSpan(context: Context, read: ReadField): Context {
  try {
    const headers = read("traceparent");
    const header = headers[0];
    if (header === undefined || headers.length > 1) return context;
    const spanContext = parseTraceparent(header);
    if (!spanContext) return context;
    const states = read("tracestate");
    const traceState = states.length > 0 ? parseTraceState(states) : undefined;
    if (traceState) spanContext.traceState = traceState;
    return contextWithSpan(context, trace.wrapSpanContext(spanContext));
  } catch {
    // A carrier that throws when it is read has nothing.
    return context;
  }
}

function withBaggage(context: Context, read: ReadField): Context {
  try {
    const headers = read("baggage");
    const baggage = headers.length > 0 ? parseBaggage(headers) : undefined;
    return baggage ? propagation.setBaggage(context, baggage) : context;
  } catch {
    // As above.
    return context;
  }
}
