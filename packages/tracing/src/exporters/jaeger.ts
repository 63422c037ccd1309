import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-base";
import { checkEndpoint } from "../endpoint.ts";

type ExporterLoader = () => Promise<Pick<SpanExporter, "export">>;

/**
 * Thrift over HTTP, to Jaeger's `/api/traces`. The exporter has no deadline of its own and its
 * `shutdown()` drops what is in flight and holds the process for two seconds, so it is only ever
 * given batches: the queue has the deadline and waits.
 */
export function jaegerExporter(endpoint: string): ExporterLoader {
  const url = checkEndpoint("jaegerEndpoint", endpoint);
  // Without a port the exporter's sender means port 80, whatever the scheme.
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  const href = `${url.protocol}//${url.hostname}:${port}${url.pathname}${url.search}`;
  return async () => {
    const { JaegerExporter } = await import("@opentelemetry/exporter-jaeger").catch(
      (cause: unknown) => {
        throw new Error(
          "jaegerEndpoint needs @opentelemetry/exporter-jaeger. Install it: npm install @opentelemetry/exporter-jaeger",
          { cause },
        );
      },
    );
    const exporter = new JaegerExporter({ endpoint: href });
    return {
      export: (spans: ReadableSpan[], done: Parameters<typeof exporter.export>[1]) =>
        exporter.export(spans, done),
    };
  };
}
