import type { Environment } from "@ettl/config";
import { milliseconds } from "./milliseconds.ts";
import { readPairs } from "./pairs.ts";
import type { Aliases } from "./variables.ts";

const settings: Readonly<Record<string, Aliases[string]>> = {
  HEADERS: { key: "tracing.otlp_headers", read: (text) => Object.fromEntries(readPairs(text)) },
  PROTOCOL: { key: "tracing.protocol", read: protocol },
  TIMEOUT: { key: "tracing.otlp_timeout_seconds", read: milliseconds },
  COMPRESSION: { key: "tracing.otlp_compression", read: trimmed },
  CERTIFICATE: "tracing.otlp_certificate_file",
  CLIENT_CERTIFICATE: "tracing.otlp_client_certificate_file",
  CLIENT_KEY: "tracing.otlp_client_key_file",
};

/**
 * `OTEL_EXPORTER_OTLP_*`; those for traces win over those for everything.
 *
 * https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export function otlpVariables(env: Environment): Aliases {
  const named = (prefix: string) =>
    Object.entries(settings).map(([name, alias]) => [`${prefix}${name}`, alias] as const);
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: "tracing.otlp_endpoint",
    // Two keys for one place: what is ettl's own decides, though it is the less special one.
    ...(!env.ETTL_TRACING__OTLP_ENDPOINT && {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "tracing.otlp_traces_endpoint",
    }),
    ...Object.fromEntries([
      ...named("OTEL_EXPORTER_OTLP_"),
      ...named("OTEL_EXPORTER_OTLP_TRACES_"),
    ]),
  };
}

function protocol(text: string): string {
  const name = text.trim();
  if (name === "http/protobuf" || name === "http/json") return name;
  const expected = "expected http/protobuf or http/json";
  throw new Error(
    name === "grpc"
      ? `${expected}; gRPC is not spoken, and collectors take the other two on port 4318`
      : expected,
  );
}

function trimmed(text: string): string {
  return text.trim();
}
