import type { Tracing, TracingOptions } from "@ettl/tracing";
import type { DecodedSpan } from "@ettl-tooling/test";
import {
  createTraceState,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";

const caller = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  traceFlags: 1,
  isRemote: true,
  traceState: createTraceState("vendor=a:1,other=b"),
};
const elsewhere = {
  traceId: "11111111111111111111111111111111",
  spanId: "fedcba9876543210",
  traceFlags: 0,
  isRemote: true,
  traceState: createTraceState("far=away"),
};

/** What `order` needs of the tracing it runs on. */
export const orderOptions = {
  serviceName: "café",
  serviceVersion: "1.2.3",
  environment: "test",
  resourceAttributes: {
    "host.name": "h",
    "process.pid": 4711,
    ratio: 0.5,
    "some.flags": [true, false],
  },
  limits: {
    attributeCount: 20,
    eventCount: 2,
    linkCount: 1,
    attributesPerEvent: 2,
    attributesPerLink: 1,
  },
} satisfies Partial<TracingOptions>;

export interface OrderVariant {
  readonly traceId?: string;
  /** Without the attribute `endless`. */
  readonly finite?: boolean;
}

/** A trace in which everything that a span can hold is there once, at times given by hand. */
export function order(
  tracing: Tracing,
  { traceId = caller.traceId, finite = false }: OrderVariant = {},
): readonly [child: string, server: string] {
  const { tracer } = tracing;
  const context = trace.setSpanContext(ROOT_CONTEXT, { ...caller, traceId });
  const server = tracer.startSpan(
    "POST /orders/{id}",
    {
      kind: SpanKind.SERVER,
      startTime: [1_790_000_000, 123_456_789],
      attributes: {
        text: "naïve 漢字 👩‍👩‍👧",
        empty: "",
        quoted: 'a "b"\n\\c\0',
        half: "a\ud83d",
        "half \udc00": true,
        zero: 0,
        negative: -17,
        largest: Number.MAX_SAFE_INTEGER,
        smallest: Number.MIN_SAFE_INTEGER,
        beyond: 2 ** 53,
        double: 0.1,
        ...(!finite && { endless: Number.POSITIVE_INFINITY }),
        yes: true,
        no: false,
        texts: ["a", "", "ä"],
        integers: [1, -2],
        doubles: [0.5, 1],
        booleans: [true, false],
        gaps: ["a", null, undefined],
        none: [],
      },
      links: [{ context: caller }, { context: elsewhere, attributes: { why: "retry", more: 1 } }],
    },
    context,
  );
  server.setAttribute("one too many", 1);
  server.addEvent("forgotten", [1_790_000_000, 200_000_000]);
  server.addEvent("paid", { amount: 12.5, items: 3, third: true }, [1_790_000_001, 1_999]);
  server.addEvent("plain", [1_790_000_001, 2_000]);
  const child = tracer.startSpan(
    "charge",
    { kind: SpanKind.CLIENT, startTime: [1_790_000_001, 1] },
    trace.setSpan(context, server),
  );
  child.recordException(
    { name: "CardError", message: "déclinée", stack: "CardError: déclinée\n    at pay" },
    [1_790_000_001, 500_000_000],
  );
  child.setStatus({ code: SpanStatusCode.ERROR, message: "declined \ud83d" });
  child.end([1_790_000_001, 999_999_999]);
  server.setStatus({ code: SpanStatusCode.OK });
  server.end([1_790_000_002, 987_654_321]);
  return [child.spanContext().spanId, server.spanContext().spanId];
}

/** What that is in OTLP, written by hand. */
export function orderInOtlp(
  [child, server]: readonly [child: string, server: string],
  instance: string,
  version: string,
): DecodedSpan[] {
  const shared = {
    traceId: caller.traceId,
    traceState: "vendor=a:1,other=b",
    resource: {
      "service.name": { string: "café" },
      "service.version": { string: "1.2.3" },
      "service.instance.id": { string: instance },
      "deployment.environment.name": { string: "test" },
      "host.name": { string: "h" },
      "process.pid": { int: "4711" },
      ratio: { double: 0.5 },
      "some.flags": { array: [{ bool: true }, { bool: false }] },
      "telemetry.sdk.language": { string: "nodejs" },
      "telemetry.sdk.name": { string: "@ettl/tracing" },
      "telemetry.sdk.version": { string: version },
    },
    scope: { name: "ettl", version: "" },
  };
  return [
    {
      ...shared,
      spanId: child,
      parentSpanId: server,
      flags: 0x101,
      name: "charge",
      kind: 3,
      startNanos: "1790000001000000001",
      endNanos: "1790000001999999999",
      attributes: {},
      droppedAttributes: 0,
      events: [
        {
          name: "exception",
          nanos: "1790000001500000000",
          attributes: {
            "exception.type": { string: "CardError" },
            "exception.message": { string: "déclinée" },
          },
          droppedAttributes: 1,
        },
      ],
      droppedEvents: 0,
      links: [],
      droppedLinks: 0,
      status: { code: 2, message: "declined �" },
    },
    {
      ...shared,
      spanId: server,
      parentSpanId: caller.spanId,
      flags: 0x301,
      name: "POST /orders/{id}",
      kind: 2,
      startNanos: "1790000000123456789",
      endNanos: "1790000002987654321",
      attributes: {
        text: { string: "naïve 漢字 👩‍👩‍👧" },
        empty: { string: "" },
        quoted: { string: 'a "b"\n\\c\0' },
        half: { string: "a�" },
        "half �": { bool: true },
        zero: { int: "0" },
        negative: { int: "-17" },
        largest: { int: "9007199254740991" },
        smallest: { int: "-9007199254740991" },
        beyond: { double: 9_007_199_254_740_992 },
        double: { double: 0.1 },
        endless: { double: Number.POSITIVE_INFINITY },
        yes: { bool: true },
        no: { bool: false },
        texts: { array: [{ string: "a" }, { string: "" }, { string: "ä" }] },
        integers: { array: [{ int: "1" }, { int: "-2" }] },
        doubles: { array: [{ double: 0.5 }, { int: "1" }] },
        booleans: { array: [{ bool: true }, { bool: false }] },
        gaps: { array: [{ string: "a" }, { empty: true }, { empty: true }] },
        none: { array: [] },
      },
      droppedAttributes: 1,
      events: [
        {
          name: "paid",
          nanos: "1790000001000001999",
          attributes: { amount: { double: 12.5 }, items: { int: "3" } },
          droppedAttributes: 1,
        },
        { name: "plain", nanos: "1790000001000002000", attributes: {}, droppedAttributes: 0 },
      ],
      droppedEvents: 1,
      links: [
        {
          traceId: elsewhere.traceId,
          spanId: elsewhere.spanId,
          traceState: "far=away",
          flags: 0x300,
          attributes: { why: { string: "retry" } },
          droppedAttributes: 1,
        },
      ],
      droppedLinks: 1,
      status: { code: 1, message: "" },
    },
  ];
}
