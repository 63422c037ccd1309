import { createTracing, type TracingOptions } from "@ettl/tracing";
import { type Span, SpanStatusCode } from "@opentelemetry/api";
import { ExportResultCode } from "@opentelemetry/core";
import { JaegerExporter } from "@opentelemetry/exporter-jaeger";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { defaultResource, resourceFromAttributes } from "@opentelemetry/resources";
import {
  BasicTracerProvider,
  type ReadableSpan,
  type SpanExporter,
} from "@opentelemetry/sdk-trace-base";

/** One batch less one: a full one would go out before it is asked for. */
export const perBatch = 511;

export interface ExportSide {
  readonly name: string;
  /** The first part of the path that it sends to. */
  readonly path: string;
  /** Makes a batch of spans, numbered from `first` on. Not timed. */
  prepare(first: number): void;
  /** Resolves when the collector has answered for all of them. */
  send(): Promise<void>;
  close(): Promise<void>;
}

/** Texts of which each span has one. */
export const textsOfSpan = ["export.format", "export.items", "page.fetched", "page.written"];

export const openSides = (url: string): readonly ExportSide[] => [
  ours("ours", "ours-otlp", { otlpEndpoint: `${url}/ours-otlp` }),
  stock(
    "SDK, OTLP protobuf",
    "sdk-otlp",
    new OTLPTraceExporter({ url: `${url}/sdk-otlp/v1/traces` }),
  ),
  ours("ours, Jaeger", "ours-jaeger", { jaegerEndpoint: `${url}/ours-jaeger/api/traces` }),
  stock(
    "exporter-jaeger",
    "sdk-jaeger",
    new JaegerExporter({ endpoint: `${url}/sdk-jaeger/api/traces` }),
  ),
];

function ours(name: string, path: string, endpoint: Partial<TracingOptions>): ExportSide {
  const tracing = createTracing({
    serviceName: "bench",
    serviceVersion: "1.0.0",
    environment: "bench",
    ...endpoint,
    batch: { maxBatchSize: perBatch + 1, scheduleDelayMs: 600_000 },
  });
  let made = 0;
  return {
    name,
    path,
    prepare(first) {
      for (let place = 0; place < perBatch; place++)
        complete(tracing.tracer.startSpan("export page"), first + place);
      made += perBatch;
    },
    async send() {
      await tracing.flush();
      const { exported, lastError } = tracing.stats();
      if (exported !== made) throw new Error(`${name}: ${exported} of ${made}: ${lastError}`);
    },
    close: () => tracing.close(),
  };
}

function stock(name: string, path: string, exporter: SpanExporter): ExportSide {
  const spans: ReadableSpan[] = [];
  const provider = new BasicTracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({
        "service.name": "bench",
        "service.version": "1.0.0",
        "service.instance.id": "00000000-0000-4000-8000-000000000000",
        "deployment.environment.name": "bench",
      }),
    ),
    spanProcessors: [
      {
        onStart: () => {},
        onEnd: (span) => void spans.push(span),
        forceFlush: async () => {},
        shutdown: () => exporter.shutdown(),
      },
    ],
  });
  const tracer = provider.getTracer("bench");
  return {
    name,
    path,
    prepare(first) {
      for (let place = 0; place < perBatch; place++)
        complete(tracer.startSpan("export page"), first + place);
    },
    send: () =>
      new Promise((resolve, reject) => {
        exporter.export(spans.splice(0), ({ code, error }) => {
          if (code === ExportResultCode.SUCCESS) resolve();
          else reject(error ?? new Error(`${name} gave no reason`));
        });
      }),
    // Jaeger's waits two seconds for nothing.
    close: async () => void provider.shutdown().catch(() => {}),
  };
}

function complete(span: Span, place: number): void {
  span.setAttribute("export.page", `page-${String(place).padStart(6, "0")};`);
  span.setAttribute("export.format", "csv");
  span.setAttribute("export.items", 250);
  span.setAttribute("export.cached", true);
  span.addEvent("page.fetched");
  span.addEvent("page.written", { bytes: 18_250 });
  span.setStatus({ code: SpanStatusCode.OK });
  span.end();
}
