import type { TextMapPropagator } from "@opentelemetry/api";
import { texts } from "./carrier.ts";
import { readContext } from "./extract.ts";
import { type Carried, writeBaggage, writeTraceContext } from "./inject.ts";

/**
 * A propagator for the API's global one, which other instrumentation asks. It does not learn where a
 * carrier goes, so it sends baggage only where every host may get it: `baggageHosts: ["*"]`.
 */
export function createPropagator(carried: Carried): TextMapPropagator {
  const { propagators } = carried;
  return {
    fields: () => [
      ...(propagators.includes("tracecontext") ? ["traceparent", "tracestate"] : []),
      ...(propagators.includes("baggage") ? ["baggage"] : []),
    ],
    inject(context, carrier, setter) {
      const write = (name: string, value: string | undefined) => {
        if (value !== undefined) setter.set(carrier, name, value);
      };
      writeTraceContext(context, write, carried);
      writeBaggage(context, write, carried, {});
    },
    extract: (context, carrier, getter) =>
      readContext(context, (name) => texts(getter.get(carrier, name)), propagators),
  };
}
