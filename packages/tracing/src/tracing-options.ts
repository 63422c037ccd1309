import type { Attributes } from "@opentelemetry/api";
import type { SpanExporter } from "@opentelemetry/sdk-trace-base";
import type { BatchOptions } from "./export/span-queue.ts";
import type { SpanLimits } from "./spans/span-limits.ts";

/** Who makes the spans, which are kept, and where they go. */
export interface TracingOptions {
  /** Becomes `service.name`. */
  readonly serviceName: string;
  /** Becomes `service.version`. */
  readonly serviceVersion: string;
  /** Becomes `deployment.environment.name`. */
  readonly environment: string;
  /** Further attributes of the resource, such as `OTEL_RESOURCE_ATTRIBUTES` names. The three win. */
  readonly resourceAttributes?: Attributes;
  /**
   * Share of new traces that is recorded, 0 to 1. A trace that a caller began keeps the caller's
   * decision.
   *
   * @default 1
   */
  readonly samplingRate?: number;
  /**
   * False: everything keeps its face, no span is recorded and no ids exist.
   *
   * @default true
   */
  readonly recording?: boolean;
  /** Asked when a recorded span starts for attributes to give it. */
  readonly attributes?: () => Attributes | undefined;
  /** Asked by `inject` for entries of the baggage, beside those of the context. */
  readonly baggage?: () => Readonly<Record<string, string>> | undefined;
  /**
   * Hosts that `inject` gives baggage to: `api.internal`, `*.internal`, `127.0.0.1:8080`.
   *
   * @default none
   */
  readonly baggageHosts?: readonly string[];
  /**
   * Headers that `inject` writes and `extract` reads.
   *
   * @default ["tracecontext", "baggage"]
   */
  readonly propagators?: readonly ("tracecontext" | "baggage")[];
  /** OTLP/HTTP collector, for example `http://localhost:4318`; `/v1/traces` is appended. */
  readonly otlpEndpoint?: string;
  /** Where spans go by OTLP/HTTP, used as it is, in place of `otlpEndpoint`. */
  readonly otlpTracesEndpoint?: string;
  /**
   * What is spoken to `otlpEndpoint`.
   *
   * @default "jaeger" (Thrift) if its path ends in /api/traces or its port is 14268, else "http/protobuf"
   */
  readonly protocol?: "http/protobuf" | "http/json" | "jaeger";
  readonly otlp?: OtlpOptions;
  /**
   * Jaeger's Thrift collector, for example `http://localhost:14268/api/traces`. Port 4318 or a
   * path `/v1/traces` mean its OTLP.
   */
  readonly jaegerEndpoint?: string;
  /** Exporters of your own, beside those by endpoint: each gets every span. */
  readonly exporters?: readonly SpanExporter[];
  readonly batch?: BatchOptions;
  readonly limits?: SpanLimits;
  /**
   * How many ended spans are kept for `recentTraces()`.
   *
   * @default 0
   */
  readonly recentSpans?: number;
  /**
   * Whether this tracing becomes the one of OpenTelemetry's global API: other instrumentation then
   * makes its spans here. `close` takes it back.
   *
   * @default false
   */
  readonly register?: boolean;
  /**
   * What an error leaves: an event of its span, a call of `onException`, or both (`logs/dup`).
   * OpenTelemetry's `OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN`.
   *
   * @default "events"
   */
  readonly exceptionSignal?: "events" | "logs" | "logs/dup";
  /** Called with an error that was recorded, where `exceptionSignal` includes logs. */
  readonly onException?: (exception: RecordedException) => void;
  /** Takes secrets out of the messages and stacks of errors before a span gets them. */
  readonly redact?: (text: string) => string;
  /** Called with what would otherwise go unnoticed. */
  readonly onProblem?: (problem: TracingProblem) => void;
}

/** How spans are sent by OTLP. */
export interface OtlpOptions {
  /** Sent with each request, for example `{ authorization: "Bearer …" }`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** @default "none" */
  readonly compression?: "none" | "gzip";
  /**
   * Milliseconds for one request.
   *
   * @default 10_000
   */
  readonly timeoutMs?: number;
  /** Certificates to trust, as PEM text, in place of Node's. */
  readonly ca?: string;
  /** Client certificate, as PEM text. */
  readonly clientCertificate?: string;
  /** Key of the client certificate, as PEM text. */
  readonly clientKey?: string;
}

/** An error that a span recorded. */
export interface RecordedException {
  readonly error: unknown;
  readonly traceId: string;
  readonly spanId: string;
}

/**
 * `span_export_failed`: spans begin to be lost; once per exporter, until it takes some again.
 * `already_registered`: another one is OpenTelemetry's global tracing.
 */
export interface TracingProblem {
  readonly code: "span_export_failed" | "already_registered";
  readonly message: string;
}

/** A callback of the caller's must not break the caller's tracing. */
export function tell({ onProblem }: TracingOptions, problem: TracingProblem): void {
  try {
    onProblem?.(problem);
  } catch {
    // It was told; what the caller makes of it is the caller's.
  }
}
