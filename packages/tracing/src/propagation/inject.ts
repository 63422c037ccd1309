import { type BaggageEntry, type Context, propagation, trace } from "@opentelemetry/api";
import { formatBaggage, parseBaggage } from "./baggage.ts";
import { mayHaveBaggage } from "./baggage-hosts.ts";
import { readField, type WritableCarrier, writeField } from "./carrier.ts";
import { formatTraceState } from "./trace-state.ts";
import { formatTraceparent } from "./traceparent.ts";

/** What is carried: `traceparent` with `tracestate`, and `baggage`. */
export type PropagatorName = "tracecontext" | "baggage";

export interface InjectOptions {
  /** Where the carrier goes: its host decides about baggage. */
  readonly url?: string | URL | undefined;
  /** Entries beside those of the context, over which they win. */
  readonly baggage?: Readonly<Record<string, string>> | undefined;
  /** See `mayHaveBaggage`. */
  readonly baggageHosts: readonly string[];
  readonly propagators: readonly PropagatorName[];
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
  options: InjectOptions,
): void {
  const write: WriteField = (name, value) => writeField(carrier, name, value);
  writeTraceContext(context, write, options);
  writeBaggage(context, write, options, () => {
    return parseBaggage(readField(carrier, "baggage"))?.getAllEntries() ?? [];
  });
}

export function writeTraceContext(
  context: Context,
  write: WriteField,
  { propagators }: Pick<InjectOptions, "propagators">,
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
  { url, baggage = {}, baggageHosts, propagators }: InjectOptions,
  present: () => Entries = () => [],
): void {
  if (!propagators.includes("baggage")) return;
  try {
    if (!mayHaveBaggage(url, baggageHosts)) return;
    const added: Entries = Object.entries(baggage).map(([key, value]) => [key, { value }]);
    const inContext = propagation.getBaggage(context)?.getAllEntries() ?? [];
    if (added.length + inContext.length === 0) return;
    // The first ones find room, so those that win come first.
    const entries = new Map<string, BaggageEntry>();
    for (const [key, entry] of [...added, ...inContext, ...present()])
      if (!entries.has(key)) entries.set(key, entry);
    const header = formatBaggage(entries);
    if (header !== undefined) write("baggage", header);
  } catch {
    // As above.
  }
}
