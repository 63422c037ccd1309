import { checkEndpoint } from "../endpoint.ts";
import type { ExporterLoader } from "../export-queue.ts";

/** OTLP over HTTP, protobuf. `/v1/traces` is appended to the endpoint unless it ends so. */
export function otlpExporter(endpoint: string, timeoutMs: number): ExporterLoader {
  const url = checkEndpoint("otlpEndpoint", endpoint);
  if (!url.pathname.endsWith("/v1/traces"))
    url.pathname = `${url.pathname.replace(/\/$/, "")}/v1/traces`;
  return async () => {
    const { OTLPTraceExporter } = await import("@opentelemetry/exporter-trace-otlp-proto").catch(
      (cause: unknown) => {
        throw new Error(
          "otlpEndpoint needs @opentelemetry/exporter-trace-otlp-proto. Install it: npm install @opentelemetry/exporter-trace-otlp-proto",
          { cause },
        );
      },
    );
    return new OTLPTraceExporter({ url: url.href, timeoutMillis: timeoutMs });
  };
}
