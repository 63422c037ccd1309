import type { TextMapPropagator } from "@opentelemetry/api";
import { texts } from "./carrier.ts";
import { readContext } from "./extract.ts";
import {
  type InjectOptions,
  type PropagatorName,
  writeBaggage,
  writeTraceContext,
} from "./inject.ts";

export interface PropagatorOptions {
  readonly propagators: readonly PropagatorName[];
  readonly baggageHosts: readonly string[];
  /** Asked at each injection for further entries. */
  readonly baggage: () => Readonly<Record<string, string>> | undefined;
}

/**
 * A propagator for the API's global one, which other instrumentation asks. It does not learn where a
 * carrier goes, so it sends baggage only where every host may get it: `baggageHosts: ["*"]`.
 */
export function createPropagator(options: PropagatorOptions): TextMapPropagator {
  const { propagators, baggageHosts } = options;
  return {
    fields: () => [
      ...(propagators.includes("tracecontext") ? ["traceparent", "tracestate"] : []),
      ...(propagators.includes("baggage") ? ["baggage"] : []),
    ],
    inject(context, carrier, setter) {
      const write = (name: string, value: string | undefined) => {
        if (value !== undefined) setter.set(carrier, name, value);
      };
      const injection: InjectOptions = {
        propagators,
        baggageHosts,
        baggage: asked(options.baggage),
      };
      writeTraceContext(context, write, injection);
      writeBaggage(context, write, injection);
    },
    extract: (context, carrier, getter) =>
      readContext(context, (name) => texts(getter.get(carrier, name)), propagators),
  };
}

function asked(baggage: PropagatorOptions["baggage"]) {
  try {
    return baggage();
  } catch {
    return undefined;
  }
}
