import type { Context, Span, SpanOptions, Tracer } from "@opentelemetry/api";
import type { InstrumentationScope } from "@opentelemetry/core";
import type { Contexts } from "../contexts.ts";
import type { SpanOrigin } from "./recorded-span.ts";
import { contextWithSpan } from "./span-in-context.ts";
import type { SpanSource } from "./span-source.ts";

/** OpenTelemetry's tracer over our spans, for one instrumentation scope. */
export class SpanTracer implements Tracer {
  readonly #source: SpanSource;
  readonly #contexts: Contexts;
  readonly #origin: SpanOrigin;

  constructor(source: SpanSource, contexts: Contexts, scope: InstrumentationScope) {
    this.#source = source;
    this.#contexts = contexts;
    this.#origin = source.origin(scope);
  }

  startSpan(name: string, options: SpanOptions = {}, context = this.#contexts.active()): Span {
    return this.#source.begin(this.#origin, name, options, context);
  }

  startActiveSpan<F extends (span: Span) => unknown>(name: string, fn: F): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => unknown>(
    name: string,
    options: SpanOptions,
    fn: F,
  ): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => unknown>(
    name: string,
    options: SpanOptions,
    context: Context,
    fn: F,
  ): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => unknown>(
    name: string,
    second: SpanOptions | F,
    third?: Context | F,
    fourth?: F,
  ): ReturnType<F> {
    const fn = (fourth ?? third ?? second) as F;
    const options = typeof second === "function" ? {} : second;
    const parent = fourth === undefined ? this.#contexts.active() : (third as Context | undefined);
    const context = parent ?? this.#contexts.active();
    const span = this.#source.begin(this.#origin, name, options ?? {}, context);
    return this.#contexts.with(contextWithSpan(context, span), () => fn(span)) as ReturnType<F>;
  }
}
