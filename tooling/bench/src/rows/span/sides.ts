import { createTracing, type Tracing } from "@ettl/tracing";
import { type Span, type Tracer, trace } from "@opentelemetry/api";
import { ExportResultCode } from "@opentelemetry/core";
import {
  BasicTracerProvider,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace-base";
import { attributesOf, describe, type SideOptions, type SpanSide } from "./side.ts";

/** How a program makes its spans: through OpenTelemetry's tracer, or with our `withSpan`. */
export type Way = "startActiveSpan" | "withSpan";

/** Ours, with a queue and an exporter that throws everything away. */
export function openOurs(options: SideOptions, way: Way, recording = true): SpanSide {
  const tracing = createTracing({
    serviceName: "bench",
    serviceVersion: "1.0.0",
    environment: "bench",
    samplingRate: options.rate,
    recording,
    exporters: [
      {
        export(spans, done) {
          options.take(spans);
          done({ code: ExportResultCode.SUCCESS });
        },
        shutdown: async () => {},
      },
    ],
  });
  const begun: Span[] = [];
  const begin = beginner(options, begun);
  return {
    name: recording ? "ours" : "ours, recording: false",
    span: way === "withSpan" ? withSpan(tracing, begin) : startActiveSpan(tracing.tracer, begin),
    begun,
    close: () => tracing.close(),
  };
}

/** The SDK as its documents wire it, with a processor that throws everything away. */
export function openByHand(options: SideOptions): SpanSide {
  const provider = new BasicTracerProvider({
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(options.rate) }),
    spanLimits: { attributeValueLengthLimit: 4096 },
    spanProcessors: [
      {
        onStart: () => {},
        onEnd: (span) => options.take([span]),
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    ],
  });
  const begun: Span[] = [];
  return {
    name: "SDK by hand",
    span: startActiveSpan(provider.getTracer("bench"), beginner(options, begun)),
    begun,
    close: () => provider.shutdown(),
  };
}

const beginner = ({ remembers }: SideOptions, begun: Span[]) =>
  remembers
    ? (span: Span) => {
        if (trace.getActiveSpan() === span) begun.push(span);
        describe(span);
      }
    : describe;

const startActiveSpan = (tracer: Tracer, work: (span: Span) => void) => (place: number) =>
  tracer.startActiveSpan("export page", { attributes: attributesOf(place) }, (span) => {
    try {
      work(span);
    } finally {
      span.end();
    }
  });

const withSpan = (tracing: Tracing, work: (span: Span) => void) => (place: number) =>
  tracing.withSpan("export page", { attributes: attributesOf(place) }, work);
