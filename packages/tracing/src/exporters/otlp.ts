import type { SpanExporter } from "@opentelemetry/sdk-trace-base";
import { checkEndpoint } from "../endpoint.ts";

type ExporterLoader = () => Promise<Pick<SpanExporter, "export">>;

export interface OtlpEndpoints {
  readonly otlpEndpoint?: string;
  readonly otlpTracesEndpoint?: string;
}

/**
 * Where spans are posted: the endpoint for traces as it is, else the one for everything with
 * `/v1/traces` after it, unless it ends so.
 */
export function otlpTracesUrl({
  otlpEndpoint,
  otlpTracesEndpoint,
}: OtlpEndpoints): URL | undefined {
  if (otlpTracesEndpoint) return checkEndpoint("otlpTracesEndpoint", otlpTracesEndpoint);
  if (!otlpEndpoint) return undefined;
  const url = checkEndpoint("otlpEndpoint", otlpEndpoint);
  if (!url.pathname.endsWith("/v1/traces"))
    url.pathname = `${url.pathname.replace(/\/$/, "")}/v1/traces`;
  return url;
}

/** OTLP over HTTP, protobuf. */
export function otlpExporter(url: URL, timeoutMs: number): ExporterLoader {
  return async () => {
    const { OTLPTraceExporter } = await import("@opentelemetry/exporter-trace-otlp-proto").catch(
      (cause: unknown) => {
        throw new Error(
          "OTLP needs @opentelemetry/exporter-trace-otlp-proto. Install it: npm install @opentelemetry/exporter-trace-otlp-proto",
          { cause },
        );
      },
    );
    return new OTLPTraceExporter({ url: url.href, timeoutMillis: timeoutMs });
  };
}
