import type { Logger } from "@ettl/logging";
import type { RecordedException, Tracing } from "@ettl/tracing";
import { TraceFlags, trace } from "@opentelemetry/api";

interface Parts {
  readonly logger: Logger;
  readonly tracing: Tracing;
}

/**
 * Writes the error of a span as a log line, where `tracing.exception_signal` has logs in it: one
 * line for each span that it fails, as each would have an event.
 */
export function exceptionToLog(
  { error, traceId, spanId }: RecordedException,
  { logger, tracing }: Parts,
): void {
  // The span is no longer the active one, and lines get their ids from that.
  const ids = { traceId, spanId, traceFlags: TraceFlags.NONE };
  const context = trace.setSpanContext(tracing.activeContext(), ids);
  tracing.withContext(context, () => logger.error({ error }, "exception"));
}
