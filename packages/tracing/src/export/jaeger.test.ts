import {
  eventually,
  httpReceiver,
  runProgram,
  thriftBatchOf,
  troubledServer,
  type WireTag,
} from "@ettl-tooling/test";
import { createTraceState, type SpanContext, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type JaegerExporterOptions, jaegerExporter } from "./jaeger.ts";

const exporterTo = (url: string, options: Omit<JaegerExporterOptions, "url"> = {}) =>
  jaegerExporter({ url: new URL(url), retryDelayMs: 1, ...options });
const noAbort = () => new AbortController().signal;

test("a batch arrives with all that a span has: ids, times, tags of each type, logs, references, process", async () => {
  await using collector = await httpReceiver(() => 202);
  const exporter = exporterTo(`${collector.url}/api/traces?format=jaeger.thrift`);
  const traceState = createTraceState("vendor=1");
  const span = spanWith({
    traceState,
    parentSpanContext: contextOf(2),
    kind: SpanKind.CLIENT,
    status: { code: SpanStatusCode.ERROR, message: "too far" },
    startTime: [1_763_900_000, 123_456_789],
    duration: [2, 999_999_999],
    attributes: {
      text: "a\ud800b",
      whole: 12,
      large: 2 ** 53 - 1,
      negative: -5,
      half: 1.5,
      beyond: 2 ** 53,
      minusZero: -0,
      yes: true,
      list: ["a", "b,c"],
      numbers: [1, null],
    },
    events: [{ name: "page", time: [1_763_900_001, 654_321_987], attributes: { items: 100 } }],
    links: [{ context: contextOf(3) }],
    droppedAttributesCount: 2,
  });
  expect(await exporter.export([span], noAbort())).toEqual({ rejected: 0 });
  exporter.close();

  const [request] = collector.requests;
  expect(request).toMatchObject({ method: "POST", url: "/api/traces?format=jaeger.thrift" });
  expect(request?.headers["content-type"]).toBe("application/x-thrift");
  const batch = thriftBatchOf(request?.body ?? Buffer.alloc(0));
  expect(batch.serviceName).toBe("shop");
  expect(valuesOf(batch.processTags)).toEqual({ "service.version": "1.2.3", shards: 4n });
  const [found] = batch.spans;
  expect(found).toMatchObject({
    traceId: contextOf(1).traceId,
    spanId: contextOf(1).spanId,
    parentSpanId: contextOf(2).spanId,
    name: "export",
    flags: 1,
    startTime: 1_763_900_000_123_456n,
    duration: 2_999_999n,
    references: [{ traceId: contextOf(3).traceId, spanId: contextOf(3).spanId }],
  });
  expect(valuesOf(found?.tags ?? [])).toEqual({
    text: "a\ufffdb",
    whole: 12n,
    large: 2n ** 53n - 1n,
    negative: -5n,
    half: 1.5,
    beyond: 2 ** 53,
    minusZero: -0,
    yes: true,
    list: '["a","b,c"]',
    numbers: "[1,null]",
    error: true,
    "span.kind": "client",
    "otel.status_code": "ERROR",
    "otel.status_description": "too far",
    "otel.library.name": "ettl",
    "otel.dropped_attributes_count": 2n,
    "w3c.tracestate": "vendor=1",
  });
  expect(found?.logs).toEqual([
    {
      time: 1_763_900_001_654_321n,
      fields: [
        { key: "event", value: "page" },
        { key: "items", value: 100n },
      ],
    },
  ]);
});

test("no time loses its last microsecond", async () => {
  await using collector = await httpReceiver();
  const exporter = exporterTo(collector.url);
  const times = fc.sample(
    fc.tuple(fc.integer({ min: 1_600_000_000, max: 4_000_000_000 }), fc.nat(999_999_999)),
    { numRuns: 2_000, seed: 7 },
  );
  const spans = times.map((time) =>
    spanWith({ startTime: time, events: [{ name: "e", time, attributes: {} }] }),
  );
  await exporter.export(spans, noAbort());
  exporter.close();
  const micros = times.map(([s, ns]) => BigInt(s) * 1_000_000n + BigInt(Math.floor(ns / 1000)));
  const found = collector.requests.flatMap(({ body }) => thriftBatchOf(body).spans);
  expect(found.map(({ startTime }) => startTime)).toEqual(micros);
  expect(found.map(({ logs }) => logs[0]?.time)).toEqual(micros);
});

test("spans of several resources go in a request each, for a batch has one process", async () => {
  await using collector = await httpReceiver();
  const exporter = exporterTo(collector.url);
  const other = { ...spanWith({}), resource: { attributes: {} } } as ReadableSpan;
  await exporter.export([spanWith({}), other, spanWith({})], noAbort());
  exporter.close();
  expect(
    collector.requests.map(({ body }) => {
      const { serviceName, spans } = thriftBatchOf(body);
      return [serviceName, spans.length];
    }),
  ).toEqual([
    ["shop", 2],
    ["unknown_service", 1],
  ]);
});

test("T10 2,000 spans are split by size, and all of them decode equal", async () => {
  await using collector = await httpReceiver();
  const exporter = exporterTo(collector.url, { maxRequestBytes: 100_000 });
  const spans = Array.from({ length: 2_000 }, (_, index) =>
    spanWith({ attributes: { index, text: "é".repeat(index % 100) } }),
  );
  expect(await exporter.export(spans, noAbort())).toEqual({ rejected: 0 });
  exporter.close();
  expect(collector.requests.length).toBeGreaterThan(2);
  for (const { body } of collector.requests) expect(body.length).toBeLessThanOrEqual(100_000);
  const found = collector.requests.flatMap(({ body }) => thriftBatchOf(body).spans);
  expect(found.map(({ tags }) => tags.slice(0, 2))).toEqual(
    spans.map((_, index) => [
      { key: "index", value: BigInt(index) },
      { key: "text", value: "é".repeat(index % 100) },
    ]),
  );
});

test("T3 429, 502, 503, 504 and a broken connection are tried again, other refusals not", async () => {
  for (const [status, attempts] of [
    [429, 6],
    [502, 6],
    [503, 6],
    [504, 6],
    [400, 1],
    [500, 1],
  ] as const) {
    await using collector = await httpReceiver(() => ({
      status,
      headers: { "content-type": "text/plain" },
      body: "not now",
    }));
    const exporter = exporterTo(collector.url);
    await expect(exporter.export([spanWith({})], noAbort())).rejects.toThrow(
      `collector ${collector.url} answered ${status}: not now`,
    );
    expect(collector.requests).toHaveLength(attempts);
    exporter.close();
  }
  await using resetting = await troubledServer("resets");
  const exporter = exporterTo(resetting.url);
  await expect(exporter.export([spanWith({})], noAbort())).rejects.toThrow(
    "closed the connection without an answer",
  );
  expect(resetting.accepted()).toBe(6);
});

test("T2 a hung collector is given up on at the deadline and at the abort, and its connection closed", async () => {
  await using collector = await troubledServer("hangs");
  const closed = () => collector.accepted() > 0 && collector.connections.size === 0;
  const impatient = exporterTo(collector.url, { timeoutMs: 50 });
  await expect(impatient.export([spanWith({})], noAbort())).rejects.toThrow(
    "gave no answer within 50 ms",
  );
  await eventually("a closed connection", closed);

  const patient = exporterTo(collector.url);
  const abort = new AbortController();
  const outcome = patient.export([spanWith({})], abort.signal).catch(String);
  await eventually("a connection", () => collector.connections.size === 1);
  abort.abort();
  expect(await outcome).toContain("gave no answer in time");
  await eventually("a closed connection", closed);
});

test("T4 after a batch that failed half way the next one holds only its own spans", async () => {
  let answers = 0;
  await using collector = await httpReceiver(() => (answers++ === 1 ? 500 : 200));
  const exporter = exporterTo(collector.url, { maxRequestBytes: 20_000 });
  const spans = Array.from({ length: 400 }, (_, index) => spanWith({ attributes: { index } }));
  const { rejected } = await exporter.export(spans, noAbort());
  const first = thriftBatchOf(collector.requests[0]?.body ?? Buffer.alloc(0)).spans.length;
  expect(rejected).toBe(400 - first);
  expect(await exporter.export(spans.slice(0, 3), noAbort())).toEqual({ rejected: 0 });
  expect(thriftBatchOf(collector.requests[2]?.body ?? Buffer.alloc(0)).spans).toHaveLength(3);
  exporter.close();
});

test("variables for Jaeger's own client change nothing, and nothing is written to the console", async () => {
  await using collector = await httpReceiver();
  await using other = await httpReceiver();
  const { code, stdout, stderr } = await runProgram(
    [
      "--input-type=module",
      "--eval",
      `import { createTracing } from "@ettl/tracing";
       for (const url of ["${collector.url}/api/traces", "http://127.0.0.1:1/api/traces"]) {
         const tracing = createTracing({ serviceName: "shop", serviceVersion: "1", environment: "test", jaegerEndpoint: url });
         tracing.withSpan("export", () => {});
         await tracing.close({ timeoutMs: 2000 });
       }`,
    ],
    {
      cwd: new URL("../..", import.meta.url).pathname,
      env: {
        OTEL_EXPORTER_JAEGER_ENDPOINT: `${other.url}/api/traces`,
        OTEL_EXPORTER_JAEGER_USER: "someone",
        OTEL_EXPORTER_JAEGER_PASSWORD: "else",
        OTEL_LOG_LEVEL: "all",
      },
    },
  );
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(collector.requests).toHaveLength(1);
  expect(collector.requests[0]?.headers.authorization).toBeUndefined();
  expect(other.requests).toHaveLength(0);
});

const contextOf = (number: number): SpanContext => ({
  traceId: `00000000000000a1${String(number).padStart(16, "0")}`,
  spanId: `f${String(number).padStart(15, "0")}`,
  traceFlags: 1,
});

function spanWith({
  traceState,
  ...given
}: Partial<ReadableSpan> & Pick<SpanContext, "traceState">): ReadableSpan {
  return {
    name: "export",
    kind: SpanKind.INTERNAL,
    spanContext: () => ({ ...contextOf(1), ...(traceState && { traceState }) }),
    startTime: [1_763_900_000, 0],
    endTime: [1_763_900_001, 0],
    duration: [1, 0],
    status: { code: SpanStatusCode.UNSET },
    attributes: {},
    links: [],
    events: [],
    ended: true,
    resource: shop,
    instrumentationScope: { name: "ettl" },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
    ...given,
  };
}

const shop = {
  attributes: { "service.name": "shop", "service.version": "1.2.3", shards: 4 },
} as unknown as ReadableSpan["resource"];

const valuesOf = (tags: readonly WireTag[]) =>
  Object.fromEntries(tags.map(({ key, value }) => [key, value]));
