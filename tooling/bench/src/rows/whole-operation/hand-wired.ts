import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { type Span, SpanStatusCode, TraceFlags, trace } from "@opentelemetry/api";
import {
  BasicTracerProvider,
  ParentBasedSampler,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace-base";
import { destination, pino } from "pino";
import { Counter, Histogram, Registry } from "prom-client";
import { exported, type Side, samplingRate, type Work } from "./side.ts";

/** The same records, wired by hand as the three libraries' own documents show it. */
export async function openHandWired(logFile: string): Promise<Side> {
  // Exemplars exist in this format only.
  const registry = new Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const { counter, histogram } = instruments(registry);
  const spans = countingProcessor();
  const sampler = new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(samplingRate) });
  const provider = new BasicTracerProvider({ sampler, spanProcessors: [spans] });
  const tracer = provider.getTracer("hand-wired");
  const correlation = new AsyncLocalStorage<string>();
  const lines = destination({ dest: logFile, sync: true });
  const logger = pino(
    {
      base: null,
      messageKey: "message",
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
      mixin: () => ({ correlation_id: correlation.getStore(), ...ids(trace.getActiveSpan()) }),
    },
    lines,
  );
  // Given to each line rather than through a child logger: less work for the same line.
  const { type, format } = exported;
  const fields = { component: "exporter", operation_type: type, format };

  const ended = (span: Span, status: string, start: number) => {
    const seconds = (performance.now() - start) / 1000;
    const isSampled = (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
    const exemplar = isSampled ? { exemplarLabels: ids(span) } : {};
    counter.inc({ labels: { status, type, format }, value: 1, ...exemplar });
    histogram.observe({ labels: { type, status }, value: seconds, ...exemplar });
    logger.info({ ...fields, duration_ms: Math.round(seconds * 1000) }, "export.completed");
  };

  const observed = (correlationId: string, work: Work) => {
    const start = performance.now();
    const attributes = {
      "export.type": type,
      "export.format": format,
      correlation_id: correlationId,
    };
    return tracer.startActiveSpan(`export ${type}`, { attributes }, async (span) => {
      logger.info(fields, "export.started");
      try {
        await work(span);
        ended(span, "success", start);
      } catch (error) {
        span.recordException(error instanceof Error ? error : String(error));
        span.setStatus({ code: SpanStatusCode.ERROR });
        ended(span, "error", start);
        throw error;
      } finally {
        span.end();
      }
    });
  };

  return {
    name: "hand-wired",
    operation(work) {
      const correlationId = randomUUID();
      return correlation.run(correlationId, () => observed(correlationId, work));
    },
    metricsText: () => registry.metrics(),
    spans: () => spans.counts,
    async close() {
      await provider.shutdown();
      lines.end();
    },
  };
}

function instruments(registry: Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE>) {
  const registers = [registry];
  return {
    counter: new Counter<string>({
      name: "export_trakt_exports_total",
      help: "Exports that ended.",
      labelNames: ["status", "type", "format"],
      registers,
      enableExemplars: true,
    }),
    histogram: new Histogram<string>({
      name: "export_trakt_export_duration_seconds",
      help: "Duration of exports, in seconds.",
      labelNames: ["type", "status"],
      buckets: [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
      registers,
      enableExemplars: true,
    }),
  };
}

function ids(span: Span | undefined) {
  const context = span?.spanContext();
  return context ? { trace_id: context.traceId, span_id: context.spanId } : {};
}

/** Ours runs without an exporter and counts what ends; so does this one. */
function countingProcessor(): SpanProcessor & {
  readonly counts: { sampled: number; ended: number };
} {
  const counts = { sampled: 0, ended: 0 };
  return {
    counts,
    onStart: () => void counts.sampled++,
    onEnd: () => void counts.ended++,
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}
