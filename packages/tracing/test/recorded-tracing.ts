import { createTracing, type TracingOptions } from "@ettl/tracing";
import { InMemorySpanExporter, type ReadableSpan } from "@opentelemetry/sdk-trace-base";

/** Tracing whose ended spans can be looked at. */
export function recordedTracing(options: Partial<TracingOptions> = {}) {
  const exporter = new InMemorySpanExporter();
  const tracing = createTracing({
    serviceName: "shop",
    serviceVersion: "1.2.3",
    environment: "test",
    exporters: [exporter],
    ...options,
  });
  return {
    tracing,
    /** All spans that ended so far, in the order of their end. */
    async spans(): Promise<ReadableSpan[]> {
      await tracing.flush();
      return exporter.getFinishedSpans();
    },
  };
}

/** The type and message of each exception that a span recorded. */
export function exceptionsOf(span: ReadableSpan | undefined) {
  return (span?.events ?? []).map(({ attributes = {} }) => [
    attributes["exception.type"],
    attributes["exception.message"],
  ]);
}
