import { randomBytes } from "node:crypto";
import { createTracing, type Tracing, type TracingOptions } from "@ettl/tracing";
import { traceRoutes } from "@ettl/tracing/hono";
import {
  asJaegerBatch,
  eventually,
  inAnyOrder,
  type JaegerServer,
  startJaeger,
  withoutFlags,
} from "@ettl-tooling/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hostile } from "../test/hostile-program.ts";
import { order, orderOptions } from "../test/order-program.ts";
import { asOtlp, keepingExporter } from "../test/sent-spans.ts";

let jaeger: JaegerServer;
beforeAll(async () => {
  jaeger = await startJaeger();
});
afterAll(() => jaeger[Symbol.asyncDispose]());

/** Runs `program`, closes, and waits until Jaeger has as many spans of that service as were kept. */
async function sent(options: Partial<TracingOptions>, program: (tracing: Tracing) => unknown) {
  const kept = keepingExporter();
  const serviceName = options.serviceName ?? "shop";
  const tracing = createTracing({
    serviceVersion: "1.2.3",
    environment: "test",
    ...options,
    serviceName,
    exporters: [kept],
  });
  await program(tracing);
  await tracing.close();
  expect(tracing.stats()).toMatchObject({ exported: kept.spans.length, dropped: 0 });
  const found = await eventually(`the spans of ${serviceName} in Jaeger`, async () => {
    const spans = await jaeger.spansOf(serviceName);
    return spans.length >= kept.spans.length && spans;
  });
  return { kept: kept.spans.map(asOtlp), found };
}

/** Jaeger has one trace of an id, whoever sent it: each test takes its own. */
const newTraceId = () => randomBytes(16).toString("hex");
const byId = (a: { readonly spanId: string }, b: { readonly spanId: string }) =>
  a.spanId < b.spanId ? -1 : 1;

test("Jaeger has every part of a span as it was sent over OTLP, protobuf and JSON", async () => {
  for (const protocol of ["http/protobuf", "http/json"] as const) {
    const serviceName = `over ${protocol}`;
    const { kept, found } = await sent(
      { ...orderOptions, serviceName, otlpEndpoint: jaeger.otlpUrl, protocol },
      (tracing) => order(tracing, { traceId: newTraceId() }),
    );
    expect(found.sort(byId)).toEqual(kept.sort(byId));
  }
});

test("Jaeger has every part of a span as it was sent over Thrift", async () => {
  const traceId = newTraceId();
  const { kept, found } = await sent(
    { ...orderOptions, serviceName: "over thrift", jaegerEndpoint: jaeger.thriftUrl },
    // Jaeger's answer would be an error: its JSON has no word for infinity.
    (tracing) => order(tracing, { traceId, finite: true }),
  );
  expect(found.map((span) => span.traceId)).toEqual([traceId, traceId]);
  expect(inAnyOrder(await jaeger.trace(traceId))).toEqual(
    inAnyOrder(withoutFlags(asJaegerBatch(kept))),
  );
});

test("T7 Jaeger takes hostile attributes over each protocol", async () => {
  for (const [name, endpoint] of Object.entries({
    protobuf: { otlpEndpoint: jaeger.otlpUrl },
    json: { otlpEndpoint: jaeger.otlpUrl, protocol: "http/json" },
    thrift: { jaegerEndpoint: jaeger.thriftUrl },
  } as const)) {
    const { kept, found } = await sent({ serviceName: `hostile ${name}`, ...endpoint }, hostile);
    const shape = (spans: typeof found) =>
      spans.sort(byId).map((span) => ({
        // Jaeger gives a span without a name this one.
        name: span.name || "empty-span-name",
        traceId: span.traceId,
        events: span.events.map((event) => event.name),
        status: span.status,
      }));
    expect(shape(found)).toEqual(shape(kept));
  }
});

test("what /telemetry/traces answers can be posted to Jaeger as OTLP JSON, and is the trace", async () => {
  const tracing = createTracing({ ...orderOptions, serviceName: "remembered", recentSpans: 100 });
  const traceId = newTraceId();
  order(tracing, { traceId });
  order(tracing, { traceId: newTraceId() });
  const answer = await traceRoutes(tracing).request(`/telemetry/traces?trace_id=${traceId}`);
  const posted = await fetch(`${jaeger.otlpUrl}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: await answer.text(),
  });
  expect(posted.status).toBe(200);
  expect(await posted.json()).toEqual({ partialSuccess: {} });
  const found = await eventually("the trace in Jaeger", async () => {
    const spans = await jaeger.spansOf("remembered");
    return spans.length > 0 && spans;
  });
  expect(new Set(found.map((span) => span.traceId))).toEqual(new Set([traceId]));
  const [child, server] = found.sort((a, b) => a.name.length - b.name.length);
  expect(child).toMatchObject({ name: "charge", parentSpanId: server?.spanId });
  expect(server?.attributes).toMatchObject({
    largest: { int: "9007199254740991" },
    endless: { double: Number.POSITIVE_INFINITY },
  });
  await tracing.close();
});
