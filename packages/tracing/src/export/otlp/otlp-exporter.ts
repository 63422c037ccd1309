import type { BatchExporter } from "../batch-exporter.ts";
import { refusalWords, showableWords } from "../collector-words.ts";
import { httpPost } from "../http-post.ts";
import { sendSpans } from "../send-spans.ts";
import { sendWithRetries } from "../send-with-retries.ts";
import { encodeTraces } from "./encode-traces.ts";
import { partialSuccess } from "./partial-success.ts";
import { tracesJson } from "./traces-json.ts";

export interface OtlpExporterOptions {
  /** Where spans are posted, as it is. */
  readonly url: URL;
  /** @default "http/protobuf" */
  readonly protocol?: "http/protobuf" | "http/json";
  /** Sent with each request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** @default "none" */
  readonly compression?: "none" | "gzip";
  /**
   * Milliseconds for one request.
   *
   * @default 10_000
   */
  readonly timeoutMs?: number;
  /**
   * Milliseconds until the signal ends an export. A collector that wants to be left alone for
   * longer is not waited for.
   *
   * @default 30_000
   */
  readonly exportTimeoutMs?: number;
  /**
   * Milliseconds before a request is repeated for the first time.
   *
   * @default 1000
   */
  readonly retryDelayMs?: number;
  /**
   * A longer request is split. Before compression.
   *
   * @default 4 MiB
   */
  readonly maxRequestBytes?: number;
  /** Certificates to trust in place of Node's, as PEM text. */
  readonly ca?: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
}

/** OTLP over HTTP, protobuf or JSON. */
export function otlpExporter(options: OtlpExporterOptions): BatchExporter {
  const {
    url,
    protocol = "http/protobuf",
    timeoutMs = 10_000,
    exportTimeoutMs = 30_000,
    retryDelayMs = 1000,
    maxRequestBytes = 4 * 1024 * 1024,
    ...connection
  } = options;
  const isJson = protocol === "http/json";
  const post = httpPost({
    ...connection,
    url,
    timeoutMs,
    contentType: isJson ? "application/json" : "application/x-protobuf",
  });
  const collector = `collector ${url.origin}`;
  const showable = showableWords(url, options.headers);
  return {
    name: "otlp",
    export(spans, signal) {
      const endsAtMs = performance.now() + exportTimeoutMs;
      return sendSpans([spans], {
        encode: (part) =>
          isJson ? Buffer.from(JSON.stringify(tracesJson(part))) : encodeTraces(part),
        send: (body) =>
          sendWithRetries(post, body, signal, {
            collector,
            reasonOf: (answer) => showable(refusalWords(answer)),
            endsAtMs,
            firstDelayMs: retryDelayMs,
          }),
        receiptOf: (answer) => partialSuccess(answer, showable),
        maxRequestBytes,
      });
    },
    close: () => post.close(),
  };
}
