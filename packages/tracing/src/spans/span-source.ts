import {
  type Attributes,
  type Context,
  createContextKey,
  isSpanContextValid,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import type { InstrumentationScope } from "@opentelemetry/core";
import type { Resource } from "@opentelemetry/resources";
import { IdPool } from "./id-pool.ts";
import { RecordedSpan, type SpanOrigin } from "./recorded-span.ts";
import { SpanClock } from "./span-clock.ts";
import { spanOf } from "./span-in-context.ts";
import type { SpanLimits } from "./span-limits.ts";
import { UnrecordedSpan } from "./unrecorded-span.ts";

export interface SpanSourceOptions {
  readonly samplingRate: number;
  readonly limits: Required<SpanLimits>;
  readonly resource: Resource;
  /** False: sampled spans have ids and are counted, but nobody would get what they hold. */
  readonly keepsSpans: boolean;
  /** Attributes that every recorded span gets at its start. */
  readonly attributes: () => Attributes | undefined;
  /** Gets each sampled span that ended; nothing, if spans are not kept. */
  readonly ended: (span: RecordedSpan | undefined) => void;
}

const { SAMPLED, NONE } = TraceFlags;

/**
 * Level 2 of the W3C's trace context: who began the trace says by it that the id is random, and
 * everybody passes it on. https://www.w3.org/TR/trace-context-2/#random-trace-id-flag
 */
const RANDOM_FLAG = 2;

/** The SDK's mark for work that must not be traced, such as the sending of spans. */
export const suppressed = createContextKey("OpenTelemetry SDK Context Key SUPPRESS_TRACING");

/** Begins spans: gives ids, decides whether they are recorded, and builds nothing for the others. */
export class SpanSource {
  started = 0;
  sampled = 0;
  readonly #options: SpanSourceOptions;
  readonly #ids = new IdPool();
  readonly #clock = new SpanClock();
  /** Chances below it are sampled: the bound of the SDK's ratio sampler. */
  readonly #chanceBound: number;

  constructor(options: SpanSourceOptions) {
    this.#options = options;
    const { samplingRate } = options;
    this.#chanceBound = samplingRate === 1 ? 2 ** 32 : Math.floor(samplingRate * 0xffffffff);
  }

  origin(scope: InstrumentationScope): SpanOrigin {
    const { resource, limits, ended } = this.#options;
    return { scope, resource, limits, ended };
  }

  /** A new span below the one in `context`. A trace that a parent began keeps its decision. */
  begin(origin: SpanOrigin, name: string, options: SpanOptions, context: Context): Span {
    if (context.getValue(suppressed) === true) return unsampledNothing;
    const parentSpan = options.root === true ? undefined : spanOf(context);
    const parent = parentSpan && validContext(parentSpan);
    this.started++;
    const spanContext = parent ? this.#childOf(parent) : this.#rootContext();
    if ((spanContext.traceFlags & SAMPLED) === 0) return new UnrecordedSpan(spanContext);
    this.sampled++;
    const { keepsSpans, ended } = this.#options;
    if (!keepsSpans) return new UnrecordedSpan(spanContext, ended as () => void);
    return this.#record(origin, name, options, spanContext, parent, parentSpan);
  }

  #childOf(parent: SpanContext): SpanContext {
    const { traceId, traceState, traceFlags } = parent;
    const spanId = this.#ids.spanId();
    const flags = traceFlags & (SAMPLED | RANDOM_FLAG);
    return traceState
      ? { traceId, spanId, traceFlags: flags, traceState }
      : { traceId, spanId, traceFlags: flags };
  }

  #rootContext(): SpanContext {
    const { traceId, chance } = this.#ids.traceId();
    const traceFlags = chance < this.#chanceBound ? SAMPLED : NONE;
    return { traceId, spanId: this.#ids.spanId(), traceFlags };
  }

  #record(
    origin: SpanOrigin,
    name: string,
    options: SpanOptions,
    context: SpanContext,
    parent: SpanContext | undefined,
    parentSpan: Span | undefined,
  ): Span {
    const steady = performance.now();
    const span = new RecordedSpan(origin, {
      name,
      kind: options.kind ?? SpanKind.INTERNAL,
      context,
      parent,
      clockOffset:
        parent && parentSpan instanceof RecordedSpan
          ? parentSpan.clockOffset
          : this.#clock.offset(steady),
      steady,
      startTime: options.startTime,
    });
    if (options.links) span.addLinks(options.links);
    if (options.attributes) span.setAttributes(options.attributes);
    try {
      const attributes = this.#options.attributes();
      if (attributes) span.setAttributes(attributes);
    } catch {
      // A callback of the caller's must not break the caller's tracing.
    }
    return span;
  }
}

/** The ids of a parent that is one. Our own always are; looking at the others costs more. */
function validContext(span: Span): SpanContext | undefined {
  const context = span.spanContext();
  if (span instanceof RecordedSpan || span instanceof UnrecordedSpan)
    return span === unsampledNothing ? undefined : context;
  return isSpanContextValid(context) ? context : undefined;
}

const unsampledNothing: Span = trace.wrapSpanContext({
  traceId: "00000000000000000000000000000000",
  spanId: "0000000000000000",
  traceFlags: NONE,
});
