import { type BaggageEntry, type Context, propagation, trace } from "@opentelemetry/api";
import type { WritableCarrier } from "../tracing.ts";
import { formatBaggage, parseBaggage } from "./baggage.ts";
import { mayHaveBaggage } from "./baggage-hosts.ts";
import { readField, writeField } from "./carrier.ts";
import { formatTraceState } from "./trace-state.ts";
import { formatTraceparent } from "./traceparent.ts";

/** What is carried: `traceparent` with `tracestate`, and `baggage`. */
export type PropagatorName = "tracecontext" | "baggage";

/** What one tracing carries wherever it injects. */
export interface Carried {
  readonly propagators: readonly PropagatorName[];
  /** See `mayHaveBaggage`. */
  readonly baggageHosts: readonly string[];
  /** Asked for entries beside those of the context, over which they win. */
  readonly baggage?: (() => Readonly<Record<string, string>> | undefined) | undefined;
}

/** Where a carrier goes: decides about baggage. */
export interface Destination {
  readonly url?: string | URL;
  readonly trusted?: boolean;
}

/** Takes a field's value; undefined where the field must not be there. */
export type WriteField = (name: string, value: string | undefined) => void;

type Entries = readonly (readonly [string, BaggageEntry])[];

/**
 * Writes the context's span into a carrier, in place of what it has, and baggage beside what it has
 * if the host may get any. Without a span, the carrier's own fields stay. Never throws.
 */
export function injectInto(
  carrier: WritableCarrier,
  context: Context,
  carried: Carried,
  destination: Destination = {},
): void {
  const write: WriteField = (name, value) => writeField(carrier, name, value);
  writeTraceContext(context, write, carried);
  writeBaggage(context, write, carried, destination, () => {
    const headers = readField(carrier, "baggage");
    return headers.length > 0 ? (parseBaggage(headers)?.getAllEntries() ?? []) : [];
  });
}

export function writeTraceContext(
  context: Context,
  write: WriteField,
  { propagators }: Carried,
): void {
  if (!propagators.includes("tracecontext")) return;
  try {
    const spanContext = trace.getSpanContext(context);
    const traceparent = spanContext && formatTraceparent(spanContext);
    if (traceparent === undefined) return;
    // A state that stayed from another span would be taken for this one's.
    write("tracestate", stateOf(spanContext));
    write("traceparent", traceparent);
  } catch {
    // A carrier that can't be written to, or a foreign context: the call goes on without.
  }
}

/** A foreign state may do anything when asked; the span counts without it. */
function stateOf(spanContext: ReturnType<typeof trace.getSpanContext>): string | undefined {
  try {
    return spanContext?.traceState && formatTraceState(spanContext.traceState);
  } catch {
    return undefined;
  }
}

export function writeBaggage(
  context: Context,
  write: WriteField,
  { baggage, baggageHosts, propagators }: Carried,
  { url, trusted }: Destination,
  present: () => Entries = () => [],
): void {
  if (!propagators.includes("baggage")) return;
  try {
    if (trusted !== true && !mayHaveBaggage(url, baggageHosts)) return;
    // The first ones find room, so those that win come first.
    const entries = new Map<string, BaggageEntry>();
    const add = (key: string, entry: BaggageEntry) => {
      if (!entries.has(key)) entries.set(key, entry);
    };
    for (const [key, value] of Object.entries(asked(baggage) ?? {})) add(key, { value });
    for (const [key, entry] of propagation.getBaggage(context)?.getAllEntries() ?? [])
      add(key, entry);
    if (entries.size === 0) return;
    for (const [key, entry] of present()) add(key, entry);
    const header = formatBaggage(entries);
    if (header !== undefined) write("baggage", header);
  } catch {
    // As above.
  }
}

function asked(baggage: Carried["baggage"]) {
  try {
    return baggage?.();
  } catch {
    return undefined;
  }
}
