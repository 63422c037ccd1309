import { context, TraceFlags, trace } from "@opentelemetry/api";
import { registerAsyncContext } from "./async-context.ts";

const span = {
  traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  spanId: "00f067aa0ba902b7",
  traceFlags: TraceFlags.SAMPLED,
};

/** Runs `fn` while a sampled span is active. */
export function inSampledSpan<T>(fn: () => T): T {
  registerAsyncContext();
  return context.with(trace.setSpanContext(context.active(), span), fn);
}

/** The ids of the active span if it is sampled: what an `exemplar` callback is for. */
export function sampledIds(): { trace_id: string; span_id: string } | undefined {
  const active = trace.getActiveSpan()?.spanContext();
  if (!active || (active.traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
  return { trace_id: active.traceId, span_id: active.spanId };
}
