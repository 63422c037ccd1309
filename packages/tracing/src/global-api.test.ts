import { createTracing } from "@ettl/tracing";
import {
  type Context,
  type ContextManager,
  context,
  ProxyTracerProvider,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type TextMapPropagator,
  trace,
} from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider } from "@opentelemetry/sdk-trace-base";
import { afterEach, expect, test } from "vitest";
import { collectingExporter, service } from "../test/collected.ts";

afterEach(() => {
  trace.disable();
  context.disable();
  propagation.disable();
});

function registered(options = {}) {
  const exporter = collectingExporter();
  const problems: string[] = [];
  const tracing = createTracing({
    ...service,
    exporters: [exporter],
    register: true,
    onProblem: ({ code }) => problems.push(code),
    ...options,
  });
  return { tracing, spans: exporter.spans, problems };
}

/** As a package of somebody else does it: everything through the global API. */
async function foreignInstrumentation(work: () => Promise<void>): Promise<void> {
  const tracer = trace
    .getTracerProvider()
    .getTracer("foreign-http", "3.2.1", { schemaUrl: "https://example.org/s" });
  await tracer.startActiveSpan(
    "GET /films",
    { kind: SpanKind.CLIENT, attributes: { "http.request.method": "GET" } },
    async (span) => {
      try {
        await work();
        span.setStatus({ code: SpanStatusCode.OK });
      } finally {
        span.end();
      }
    },
  );
}

test("registered, foreign instrumentation and ours are one trace, each with its scope", async () => {
  const { tracing, spans, problems } = registered();
  await tracing.withSpan("export", async () => {
    await foreignInstrumentation(async () => {
      await new Promise(setImmediate);
      expect(tracing.activeTraceIds()?.span_id).toBe(trace.getActiveSpan()?.spanContext().spanId);
      await tracing.withSpan("parse", async () => {
        await new Promise(setImmediate);
        trace.getActiveSpan()?.setAttribute("from.outside", true);
      });
    });
  });
  await tracing.close();

  const [parse, get, exported] = spans;
  expect(spans.map(({ name }) => name)).toEqual(["parse", "GET /films", "export"]);
  expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(1);
  expect(parse?.parentSpanContext?.spanId).toBe(get?.spanContext().spanId);
  expect(get?.parentSpanContext?.spanId).toBe(exported?.spanContext().spanId);
  expect(get?.instrumentationScope).toMatchObject({
    name: "foreign-http",
    version: "3.2.1",
    schemaUrl: "https://example.org/s",
  });
  expect(parse?.instrumentationScope.name).toBe("ettl");
  expect(parse?.attributes).toEqual({ "from.outside": true });
  expect(get?.resource.attributes["service.name"]).toBe("shop");
  expect(problems).toEqual([]);
});

test("registered, foreign spans get what every span gets and are counted like ours", async () => {
  const { tracing, spans } = registered({ attributes: () => ({ correlation_id: "c-1" }) });
  await foreignInstrumentation(async () => {});
  expect(tracing.stats()).toMatchObject({ started: 1, sampled: 1, ended: 1 });
  await tracing.close();
  expect(spans[0]?.attributes).toEqual({ "http.request.method": "GET", correlation_id: "c-1" });
});

test("a tracer that was taken from the API before registering makes spans here afterwards", async () => {
  const early = trace.getTracer("early");
  const { tracing, spans } = registered();
  early.startSpan("late").end();
  await tracing.close();
  expect(spans.map(({ name }) => name)).toEqual(["late"]);
});

test("registered, the API's propagator writes and reads the trace", async () => {
  const { tracing } = registered();
  const carrier: Record<string, string> = {};
  tracing.withSpan("client", (span) => {
    propagation.inject(context.active(), carrier);
    const { traceId, spanId } = span.spanContext();
    expect(carrier.traceparent).toBe(`00-${traceId}-${spanId}-01`);
    const extracted = propagation.extract(ROOT_CONTEXT, carrier);
    expect(trace.getSpanContext(extracted)).toMatchObject({ traceId, spanId, isRemote: true });
  });
  await tracing.close();
});

test("closing takes back what was registered, and others can register then", async () => {
  const { tracing } = registered();
  expect(trace.getTracer("x").startSpan("before").isRecording()).toBe(true);
  await tracing.close();
  expect(trace.getTracer("y").startSpan("after").isRecording()).toBe(false);
  const carrier = {};
  propagation.inject(
    trace.setSpanContext(ROOT_CONTEXT, {
      traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
      spanId: "00f067aa0ba902b7",
      traceFlags: 1,
    }),
    carrier,
  );
  expect(carrier).toEqual({});
  const isActive = context.with(ROOT_CONTEXT.setValue(Symbol.for("k"), 1), () =>
    context.active().getValue(Symbol.for("k")),
  );
  expect(isActive).toBeUndefined();

  const next = registered();
  await foreignInstrumentation(async () => {});
  await next.tracing.close();
  expect(next.spans).toHaveLength(1);
  expect(next.problems).toEqual([]);
});

test("closing leaves alone what somebody else has registered since", async () => {
  const { tracing } = registered();
  trace.disable();
  const provider = new BasicTracerProvider({ spanProcessors: [] });
  trace.setGlobalTracerProvider(provider);
  await tracing.close();
  const global = trace.getTracerProvider();
  expect(global instanceof ProxyTracerProvider ? global.getDelegate() : global).toBe(provider);
});

test("a second one that registers says so and works for itself; the first keeps the globals", async () => {
  const first = registered();
  const second = registered();
  expect(second.problems).toEqual(["already_registered"]);
  await foreignInstrumentation(async () => {});
  second.tracing.withSpan("its own", () => {});
  await second.tracing.close();
  await foreignInstrumentation(async () => {});
  await first.tracing.close();
  expect(second.spans.map(({ name }) => name)).toEqual(["its own"]);
  expect(first.spans.map(({ name }) => name)).toEqual(["GET /films", "GET /films"]);
});

test("without register nothing global is touched", async () => {
  const exporter = collectingExporter();
  const tracing = createTracing({ ...service, exporters: [exporter] });
  await tracing.withSpan("ours", async () => {
    expect(trace.getActiveSpan()).toBeUndefined();
    await foreignInstrumentation(async () => {});
  });
  await tracing.close();
  expect(exporter.spans.map(({ name }) => name)).toEqual(["ours"]);
  expect(trace.setGlobalTracerProvider(new BasicTracerProvider({}))).toBe(true);
  expect(context.setGlobalContextManager(new AsyncLocalStorageContextManager())).toBe(true);
  const nothing: TextMapPropagator = { inject() {}, extract: (c) => c, fields: () => [] };
  expect(propagation.setGlobalPropagator(nothing)).toBe(true);
});

/** Only as much as the interface asks for: synchronous, with a count of its uses. */
function countingManager(): ContextManager & { readonly uses: number } {
  let active: Context = ROOT_CONTEXT;
  const manager = {
    uses: 0,
    active: () => active,
    with(chosen: Context, fn: (...args: never[]) => unknown, self?: unknown, ...args: unknown[]) {
      manager.uses++;
      const before = active;
      active = chosen;
      try {
        return fn.apply(self, args as never[]);
      } finally {
        active = before;
      }
    },
    bind: (_: Context, target: unknown) => target,
    enable: () => manager,
    disable: () => manager,
  };
  return manager as unknown as ContextManager & { readonly uses: number };
}

test("a context manager that somebody registered before is used, so that spans of both join", async () => {
  const manager = countingManager();
  context.setGlobalContextManager(manager);
  const { tracing, spans } = registered();
  const before = manager.uses;
  tracing.withSpan("ours", () => {
    trace.getTracer("foreign").startActiveSpan("theirs", (span) => {
      tracing.withSpan("inner", () => {});
      span.end();
    });
  });
  expect(manager.uses).toBeGreaterThanOrEqual(before + 3);
  await tracing.close();
  const parents = new Map(spans.map((span) => [span.spanContext().spanId, span.name] as const));
  const named = spans.map(({ name, parentSpanContext }) => [
    name,
    parents.get(parentSpanContext?.spanId ?? ""),
  ]);
  expect(named).toEqual([
    ["inner", "theirs"],
    ["theirs", "ours"],
    ["ours", undefined],
  ]);
  // It was not ours to take back.
  expect(context.setGlobalContextManager(countingManager())).toBe(false);
});

test("a parent span of somebody else's SDK is a parent like any other", async () => {
  const { tracing, spans } = registered({ samplingRate: 0 });
  const theirs = new BasicTracerProvider({ spanProcessors: [] }).getTracer("theirs");
  const parent = theirs.startSpan("theirs");
  tracing.withContext(trace.setSpan(ROOT_CONTEXT, parent), () =>
    tracing.withSpan("ours", () => {}),
  );
  await tracing.close();
  expect(spans[0]?.parentSpanContext?.spanId).toBe(parent.spanContext().spanId);
});
