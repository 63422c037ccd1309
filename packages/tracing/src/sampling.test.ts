import { createTracing } from "@ettl/tracing";
import {
  createTraceState,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import {
  ParentBasedSampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace-base";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { collected, collectingExporter, service } from "../test/collected.ts";

const rates = [0, 0.1, 0.5, 1];

const hexId = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });

/** Parents as they arrive, some of which are none. */
const parentContext: fc.Arbitrary<SpanContext> = fc.record(
  {
    traceId: fc.oneof(
      { weight: 8, arbitrary: hexId(32) },
      fc.constantFrom("0".repeat(32), "", "no trace id", "g".repeat(32)),
    ),
    spanId: fc.oneof({ weight: 8, arbitrary: hexId(16) }, fc.constantFrom("0".repeat(16), "1")),
    traceFlags: fc.oneof(fc.constantFrom(0, 1), fc.nat({ max: 255 })),
    isRemote: fc.boolean(),
    traceState: fc.constantFrom(createTraceState(), createTraceState("vendor=1")),
  },
  { requiredKeys: ["traceId", "spanId", "traceFlags"] },
);

test("10,000 parents of all kinds are followed as the SDK's parent-based sampler follows them", async () => {
  const pairs = rates.map((rate) => ({
    tracing: createTracing({
      ...service,
      samplingRate: rate,
      exporters: [collectingExporter()],
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(rate) }),
  }));
  await fc.assert(
    fc.asyncProperty(parentContext, async (parent) => {
      const context = trace.setSpanContext(ROOT_CONTEXT, parent);
      for (const { tracing, sampler } of pairs) {
        const span = tracing.tracer.startSpan("child", {}, context);
        const { traceId, traceFlags } = span.spanContext();
        const { decision } = sampler.shouldSample(
          context,
          traceId,
          "child",
          SpanKind.INTERNAL,
          {},
          [],
        );
        const isSampled = decision === SamplingDecision.RECORD_AND_SAMPLED;
        expect((traceFlags & TraceFlags.SAMPLED) !== 0).toBe(isSampled);
        expect(span.isRecording()).toBe(isSampled);
      }
    }),
    { numRuns: 2500, seed: 5 },
  );
});

test("a root is sampled exactly when the SDK's ratio sampler would sample its trace id", () => {
  for (const rate of [...rates, 0.001, 0.9, 1e-9, 1 - 1e-9]) {
    const tracing = createTracing({ ...service, samplingRate: rate });
    const sampler = new TraceIdRatioBasedSampler(rate);
    let sampled = 0;
    for (let count = 0; count < 10_000; count++) {
      const { traceId, traceFlags } = tracing.tracer.startSpan("root").spanContext();
      const { decision } = sampler.shouldSample(ROOT_CONTEXT, traceId);
      const isSampled = decision === SamplingDecision.RECORD_AND_SAMPLED;
      expect((traceFlags & TraceFlags.SAMPLED) !== 0, `${traceId} at ${rate}`).toBe(isSampled);
      if (isSampled) sampled++;
    }
    // Six standard deviations: one run in half a billion is outside.
    const slack = 6 * Math.sqrt(10_000 * rate * (1 - rate));
    expect(sampled, `at ${rate}`).toBeGreaterThanOrEqual(10_000 * rate - slack);
    expect(sampled, `at ${rate}`).toBeLessThanOrEqual(10_000 * rate + slack);
    expect(tracing.stats()).toMatchObject({ started: 10_000, sampled, ended: 0 });
  }
});

test("a whole trace is sampled or none of it, and what is not sampled still has ids of its own", async () => {
  const ids = new Set<string>();
  const spans = await collected({ samplingRate: 0.5 }, (tracing) => {
    for (let count = 0; count < 500; count++)
      tracing.withSpan("root", (root) => {
        const { traceId, traceFlags } = root.spanContext();
        ids.add(root.spanContext().spanId);
        tracing.tracer.startActiveSpan("child", (child) => {
          ids.add(child.spanContext().spanId);
          expect(child.spanContext()).toMatchObject({ traceId, traceFlags });
          child.end();
        });
      });
  });
  expect(ids.size).toBe(1000);
  const traces = new Map<string, number>();
  for (const span of spans) {
    const { traceId } = span.spanContext();
    traces.set(traceId, (traces.get(traceId) ?? 0) + 1);
  }
  expect(traces.size).toBeGreaterThan(100);
  expect(traces.size).toBeLessThan(400);
  expect(new Set(traces.values())).toEqual(new Set([2]));
});

test("T9 a rate that is none is refused with the option's name, whatever its type", () => {
  for (const bad of [Number.NaN, -1, -1e-9, 1 + 1e-9, 2, Infinity, "0.5", "", null, {}, true, 1n])
    expect(() => createTracing({ ...service, samplingRate: bad as number }), String(bad)).toThrow(
      /samplingRate/,
    );
  for (const fine of [0, -0, 1e-12, 0.5, 1])
    expect(createTracing({ ...service, samplingRate: fine }).withSpan("x", () => 1)).toBe(1);
});
