import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { createTracing, type Tracing, type TracingOptions } from "@ettl/tracing";
import {
  asJaegerBatch,
  type DecodedJaegerBatch,
  type DecodedSpan,
  decodedJaeger,
  decodedOtlp,
  httpReceiver,
  inAnyOrder,
} from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { hostile, randomSpans } from "../test/hostile-program.ts";
import { order, orderInOtlp, orderOptions } from "../test/order-program.ts";
import { asOtlp, keepingExporter } from "../test/sent-spans.ts";

const service = { serviceName: "shop", serviceVersion: "1.2.3", environment: "test" };

/** Runs `program` on tracing that exports in every form, and says what was received in each. */
async function received<T>(
  program: (tracing: Tracing) => T,
  options: Partial<TracingOptions> = {},
) {
  await using collector = await httpReceiver();
  const kept = keepingExporter();
  const bodies = (path: string) =>
    collector.requests
      .filter(({ url }) => url.startsWith(path))
      .map(({ body, headers }) =>
        headers["content-encoding"] === "gzip" ? gunzipSync(body) : body,
      );
  const results: T[] = [];
  for (const endpoint of [
    {
      otlpTracesEndpoint: `${collector.url}/protobuf`,
      jaegerEndpoint: `${collector.url}/api/traces`,
    },
    { otlpTracesEndpoint: `${collector.url}/json`, protocol: "http/json" },
  ] as const) {
    const tracing = createTracing({ ...service, ...options, ...endpoint, exporters: [kept] });
    results.push(program(tracing));
    await tracing.close({ timeoutMs: 60_000 });
    const { ended, exported, dropped } = tracing.stats();
    expect({ exported, dropped }).toEqual({ exported: ended, dropped: 0 });
  }
  const half = kept.spans.length / 2;
  const jaeger: DecodedJaegerBatch[] = await decodedJaeger(bodies("/api/traces"));
  return {
    results,
    protobufRequests: bodies("/protobuf").length,
    protobuf: (await decodedOtlp(bodies("/protobuf"))).flat(),
    json: (await decodedOtlp(bodies("/json"), "json")).flat(),
    jaeger,
    kept: [kept.spans.slice(0, half), kept.spans.slice(half)] as const,
  };
}

/** Everything is what the SDK's contract says of the spans, in every form. */
function expectAsKept(found: Awaited<ReturnType<typeof received>>): void {
  const [first, second] = found.kept.map((spans) => spans.map(asOtlp));
  expect(found.protobuf).toEqual(first);
  expect(found.json).toEqual(second);
  const [batch] = found.jaeger;
  if (!batch || !first) throw new Error("Jaeger got nothing");
  const spans = found.jaeger.flatMap((one) => one.spans);
  expect(inAnyOrder({ ...batch, spans })).toEqual(inAnyOrder(asJaegerBatch(first)));
}

test("the decoders refuse what is wrong, so that they would refuse ours", async () => {
  const texts = ["", "\x0a\x05abc", "\x0a\x04\x12\x02\x12\x00"].map((text) =>
    Buffer.from(text, "latin1"),
  );
  expect(await decodedOtlp(texts.slice(0, 1))).toEqual([[]]);
  await expect(decodedOtlp(texts.slice(1, 2))).rejects.toThrow("DecodeError");
  await expect(decodedOtlp(texts.slice(2))).rejects.toThrow("a trace id is ''");
  await expect(decodedOtlp([Buffer.from('{"resourceSpan":[]}')], "json")).rejects.toThrow(
    'no field named "resourceSpan"',
  );
  await expect(decodedJaeger([Buffer.from("\x0c\0\x01\0")])).rejects.toThrow("EOFError");
});

test("a span is in OTLP, protobuf and JSON, what the program did, to the nanosecond", async () => {
  const { version } = JSON.parse(
    await readFile(new URL("../package.json", import.meta.url), "utf8"),
  ) as { version: string };
  for (const compression of ["none", "gzip"] as const) {
    const found = await received((tracing) => order(tracing), {
      ...orderOptions,
      otlp: { compression },
    });
    const wanted = (index: 0 | 1) => {
      const instance = found.kept[index][0]?.resource.attributes["service.instance.id"];
      expect(instance).toMatch(/^[0-9a-f-]{36}$/);
      return orderInOtlp(found.results[index] ?? ["", ""], String(instance), version);
    };
    expect(found.protobuf).toEqual(wanted(0));
    expect(found.json).toEqual(wanted(1));
  }
});

test("a span is in Jaeger's Thrift what the program did, to the microsecond", async () => {
  const { jaeger, protobuf } = await received((tracing) => order(tracing), orderOptions);
  expect(jaeger).toHaveLength(1);
  const [batch] = jaeger as [DecodedJaegerBatch];
  expect(inAnyOrder(batch)).toEqual(inAnyOrder(asJaegerBatch(protobuf)));
  // The mapping above is a program, too: by hand, what it must not have missed.
  const [child, server] = batch.spans;
  expect(batch.service).toBe("café");
  expect(batch.processTags).toContainEqual(["some.flags", { string: "[true,false]" }]);
  expect(batch.processTags).toContainEqual(["process.pid", { int: "4711" }]);
  expect(server).toMatchObject({
    parentSpanId: "b7ad6b7169203331",
    startMicros: "1790000000123456",
    durationMicros: "2864197",
    references: [{ type: "FOLLOWS_FROM", spanId: "fedcba9876543210" }],
  });
  for (const tag of [
    ["half", { string: "a�" }],
    ["largest", { int: "9007199254740991" }],
    ["endless", { double: Number.POSITIVE_INFINITY }],
    ["gaps", { string: '["a",null,null]' }],
    ["span.kind", { string: "server" }],
    ["w3c.tracestate", { string: "vendor=a:1,other=b" }],
    ["otel.dropped_links_count", { int: "1" }],
  ])
    expect(server?.tags).toContainEqual(tag);
  expect(server?.logs[0]).toEqual({
    micros: "1790000001000001",
    fields: [
      ["event", { string: "paid" }],
      ["amount", { double: 12.5 }],
      ["items", { int: "3" }],
      ["otel.event.dropped_attributes_count", { int: "1" }],
    ],
  });
  expect(child?.parentSpanId).toBe(server?.spanId);
  expect(child?.tags).toContainEqual(["error", { bool: true }]);
  expect(child?.tags).toContainEqual(["otel.status_description", { string: "declined �" }]);
});

test("an error that a span's work throws is on every wire its event, its type and its status", async () => {
  const failure = Object.assign(new RangeError("too far"), { code: "EFAR" });
  const found = await received((tracing) => {
    expect(() =>
      tracing.withSpan("walk", () => {
        throw failure;
      }),
    ).toThrow(failure);
  });
  const span = found.protobuf[0] as DecodedSpan;
  expect(span).toMatchObject({
    status: { code: 2, message: "too far" },
    attributes: { "error.type": { string: "EFAR" } },
    events: [
      {
        name: "exception",
        attributes: {
          "exception.type": { string: "EFAR" },
          "exception.message": { string: "too far" },
          "exception.stacktrace": { string: failure.stack },
        },
      },
    ],
  });
  expectAsKept(found);
});

test("T7 hostile attributes are cut and counted, and every decoder reads them", async () => {
  const found = await received(hostile);
  expectAsKept(found);
  const [many] = found.protobuf;
  expect(many).toMatchObject({ name: "many", droppedAttributes: 10_000 - 128 });
  expect(Object.keys(many?.attributes ?? {})).toHaveLength(128);
  const [, long] = found.protobuf;
  expect(long?.attributes.long).toEqual({ string: "x".repeat(4096) });
});

test("T7 half a surrogate pair within a list is U+FFFD in OTLP and readable JSON in Thrift", async () => {
  const found = await received((tracing) =>
    tracing.withSpan("halves", { attributes: { list: ["a\ud83d", "\udc00"] } }, () => {}),
  );
  const list = { array: [{ string: "a�" }, { string: "�" }] };
  expect([found.protobuf[0]?.attributes, found.json[0]?.attributes]).toEqual([{ list }, { list }]);
  const tag = found.jaeger[0]?.spans[0]?.tags.find(([key]) => key === "list")?.[1];
  expect(tag && "string" in tag && JSON.parse(tag.string)).toHaveLength(2);
});

test("T10 2,000 spans in several batches decode equal on every wire", async () => {
  const found = await received((tracing) => {
    for (let index = 0; index < 2000; index++)
      tracing.withSpan(`span ${index}`, { attributes: { index } }, () =>
        tracing.addSpanEvent("done", { index }),
      );
  });
  expect(found.protobuf).toHaveLength(2000);
  expect(found.protobufRequests).toBeGreaterThan(1);
  expectAsKept(found);
});

test("T10 a batch of 2,000 spans that is too large for a request is split, none is lost", async () => {
  const found = await received(
    (tracing) => {
      for (let index = 0; index < 2000; index++)
        tracing.withSpan(`span ${index}`, { attributes: { text: "é".repeat(4000) } }, () => {});
    },
    { batch: { maxBatchSize: 2048 } },
  );
  // 8 bytes of UTF-8 for a thousand spans are 8 MB: more than one request of either.
  expect(found.protobufRequests).toBeGreaterThan(1);
  expect(found.jaeger.length).toBeGreaterThan(1);
  expectAsKept(found);
});

test("T7 2,000 random spans decode equal on every wire", async () => {
  const seed = Date.now();
  const perform = randomSpans(2000, seed);
  const found = await received(perform, { limits: { attributeValueLength: 20 } });
  try {
    expectAsKept(found);
  } catch (error) {
    throw new Error(`seed ${seed}`, { cause: error });
  }
});
