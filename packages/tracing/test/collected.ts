import { createTracing, type Tracing, type TracingOptions } from "@ettl/tracing";
import { ExportResultCode } from "@opentelemetry/core";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-base";

export const service = { serviceName: "shop", serviceVersion: "1.2.3", environment: "test" };

/** An exporter that keeps what it is given. */
export function collectingExporter(): SpanExporter & { readonly spans: ReadableSpan[] } {
  const spans: ReadableSpan[] = [];
  return {
    spans,
    export(batch, done) {
      spans.push(...batch);
      done({ code: ExportResultCode.SUCCESS });
    },
    shutdown: async () => {},
  };
}

/** Runs `work` with a tracing of its own and resolves to what it exported. */
export async function collected(
  options: Partial<TracingOptions>,
  work: (tracing: Tracing) => unknown,
): Promise<readonly ReadableSpan[]> {
  const exporter = collectingExporter();
  const tracing = createTracing({ ...service, ...options, exporters: [exporter] });
  await work(tracing);
  await tracing.close();
  return exporter.spans;
}

/** The first span of those that `work` makes. */
export async function collectedSpan(
  options: Partial<TracingOptions>,
  work: (tracing: Tracing) => unknown,
): Promise<ReadableSpan> {
  const [span] = await collected(options, work);
  if (!span) throw new Error("no span was exported");
  return span;
}
