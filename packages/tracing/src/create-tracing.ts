import {
  INVALID_TRACEID,
  ProxyTracerProvider,
  type Span,
  TraceFlags,
  type Tracer,
} from "@opentelemetry/api";
import { withCommandSpan } from "./command-span.ts";
import { chooseContexts } from "./contexts.ts";
import { tracesJson } from "./export/otlp/traces-json.ts";
import { createSpanExport } from "./export/span-export.ts";
import { baggageValues } from "./propagation/baggage.ts";
import { extractFrom } from "./propagation/extract.ts";
import { injectInto } from "./propagation/inject.ts";
import { createPropagator } from "./propagation/propagator.ts";
import { RecentSpans } from "./recent-spans.ts";
import { registerGlobally } from "./register.ts";
import { resourceOf } from "./resource.ts";
import { errorRecorder } from "./spans/record-error.ts";
import { contextWithSpan, spanOf } from "./spans/span-in-context.ts";
import { checkedLimits } from "./spans/span-limits.ts";
import { SpanSource } from "./spans/span-source.ts";
import { SpanTracer } from "./spans/tracer.ts";
import type { Tracing, WithSpanOptions } from "./tracing.ts";
import { type TracingOptions, tell } from "./tracing-options.ts";

const scope = { name: "ettl" };

/**
 * Makes tracing for one program, beside any other in the process.
 *
 * @throws {TypeError} An endpoint is not an http(s) URL, or `samplingRate` not within 0 to 1.
 * @throws {RangeError} A figure of `batch` or `limits`, or `recentSpans`, makes no sense.
 */
export function createTracing(options: TracingOptions): Tracing {
  const { samplingRate = 1, recording = true } = options;
  if (typeof samplingRate !== "number" || !(samplingRate >= 0 && samplingRate <= 1))
    throw new TypeError(`samplingRate is ${samplingRate}, expected a number from 0 to 1`);

  const { contexts, own } = chooseContexts();
  const spanExport = createSpanExport(options, contexts);
  const recent = new RecentSpans(options.recentSpans ?? 0);
  const source = new SpanSource({
    samplingRate,
    limits: checkedLimits(options.limits),
    resource: resourceOf(options),
    keepsSpans: spanExport.keepsSpans || recent.size > 0,
    attributes: options.attributes ?? (() => undefined),
    ended(span) {
      if (span) recent.add(span);
      spanExport.ended(span);
    },
  });
  const tracer: Tracer = recording
    ? new SpanTracer(source, contexts, scope)
    : new ProxyTracerProvider().getTracer(scope.name);
  const recordError = errorRecorder(options);

  const activeSpan = () => spanOf(contexts.active());
  const startSpan = (name: string, spanOptions = noOptions) =>
    tracer.startSpan(name, spanOptions, spanOptions.parent ?? contexts.active());

  function withSpan<T>(name: string, second: WithSpanOptions | Work<T>, third?: Work<T>): T {
    const fn = third ?? (second as Work<T>);
    const spanOptions = third ? (second as WithSpanOptions) : noOptions;
    const context = spanOptions.parent ?? contexts.active();
    const span = tracer.startSpan(name, spanOptions, context);
    const failed = (error: unknown): never => {
      recordError(span, error);
      span.end();
      throw error;
    };
    try {
      const result = contexts.with(contextWithSpan(context, span), () => fn(span));
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

  const { propagators = ["tracecontext", "baggage"], baggageHosts = [], baggage } = options;
  const carried = { propagators, baggageHosts, baggage };
  const unregister =
    options.register && recording
      ? registerGlobally({
          provider: {
            getTracer: (name, version, { schemaUrl } = {}) =>
              new SpanTracer(source, contexts, {
                name,
                ...(version !== undefined && { version }),
                ...(schemaUrl !== undefined && { schemaUrl }),
              }),
          },
          contexts: own,
          propagator: createPropagator(carried),
        })
      : undefined;
  if (options.register && recording && !unregister)
    tell(options, {
      code: "already_registered",
      message:
        "OpenTelemetry's global API has another tracing already; register this one before it, or only that one",
    });
  const close = ({ timeoutMs = 10_000 } = {}) => {
    unregister?.();
    return spanExport.close(timeoutMs);
  };

  const tracing: Tracing = {
    tracer,
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
    activeContext: () => contexts.active(),
    withContext: (context, fn) => contexts.with(context, fn),
    inject: (carrier, destination = {}) =>
      injectInto(carrier, destination.context ?? contexts.active(), carried, destination),
    extract: (carrier) => extractFrom(carrier, propagators),
    baggage: (context = contexts.active()) => baggageValues(context),
    withCommandSpan: (command, fn) => withCommandSpan(tracing, command, fn),
    recentTraces: (query) => tracesJson(recent.find(query)),
    stats: () => ({ started: source.started, sampled: source.sampled, ...spanExport.stats() }),
    flush: ({ timeoutMs = 10_000 } = {}) => spanExport.flush(timeoutMs),
    close,
    [Symbol.asyncDispose]: () => close(),
  };
  return tracing;
}

type Work<T> = (span: Span) => T;

const noOptions: WithSpanOptions = {};

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" && value !== null && typeof Reflect.get(value, "then") === "function"
  );
}
