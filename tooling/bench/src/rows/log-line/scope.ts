import { AsyncLocalStorage } from "node:async_hooks";
import { devNull } from "node:os";
import { correlationId, createTelemetry, withCorrelationId } from "@ettl/telemetry";
import { telemetryConfig } from "@ettl/telemetry/config";
import { context, TraceFlags, trace } from "@opentelemetry/api";
import { registerAsyncContext } from "../../async-context.ts";
import type { Scope } from "./side.ts";

const ids = {
  correlation_id: "0b9c3a52-6d0e-4c5b-9f3e-7f2f1c7a4d10",
  trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
  span_id: "00f067aa0ba902b7",
};

/** One operation with a sampled span and a correlation id, for all sides. */
export async function openScope(): Promise<Scope> {
  registerAsyncContext();
  const config = telemetryConfig().parse({
    monitoring: { enabled: false },
    logging: { output: "file", file: devNull, rotation_enabled: false },
  });
  const telemetry = await createTelemetry(config, { version: "1.0.0" });
  const { tracing } = telemetry;
  const correlation = new AsyncLocalStorage<string>();
  const span = {
    traceId: ids.trace_id,
    spanId: ids.span_id,
    traceFlags: TraceFlags.SAMPLED,
  };
  return {
    ids,
    run: (fn) =>
      withCorrelationId(ids.correlation_id, () =>
        correlation.run(ids.correlation_id, () =>
          context.with(trace.setSpanContext(context.active(), span), fn),
        ),
      ),
    bridge: () => ({ correlation_id: correlationId(), ...tracing.activeTraceIds() }),
    byHand() {
      const active = trace.getActiveSpan()?.spanContext();
      return {
        correlation_id: correlation.getStore(),
        ...(active && { trace_id: active.traceId, span_id: active.spanId }),
      };
    },
    [Symbol.asyncDispose]: () => telemetry.stop(),
  };
}
