import { createTracing } from "@ettl/tracing";
import { type Context, context, type Tracer } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { ExportResultCode } from "@opentelemetry/core";
import {
  BasicTracerProvider,
  ParentBasedSampler,
  type ReadableSpan,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace-base";
import type { Program, ProgramLimits } from "./program.ts";

/** One of the two that a program runs on. */
export interface Side {
  readonly tracer: Tracer;
  active(): Context;
  with<T>(context: Context, fn: () => T): T;
  /** What was exported, in this order. */
  finish(): Promise<readonly ReadableSpan[]>;
}

export function ourSide({ limits, hasGlobalContexts }: Program): Side {
  if (hasGlobalContexts) setGlobalContexts();
  const exported: ReadableSpan[] = [];
  const tracing = createTracing({
    serviceName: "differential",
    serviceVersion: "1.0.0",
    environment: "test",
    limits,
    exporters: [
      {
        export(spans, done) {
          exported.push(...spans);
          done({ code: ExportResultCode.SUCCESS });
        },
        shutdown: async () => {},
      },
    ],
  });
  return {
    tracer: tracing.tracer,
    active: () => tracing.activeContext(),
    with: (chosen, fn) => tracing.withContext(chosen, fn),
    async finish() {
      await tracing.close();
      context.disable();
      return exported;
    },
  };
}

/** The SDK as its documentation has it; whatever it would read from the environment is given. */
export function sdkSide({ limits }: Program): Side {
  setGlobalContexts();
  const exported: ReadableSpan[] = [];
  const provider = new BasicTracerProvider({
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(1) }),
    spanLimits: sdkLimits(limits),
    spanProcessors: [
      {
        onStart: () => {},
        onEnd: (span) => void exported.push(span),
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    ],
  });
  return {
    tracer: provider.getTracer("ettl"),
    active: () => context.active(),
    with: (chosen, fn) => context.with(chosen, fn),
    async finish() {
      context.disable();
      return exported;
    },
  };
}

function setGlobalContexts(): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
}

const sdkLimits = (limits: ProgramLimits) => ({
  attributeValueLengthLimit: limits.attributeValueLength,
  attributeCountLimit: limits.attributeCount,
  eventCountLimit: limits.eventCount,
  linkCountLimit: limits.linkCount,
  attributePerEventCountLimit: limits.attributesPerEvent,
  attributePerLinkCountLimit: limits.attributesPerLink,
});
