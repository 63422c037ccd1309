import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import type { BatchExporter } from "./batch-exporter.ts";
import { refusalWords, showableWords } from "./collector-words.ts";
import { httpPost } from "./http-post.ts";
import { type EncodeBatch, loadEncodeBatch } from "./jaeger-thrift.ts";
import { sendSpans } from "./send-spans.ts";
import { sendWithRetries } from "./send-with-retries.ts";

export interface JaegerExporterOptions {
  /** Jaeger's collector, with path: `http://localhost:14268/api/traces`. */
  readonly url: URL;
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
   * A longer request is split.
   *
   * @default 4 MiB
   */
  readonly maxRequestBytes?: number;
}

/**
 * Thrift over HTTP, for a Jaeger without OTLP. The spans are translated by
 * `@opentelemetry/exporter-jaeger`, loaded with the first batch; everything else is done here.
 */
export function jaegerExporter(options: JaegerExporterOptions): BatchExporter {
  const {
    url,
    timeoutMs = 10_000,
    exportTimeoutMs = 30_000,
    retryDelayMs = 1000,
    maxRequestBytes = 4 * 1024 * 1024,
  } = options;
  const post = httpPost({ url, timeoutMs, contentType: "application/x-thrift" });
  const collector = `collector ${url.origin}`;
  const showable = showableWords(url);
  let loading: Promise<EncodeBatch> | undefined;
  return {
    name: "jaeger",
    async export(spans, signal) {
      const endsAtMs = performance.now() + exportTimeoutMs;
      loading ??= loadEncodeBatch();
      const encode = await loading;
      return sendSpans(byResource(spans), {
        encode,
        send: (body) =>
          sendWithRetries(post, body, signal, {
            collector,
            reasonOf: (answer) => showable(refusalWords(answer)),
            endsAtMs,
            firstDelayMs: retryDelayMs,
          }),
        receiptOf: () => ({ rejected: 0 }),
        maxRequestBytes,
      });
    },
    close: () => post.close(),
  };
}

/** A batch of Thrift has room for one. */
function byResource(spans: readonly ReadableSpan[]): ReadableSpan[][] {
  const groups = new Map<ReadableSpan["resource"], ReadableSpan[]>();
  for (const span of spans) {
    const group = groups.get(span.resource);
    if (group) group.push(span);
    else groups.set(span.resource, [span]);
  }
  return [...groups.values()];
}
