import type { Logger } from "@ettl/logging";

interface SpanException {
  readonly error: unknown;
  readonly traceId: string;
  readonly spanId: string;
}

/** Writes the errors of spans as log lines: where `tracing.exception_signal` has logs in it. */
export function exceptionsToLogs(logger: () => Logger) {
  return ({ error, traceId, spanId }: SpanException): void => {
    logger().error({ error, trace_id: traceId, span_id: spanId }, "exception");
  };
}
