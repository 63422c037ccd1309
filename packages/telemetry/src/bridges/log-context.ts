import { correlationId } from "@ettl/logging";
import type { Tracing } from "@ettl/tracing";

/** Joins log lines to traces: the ids that every line gets. */
export function logContext(tracing: Tracing, withCorrelationId: boolean) {
  return () => ({
    correlation_id: withCorrelationId ? correlationId() : undefined,
    ...tracing.activeTraceIds(),
  });
}

/** Joins alerts to traces and log lines. */
export function alertContext(tracing: Tracing) {
  return () => ({
    trace_id: tracing.activeTraceIds()?.trace_id,
    correlation_id: correlationId(),
  });
}

/** Joins spans to log lines, and, as baggage, other services' lines to ours. */
export function correlationEntry() {
  const id = correlationId();
  return id === undefined ? undefined : { correlation_id: id };
}
