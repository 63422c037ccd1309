import { randomUUID } from "node:crypto";
import {
  type Attributes,
  type Context,
  createContextKey,
  context as globalContext,
  INVALID_TRACEID,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  type Span,
  type SpanOptions,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { defaultResource, resourceFromAttributes } from "@opentelemetry/resources";
import {
  BasicTracerProvider,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace-base";
import { type DropReason, ExportQueue } from "./export-queue.ts";
import { jaegerExporter } from "./exporters/jaeger.ts";
import { otlpExporter, otlpTracesUrl } from "./exporters/otlp.ts";

export interface TracingOptions {
  readonly serviceName: string;
  readonly serviceVersion: string;
  /** Becomes `deployment.environment.name`. */
  readonly environment: string;
  /**
   * Share of new traces that is recorded, 0 to 1. A trace that a caller began keeps the caller's
   * decision.
   *
   * @default 1
   */
  readonly samplingRate?: number;
  /** OTLP/HTTP collector, for example `http://localhost:4318`; `/v1/traces` is appended. */
  readonly otlpEndpoint?: string;
  /** Where spans go by OTLP/HTTP, used as it is, in place of `otlpEndpoint`. */
  readonly otlpTracesEndpoint?: string;
  /** Jaeger's Thrift collector, for example `http://localhost:14268/api/traces`. */
  readonly jaegerEndpoint?: string;
  /** Asked when a span starts for attributes to give it. */
  readonly attributes?: () => Attributes | undefined;
  /**
   * False: everything keeps its face, no span is recorded and no ids exist.
   *
   * @default true
   */
  readonly recording?: boolean;
  /** Called when exports begin to fail, once until one succeeds. */
  readonly onProblem?: (problem: { code: "span_export_failed"; message: string }) => void;
}

export interface TracingStats {
  /** Spans begun, sampled or not. */
  readonly started: number;
  readonly sampled: number;
  /** Sampled spans that ended: exported + dropped + queued. */
  readonly ended: number;
  readonly exported: number;
  readonly dropped: number;
  readonly droppedByReason: Readonly<Partial<Record<DropReason, number>>>;
  readonly queued: number;
  readonly lastError?: string;
  /** ISO time of the last batch that every exporter took. */
  readonly lastSuccess?: string;
}

export interface TraceIds {
  readonly trace_id: string;
  readonly span_id: string;
}

export interface Tracing extends AsyncDisposable {
  /** OpenTelemetry's tracer. Its spans find their parent among those of `withSpan`. */
  readonly tracer: Tracer;
  /** Runs `fn` in a new active span that ends with it; an error is recorded and rethrown. */
  withSpan<T>(name: string, fn: (span: Span) => T): T;
  withSpan<T>(name: string, options: SpanOptions, fn: (span: Span) => T): T;
  /** Begins a span below the active one. The caller ends it. */
  startSpan(name: string, options?: SpanOptions): Span;
  /** Adds an event to the active span, if there is one. */
  addSpanEvent(name: string, attributes?: Attributes): void;
  /** Marks the active span as failed and records the error, if there is one. */
  recordSpanError(error: unknown): void;
  /** The ids of the active span. With `sampledOnly`, none for a span that is not recorded. */
  activeTraceIds(options?: { readonly sampledOnly?: boolean }): TraceIds | undefined;
  stats(): TracingStats;
  /** Exports what has ended so far, at most for `timeoutMs` (default 10 000). */
  flush(options?: { readonly timeoutMs?: number }): Promise<void>;
  /** Flushes for at most `timeoutMs` (default 10 000); what is left then counts as dropped. */
  close(options?: { readonly timeoutMs?: number }): Promise<void>;
}

// The OpenTelemetry defaults of OTEL_BSP_*, but for the timeout: a stop has ten seconds in all.
// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
const queueDefaults = {
  maxQueueSize: 2048,
  maxBatchSize: 512,
  scheduledDelayMs: 5000,
  exportTimeoutMs: 10_000,
};

/**
 * Makes tracing for one program, beside any other in the process.
 *
 * @throws {TypeError} An endpoint is not an http(s) URL, or `samplingRate` not within 0 to 1.
 */
export function createTracing(options: TracingOptions): Tracing {
  const { samplingRate = 1, recording = true, jaegerEndpoint } = options;
  if (typeof samplingRate !== "number" || !(samplingRate >= 0 && samplingRate <= 1))
    throw new TypeError(`samplingRate is ${samplingRate}, expected a number from 0 to 1`);

  const otlpUrl = otlpTracesUrl(options);
  const queue = new ExportQueue({
    ...queueDefaults,
    exporters: [
      ...(otlpUrl ? [otlpExporter(otlpUrl, queueDefaults.exportTimeoutMs)] : []),
      ...(jaegerEndpoint ? [jaegerExporter(jaegerEndpoint)] : []),
    ],
    attributes: options.attributes ?? (() => undefined),
    onProblem: options.onProblem ?? (() => {}),
  });
  const counts = { started: 0, sampled: 0 };
  const tracer = recording
    ? createProvider(options, countingSampler(samplingRate, counts), queue).getTracer("ettl")
    : new ProxyTracerProvider().getTracer("ettl");
  const contexts = contextManager();

  const activeSpan = () => trace.getSpan(contexts.active());
  const startSpan = (name: string, spanOptions: SpanOptions = {}) =>
    tracer.startSpan(name, spanOptions, contexts.active());
  const close = ({ timeoutMs = 10_000 } = {}) => queue.close(timeoutMs);

  function withSpan<T>(
    name: string,
    ...rest: [(span: Span) => T] | [SpanOptions, (span: Span) => T]
  ): T {
    const [spanOptions, fn] = rest.length === 1 ? [{}, rest[0]] : rest;
    const span = startSpan(name, spanOptions);
    const failed = (error: unknown): never => {
      recordError(span, error);
      span.end();
      throw error;
    };
    try {
      const result = contexts.with(trace.setSpan(contexts.active(), span), () => fn(span));
      if (isThenable(result))
        return Promise.resolve(result).then((value) => {
          span.end();
          return value;
        }, failed) as T;
      span.end();
      return result;
    } catch (error) {
      return failed(error);
    }
  }

  return {
    tracer: contextualTracer(tracer, contexts),
    withSpan,
    startSpan,
    addSpanEvent: (name, attributes) => void activeSpan()?.addEvent(name, attributes),
    recordSpanError(error) {
      const span = activeSpan();
      if (span) recordError(span, error);
    },
    activeTraceIds({ sampledOnly = false } = {}) {
      const ids = activeSpan()?.spanContext();
      if (!ids || ids.traceId === INVALID_TRACEID) return undefined;
      if (sampledOnly && (ids.traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
      return { trace_id: ids.traceId, span_id: ids.spanId };
    },
    stats: () => ({
      ...counts,
      ended: queue.ended,
      exported: queue.exported,
      dropped: [...queue.dropped.values()].reduce((sum, count) => sum + count, 0),
      droppedByReason: Object.fromEntries(queue.dropped),
      queued: queue.queued,
      ...(queue.lastError !== undefined && { lastError: queue.lastError }),
      ...(queue.lastSuccess !== undefined && { lastSuccess: queue.lastSuccess }),
    }),
    flush: ({ timeoutMs = 10_000 } = {}) => queue.flush(timeoutMs),
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}

/** Every option is given: what is left out, the SDK reads from the environment. */
function createProvider(options: TracingOptions, sampler: Sampler, queue: ExportQueue) {
  const limits = { attributeValueLengthLimit: 4096, attributeCountLimit: 128 };
  return new BasicTracerProvider({
    sampler,
    spanProcessors: [queue],
    generalLimits: limits,
    spanLimits: {
      ...limits,
      linkCountLimit: 128,
      eventCountLimit: 128,
      attributePerEventCountLimit: 128,
      attributePerLinkCountLimit: 128,
    },
    resource: defaultResource().merge(
      resourceFromAttributes({
        "service.name": options.serviceName,
        "service.version": options.serviceVersion,
        "service.instance.id": randomUUID(),
        "deployment.environment.name": options.environment,
      }),
    ),
  });
}

function countingSampler(ratio: number, counts: { started: number; sampled: number }): Sampler {
  const sampler = new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) });
  return {
    shouldSample(...args) {
      const result = sampler.shouldSample(...args);
      counts.started++;
      if (result.decision === SamplingDecision.RECORD_AND_SAMPLED) counts.sampled++;
      return result;
    },
    toString: () => sampler.toString(),
  };
}

interface Contexts {
  active(): Context;
  with<T>(context: Context, fn: () => T): T;
}

/** The API's context manager if somebody registered one, so that foreign spans join; else our own. */
function contextManager(): Contexts {
  const key = createContextKey("ettl");
  const globalWorks = globalContext.with(
    ROOT_CONTEXT.setValue(key, true),
    () => globalContext.active().getValue(key) === true,
  );
  return globalWorks ? globalContext : new AsyncLocalStorageContextManager().enable();
}

/** A tracer whose spans find their parent in our contexts even where none is registered globally. */
function contextualTracer(tracer: Tracer, contexts: Contexts): Tracer {
  return {
    startSpan: (name, options, context = contexts.active()) =>
      tracer.startSpan(name, options, context),
    startActiveSpan(name: string, ...rest: unknown[]) {
      const fn = rest.pop() as (span: Span) => unknown;
      const [options = {}, context = contexts.active()] = rest as [SpanOptions?, Context?];
      const span = tracer.startSpan(name, options, context);
      return contexts.with(trace.setSpan(context, span), () => fn(span)) as never;
    },
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value;
}

function recordError(span: Span, error: unknown): void {
  const exception = error instanceof Error ? error : new Error(String(error));
  span.recordException(exception);
  span.setAttribute("error.type", exception.name);
  span.setStatus({ code: SpanStatusCode.ERROR, message: exception.message });
}
