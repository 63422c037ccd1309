import { tracesOf, type WireResourceSpans, type WireValue } from "@ettl-tooling/test";
import type { Attributes, SpanContext } from "@opentelemetry/api";
import { createTraceState } from "@opentelemetry/api";
import { JsonTraceSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeTraces } from "./encode-traces.ts";
import { type AttributeJson, type TracesJson, tracesJson, type ValueJson } from "./traces-json.ts";

const hex = (digits: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: digits, maxLength: digits });
/** Every kind of text: empty, long, any UTF-16 unit, so that surrogates stand alone. */
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "grapheme" }),
  fc.array(fc.nat(0xffff), { maxLength: 60 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(47, 48, 49, 127, 128, 16_383, 16_384).map((length) => "x".repeat(length)),
  fc.constantFrom(42, 43, 127, 128, 5461).map((length) => "é€".repeat(length)),
);
/** Numbers that we encode as others do; for the rest see "wanted differences". */
const plainNumber = fc
  .oneof(fc.double(), fc.integer(), fc.maxSafeInteger())
  .filter(
    (value) => !Object.is(value, -0) && (!Number.isInteger(value) || Number.isSafeInteger(value)),
  );
const listOf = <T>(values: fc.Arbitrary<T>) => fc.array(fc.option(values), { maxLength: 5 });
const attributes = fc.dictionary(
  text,
  fc.oneof(
    text,
    plainNumber,
    fc.boolean(),
    listOf(text),
    listOf(plainNumber),
    listOf(fc.boolean()),
  ),
  { maxKeys: 6 },
) as fc.Arbitrary<Attributes>;
const time = fc.tuple(fc.nat(4_000_000_000), fc.nat(999_999_999));
const count = fc.oneof(fc.constant(0), fc.nat(), fc.constantFrom(127, 128, 2 ** 32 - 1));
const context: fc.Arbitrary<SpanContext> = fc.record(
  {
    traceId: hex(32),
    spanId: hex(16),
    traceFlags: fc.nat(255),
    isRemote: fc.boolean(),
    traceState: fc.constantFrom(
      createTraceState("a=1,b=2"),
      createTraceState(`long=${"v".repeat(200)}`),
      createTraceState(""),
    ),
  },
  { requiredKeys: ["traceId", "spanId", "traceFlags"] },
);
const scope = fc.record({ name: text, version: text, schemaUrl: text }, { requiredKeys: ["name"] });
const resource = fc.record({ attributes, schemaUrl: text }, { requiredKeys: ["attributes"] });

const spanFields = {
  name: text,
  kind: fc.nat(4),
  own: context,
  startTime: time,
  endTime: time,
  duration: time,
  status: fc.record({ code: fc.nat(2), message: text }, { requiredKeys: ["code"] }),
  attributes,
  links: fc.array(
    fc.record(
      { context, attributes, droppedAttributesCount: count },
      { requiredKeys: ["context"] },
    ),
    { maxLength: 3 },
  ),
  events: fc.array(
    fc.record(
      { time, name: text, attributes, droppedAttributesCount: count },
      { requiredKeys: ["time", "name"] },
    ),
    { maxLength: 3 },
  ),
  droppedAttributesCount: count,
  droppedEventsCount: count,
  droppedLinksCount: count,
};
const spans: fc.Arbitrary<ReadableSpan[]> = fc
  .tuple(
    fc.array(resource, { minLength: 1, maxLength: 2 }),
    fc.array(scope, { minLength: 1, maxLength: 3 }),
  )
  .chain(([resources, scopes]) =>
    fc.array(
      fc
        .record(
          {
            ...spanFields,
            parentSpanContext: context,
            resource: fc.constantFrom(...resources),
            instrumentationScope: fc.constantFrom(...scopes),
          },
          {
            requiredKeys: [
              ...(Object.keys(spanFields) as (keyof typeof spanFields)[]),
              "resource",
              "instrumentationScope",
            ],
          },
        )
        .map(({ own, ...span }) => ({ ...span, ended: true, spanContext: () => own }) as never),
      { maxLength: 6 },
    ),
  );

const oracle = (batch: readonly ReadableSpan[]) =>
  Buffer.from(ProtobufTraceSerializer.serializeRequest([...batch]) ?? []);

test("an encoded batch says the same as the one of OpenTelemetry's own serializer", () => {
  fc.assert(
    fc.property(spans, (batch) => {
      expect(tracesOf(encodeTraces(batch))).toEqual(tracesOf(oracle(batch)));
    }),
    { numRuns: 500 },
  );
});

test("OTLP JSON says the same as protobuf, through a text and back", () => {
  fc.assert(
    fc.property(spans, (batch) => {
      const read = JSON.parse(JSON.stringify(tracesJson(batch)));
      expect(wireOfJson(read)).toEqual(tracesOf(encodeTraces(batch)));
    }),
    { numRuns: 500 },
  );
});

test("OTLP JSON reads as that of OpenTelemetry's own serializer, which has numbers where the mapping wants texts", () => {
  const plain = fc.string({ unit: "grapheme" });
  const fields = {
    ...spanFields,
    name: plain,
    status: fc.record({ code: fc.nat(2), message: plain }),
    attributes: fc.dictionary(plain, fc.oneof(plain, fc.integer(), fc.boolean(), listOf(plain))),
  };
  fc.assert(
    fc.property(fc.record(fields), ({ own, ...given }) => {
      const span = {
        ...given,
        resource: { attributes: { "service.name": "shop" } },
        instrumentationScope: { name: "ettl", version: "1.0.0" },
        // Of these they leave surrogates alone, and NaN becomes null.
        events: given.events.map(({ time }) => ({ time, name: "fetched", attributes: { a: 1.5 } })),
        links: given.links.map(({ context }) => ({ context, attributes: { a: [1, null] } })),
        spanContext: () => own,
      } as unknown as ReadableSpan;
      const theirs = JSON.parse(
        Buffer.from(JsonTraceSerializer.serializeRequest([span]) ?? []).toString(),
      );
      const ours = JSON.parse(JSON.stringify(tracesJson([span])));
      expect(wireOfJson(ours)).toEqual(wireOfJson(theirs));
    }),
  );
});

test("wanted differences: -0 and whole numbers beyond 2^53 stay what they are, as doubles", () => {
  const values = [-0, 2 ** 53, -(2 ** 60), 1e300, Number.NaN, Infinity, -Infinity];
  const edges = [2 ** 53 - 1, -(2 ** 53 - 1), 0, -1, 127, 128, 2 ** 31, 2 ** 32, -(2 ** 32)];
  const [sample] = fc.sample(
    spans.filter((batch) => batch.length > 0),
    { numRuns: 1, seed: 1 },
  );
  const span = { ...sample?.[0], attributes: { values, edges } } as unknown as ReadableSpan;
  const expected = [
    { key: "values", value: { array: values.map((double) => ({ double })) } },
    { key: "edges", value: { array: edges.map((int) => ({ int: BigInt(int) })) } },
  ];
  const read = (wire: WireResourceSpans[]) => wire[0]?.scopes[0]?.spans[0]?.attributes;
  expect(read(tracesOf(encodeTraces([span])))).toEqual(expected);
  expect(read(wireOfJson(JSON.parse(JSON.stringify(tracesJson([span])))))).toEqual(expected);
  expect(read(tracesOf(oracle([span])))).not.toEqual(expected);
});

test("T7 a surrogate without its other half becomes U+FFFD, in every text of either form", () => {
  const broken = "a\ud800b\udc00";
  const [sample] = fc.sample(
    spans.filter((batch) => batch.length > 0),
    { numRuns: 1, seed: 2 },
  );
  const span = {
    ...sample?.[0],
    name: broken,
    status: { code: 2, message: broken },
    attributes: { [broken]: broken, list: [broken] },
    events: [{ time: [1, 2], name: broken }],
  } as unknown as ReadableSpan;
  const mended = "a\ufffdb\ufffd";
  const expected = {
    name: mended,
    statusMessage: mended,
    attributes: [
      { key: mended, value: { string: mended } },
      { key: "list", value: { array: [{ string: mended }] } },
    ],
    events: [{ name: mended }],
  };
  expect(tracesOf(encodeTraces([span]))[0]?.scopes[0]?.spans[0]).toMatchObject(expected);
  expect(wireOfJson(tracesJson([span]))[0]?.scopes[0]?.spans[0]).toMatchObject(expected);
});

test("times given by hand as nonsense spoil neither form", () => {
  const [sample] = fc.sample(
    spans.filter((batch) => batch.length > 0),
    { numRuns: 1, seed: 3 },
  );
  const span = {
    ...sample?.[0],
    startTime: [1.5, 0.5],
    endTime: [Number.NaN, -1],
  } as unknown as ReadableSpan;
  expect(tracesOf(encodeTraces([span]))[0]?.scopes[0]?.spans).toHaveLength(1);
  expect(tracesJson([span]).resourceSpans[0]?.scopeSpans[0]?.spans[0]).toMatchObject({
    startTimeUnixNano: "1000000000",
  });
});

/** What the JSON form says, in the words of `tracesOf`. */
function wireOfJson({ resourceSpans }: TracesJson): WireResourceSpans[] {
  return resourceSpans.map((group) => ({
    attributes: wireAttributes(group.resource.attributes),
    schemaUrl: group.schemaUrl ?? "",
    scopes: group.scopeSpans.map(({ scope: { name, version = "" }, spans, schemaUrl = "" }) => ({
      name,
      version,
      schemaUrl,
      spans: spans.map((span) => ({
        traceId: span.traceId,
        spanId: span.spanId,
        traceState: span.traceState ?? "",
        parentSpanId: span.parentSpanId ?? "",
        name: span.name,
        kind: span.kind,
        startTime: BigInt(span.startTimeUnixNano),
        endTime: BigInt(span.endTimeUnixNano),
        attributes: wireAttributes(span.attributes),
        droppedAttributes: span.droppedAttributesCount ?? 0,
        events: (span.events ?? []).map((event) => ({
          time: BigInt(event.timeUnixNano),
          name: event.name,
          attributes: wireAttributes(event.attributes),
          droppedAttributes: event.droppedAttributesCount ?? 0,
        })),
        droppedEvents: span.droppedEventsCount ?? 0,
        links: (span.links ?? []).map((link) => ({
          traceId: link.traceId,
          spanId: link.spanId,
          traceState: link.traceState ?? "",
          attributes: wireAttributes(link.attributes),
          droppedAttributes: link.droppedAttributesCount ?? 0,
          flags: link.flags,
        })),
        droppedLinks: span.droppedLinksCount ?? 0,
        statusCode: span.status.code ?? 0,
        statusMessage: span.status.message ?? "",
        flags: span.flags,
      })),
    })),
  }));
}

const wireAttributes = (given: readonly AttributeJson[] = []) =>
  given.map(({ key, value }) => ({ key, value: wireValue(value) }));

function wireValue(value: ValueJson): WireValue {
  if (value.stringValue !== undefined) return { string: value.stringValue };
  if (value.boolValue !== undefined) return { bool: value.boolValue };
  if (value.intValue !== undefined) return { int: BigInt(value.intValue) };
  if (value.doubleValue !== undefined) return { double: Number(value.doubleValue) };
  if (value.arrayValue) return { array: value.arrayValue.values.map(wireValue) };
  return {};
}
