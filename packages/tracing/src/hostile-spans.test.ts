import { createTracing } from "@ettl/tracing";
import {
  type AttributeValue,
  createTraceState,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  type TimeInput,
  trace,
} from "@opentelemetry/api";
import { expect, test } from "vitest";
import { collected, collectedSpan, collectingExporter, service } from "../test/collected.ts";

const hostile = (value: unknown) => value as AttributeValue;

test("T5 10,000 spans in one tick: what fits the queue is exported, the rest is counted", async () => {
  const exporter = collectingExporter();
  const tracing = createTracing({ ...service, exporters: [exporter] });
  for (let count = 0; count < 10_000; count++) tracing.withSpan(`span-${count}`, () => {});
  const before = tracing.stats();
  expect(before.ended).toBe(10_000);
  expect(before.exported + before.dropped + before.queued).toBe(10_000);
  await tracing.close();
  const after = tracing.stats();
  expect(exporter.spans).toHaveLength(after.exported);
  expect(after).toMatchObject({ ended: 10_000, queued: 0 });
  expect(after.exported).toBeGreaterThanOrEqual(2048);
  expect(after.droppedByReason).toEqual({ queue_full: 10_000 - after.exported });
  // The oldest are kept: who dropped the newest would have let a burst push out what came before.
  expect(exporter.spans.slice(0, 2048).map(({ name }) => name)).toEqual(
    Array.from({ length: 2048 }, (_, place) => `span-${place}`),
  );
});

test("T5 10,000 spans in one tick: a queue that holds them loses none", async () => {
  const exporter = collectingExporter();
  const tracing = createTracing({
    ...service,
    exporters: [exporter],
    batch: { maxQueueSize: 10_000 },
  });
  for (let count = 0; count < 10_000; count++) tracing.withSpan(`span-${count}`, () => {});
  await tracing.close();
  expect(tracing.stats()).toMatchObject({ ended: 10_000, exported: 10_000, dropped: 0 });
  expect(new Set(exporter.spans.map(({ name }) => name)).size).toBe(10_000);
});

test("T7 values that are no attributes are left out, and what stands beside them stays", async () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  const throwing = {
    get bad() {
      throw new Error("a getter");
    },
  };
  const values: unknown[] = [
    circular,
    [circular],
    throwing,
    Symbol("value"),
    () => {},
    10n,
    Object.create(null),
    new Proxy(
      {},
      {
        get: () => {
          throw new Error("a proxy");
        },
      },
    ),
    Proxy.revocable({}, {}).proxy,
    new Map(),
    [1, "mixed"],
    [[1]],
  ];
  const span = await collectedSpan({}, (tracing) =>
    tracing.withSpan("hostile", (each) => {
      for (const [place, value] of values.entries()) {
        each.setAttribute(`bad.${place}`, hostile(value));
        each.setAttributes({ [`worse.${place}`]: hostile(value), [`good.${place}`]: place });
        each.addEvent("event", { bad: hostile(value), good: place });
        each.addLink({
          context: each.spanContext(),
          attributes: { bad: hostile(value), good: place },
        });
      }
    }),
  );
  expect(Object.keys(span.attributes).sort()).toEqual(
    values.map((_, place) => `good.${place}`).sort(),
  );
  for (const [place] of values.entries()) {
    expect(span.events[place]?.attributes).toEqual({ good: place });
    expect(span.links[place]?.attributes).toEqual({ good: place });
  }
});

test("T7 a value of 1 MB and a list of such are cut to the limit", async () => {
  const huge = "x".repeat(1_000_000);
  const span = await collectedSpan({}, (tracing) =>
    tracing.withSpan("huge", { attributes: { start: huge } }, (each) => {
      each.setAttribute("text", huge).setAttribute("list", [huge, "short", huge]);
      each.addEvent("event", { text: huge });
      each.recordException(new Error(huge));
      each.addLink({ context: each.spanContext(), attributes: { text: huge } });
    }),
  );
  const cut = "x".repeat(4096);
  expect(span.attributes).toEqual({ start: cut, text: cut, list: [cut, "short", cut] });
  expect(span.events[0]?.attributes).toEqual({ text: cut });
  expect(span.events[1]?.attributes?.["exception.message"]).toBe(cut);
  expect(String(span.events[1]?.attributes?.["exception.stacktrace"])).toHaveLength(4096);
  expect(span.links[0]?.attributes).toEqual({ text: cut });
});

test("T7 10,000 attributes are 128 and a count of the others, on spans, events and links", async () => {
  const many = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, place) => [`k${place}`, place]),
  );
  const span = await collectedSpan({}, (tracing) =>
    tracing.withSpan("many", { attributes: many }, (each) => {
      each.setAttributes({ k0: "again", beyond: true });
      each.addEvent("event", many);
      each.addLink({ context: each.spanContext(), attributes: many });
    }),
  );
  expect(Object.keys(span.attributes)).toHaveLength(128);
  // What is there already can be set again; what is new is one too many.
  expect(span.attributes.k0).toBe("again");
  expect(span.droppedAttributesCount).toBe(10_000 - 128 + 1);
  expect(Object.keys(span.events[0]?.attributes ?? {})).toHaveLength(128);
  expect(span.events[0]?.droppedAttributesCount).toBe(10_000 - 128);
  expect(Object.keys(span.links[0]?.attributes ?? {})).toHaveLength(128);
  expect(span.links[0]?.droppedAttributesCount).toBe(10_000 - 128);
});

test("T7 100,000 events and links are the newest 128 and a count of the others", async () => {
  const span = await collectedSpan({}, (tracing) =>
    tracing.withSpan("many", (each) => {
      for (let place = 0; place < 100_000; place++) {
        each.addEvent(`event-${place}`);
        each.addLink({ context: each.spanContext(), attributes: { place } });
      }
    }),
  );
  const newest = Array.from({ length: 128 }, (_, place) => 100_000 - 128 + place);
  expect(span.events.map(({ name }) => name)).toEqual(newest.map((place) => `event-${place}`));
  expect(span.links.map(({ attributes }) => attributes?.place)).toEqual(newest);
  expect([span.droppedEventsCount, span.droppedLinksCount]).toEqual([99_872, 99_872]);
});

test("T7 a text is never cut in the middle of a character, on spans, events and links", async () => {
  const cases: readonly (readonly [string, string])[] = [
    ["abc\u{1F600}def", "abc"],
    ["ab\u{1F600}cdef", "ab\u{1F600}"],
    ["\u{1F600}\u{1F600}\u{1F600}", "\u{1F600}\u{1F600}"],
    ["abcdef", "abcd"],
    // Not cut: it stays as it was given.
    ["abc\ud83d", "abc\ud83d"],
    ["\ude00", "\ude00"],
  ];
  for (const [text, expected] of cases) {
    const span = await collectedSpan({ limits: { attributeValueLength: 4 } }, (tracing) =>
      tracing.withSpan("cut", { attributes: { start: text } }, (each) => {
        each.setAttribute("text", text).setAttribute("list", [text, "a"]);
        each.addEvent("event", { text });
        each.addLink({ context: each.spanContext(), attributes: { text } });
      }),
    );
    expect(span.attributes).toEqual({ start: expected, text: expected, list: [expected, "a"] });
    expect(span.events[0]?.attributes).toEqual({ text: expected });
    expect(span.links[0]?.attributes).toEqual({ text: expected });
  }
});

test("T7 keys such as __proto__ pollute nothing and are not confused with what objects inherit", async () => {
  const parsed = JSON.parse('{"__proto__": "p", "constructor": "c", "toString": "t", "plain": 1}');
  const span = await collectedSpan({}, (tracing) =>
    tracing.withSpan("keys", { attributes: parsed }, (each) => {
      each.setAttribute("__proto__", hostile(["polluted"]));
      each.setAttribute("hasOwnProperty", "h").setAttribute("valueOf", "v");
      each.setAttributes(parsed);
      each.addEvent("event", parsed);
      each.addLink({ context: each.spanContext(), attributes: parsed });
    }),
  );
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  for (const attributes of [
    span.attributes,
    span.events[0]?.attributes,
    span.links[0]?.attributes,
  ]) {
    expect(Array.isArray(Object.getPrototypeOf(attributes ?? {}))).toBe(false);
    expect(attributes).toMatchObject({ constructor: "c", plain: 1 });
    expect(Object.entries(attributes ?? {})).toContainEqual(["toString", "t"]);
  }
  expect(Object.entries(span.attributes)).toContainEqual(["hasOwnProperty", "h"]);
  expect(span.droppedAttributesCount).toBe(0);
});

test("T7 keys and names of every kind pass through or are left out, and nothing throws", async () => {
  const names = ["", "\u0000", "line\nbreak", "\ud800", "\u202e", "x".repeat(100_000), "__proto__"];
  const spans = await collected({}, (tracing) => {
    for (const name of names)
      tracing.withSpan(name, (span) => {
        span.setAttribute(name, "value").addEvent(name).updateName(name);
      });
  });
  expect(spans.map(({ name }) => name)).toEqual(names);
  expect(spans.map(({ events }) => events[0]?.name)).toEqual(names);
  expect(spans[0]?.attributes).toEqual({});
  expect(spans[3]?.attributes).toEqual({ "\ud800": "value" });

  const [span] = await collected({}, (tracing) =>
    tracing.withSpan("odd", (each) => {
      const odd = each as unknown as Record<string, (...given: unknown[]) => unknown>;
      for (const key of [undefined, null, 7, Symbol("key"), {}, () => {}])
        expect(odd.setAttribute?.(key, "value")).toBe(each);
      for (const given of [undefined, null, 7, "text", Symbol("given"), [], () => {}]) {
        expect(odd.setAttributes?.(given)).toBe(each);
        expect(odd.addEvent?.(given, given, given)).toBe(each);
        expect(odd.addLink?.(given)).toBe(each);
        expect(odd.addLinks?.(given)).toBe(each);
        expect(odd.setStatus?.(given)).toBe(each);
        expect(odd.updateName?.(given)).toBe(each);
        expect(odd.recordException?.(given, given)).toBeUndefined();
      }
      each.setAttribute("last", true);
    }),
  );
  expect(span?.attributes.last).toBe(true);
});

test("T7 whatever is thrown can be recorded: without prototype, symbols, getters that throw", async () => {
  // The stack comes first: as long as it is Node's own, it looks at the name.
  const throwingGetters = ["stack", "name", "message", "code"].reduce(
    (error, property) =>
      Object.defineProperty(error, property, {
        get: () => {
          throw new Error(`of ${property}`);
        },
      }),
    new Error("outside"),
  );
  const odd: unknown[] = [
    Object.create(null),
    Object.assign(Object.create(null), { code: Object.create(null), message: "m" }),
    Symbol("thrown"),
    throwingGetters,
    Proxy.revocable({}, {}).proxy,
    {
      toString: () => {
        throw new Error("toString");
      },
    },
    { message: 10n, name: Symbol("n") },
    undefined,
    null,
    "",
    0,
    10n,
    () => {},
  ];
  const spans = await collected({}, (tracing) => {
    for (const thrown of odd) {
      const run = () =>
        tracing.withSpan("fails", () => {
          throw thrown;
        });
      let caught: unknown = "nothing";
      try {
        run();
      } catch (error) {
        caught = error;
      }
      // Not toBe, which would look into it.
      expect(caught === thrown).toBe(true);
    }
    tracing.withSpan("records", (span) => {
      for (const thrown of odd) {
        span.recordException(thrown as Error);
        tracing.recordSpanError(thrown);
      }
    });
  });
  expect(spans).toHaveLength(odd.length + 1);
  for (const span of spans) expect(span.status.code).toBe(SpanStatusCode.ERROR);
});

test("a recorded error sets the status, error.type and an exception event", async () => {
  const failure = new RangeError("too far");
  const span = await collectedSpan({}, (tracing) =>
    tracing.withSpan("records", () => tracing.recordSpanError(failure)),
  );
  expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: "too far" });
  expect(span.attributes["error.type"]).toBe("RangeError");
  expect(span.events.map(({ name, attributes }) => ({ name, attributes }))).toEqual([
    {
      name: "exception",
      attributes: {
        "exception.type": "RangeError",
        "exception.message": "too far",
        "exception.stacktrace": failure.stack,
      },
    },
  ]);
});

test("the tracer's spans are of the scope ettl", async () => {
  const span = await collectedSpan({}, (tracing) => tracing.tracer.startSpan("one").end());
  expect(span.instrumentationScope.name).toBe("ettl");
});

test("a time that is none is now, and neither throws nor reaches an exporter", async () => {
  const times: unknown[] = [null, "2020-01-01", {}, true, 12n, [], [1], [1, 2, 3], ["1", "2"]];
  const broken: unknown[] = [Number.NaN, Infinity, new Date(Number.NaN), [Number.NaN, 0]];
  for (const time of [...times, ...broken] as TimeInput[]) {
    const begin = Date.now();
    const span = await collectedSpan({}, (tracing) => {
      const each = tracing.tracer.startSpan("one", { startTime: time });
      each.addEvent("event", {}, time);
      each.end(time);
    });
    for (const [seconds, nanoseconds] of [
      span.startTime,
      span.endTime,
      span.events[0]?.time ?? [],
    ]) {
      expect(Number.isInteger(nanoseconds), String(time)).toBe(true);
      expect(seconds, String(time)).toBeGreaterThanOrEqual(Math.floor(begin / 1000) - 1);
      expect(seconds, String(time)).toBeLessThanOrEqual(Math.ceil(Date.now() / 1000) + 1);
    }
    expect(span.duration[0], String(time)).toBeGreaterThanOrEqual(0);
    expect(span.duration[0], String(time)).toBeLessThan(60);
  }
});

test("a time read off performance.now() is that moment, and a span's own times are in order", async () => {
  const secondAgo = performance.now() - 1000;
  const wallClock = Date.now() - 1000;
  const [given, measured] = await collected({}, (tracing) => {
    tracing.tracer.startSpan("given", { startTime: secondAgo }).end(secondAgo + 250);
    tracing.withSpan("measured", (span) => void span.addEvent("middle"));
  });
  const milliseconds = ([seconds, nanoseconds]: readonly number[] = []) =>
    (seconds ?? Number.NaN) * 1000 + (nanoseconds ?? Number.NaN) / 1e6;
  expect(Math.abs(milliseconds(given?.startTime) - wallClock)).toBeLessThan(500);
  expect(milliseconds(given?.duration)).toBeCloseTo(250, 3);
  const order = [measured?.startTime, measured?.events[0]?.time, measured?.endTime].map(
    milliseconds,
  );
  expect(order).toEqual([...order].sort((a, b) => a - b));
});

test("what a remote parent sent along goes on to the children, and no further span is remote", async () => {
  const parent = {
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    spanId: "00f067aa0ba902b7",
    traceFlags: 1,
    isRemote: true,
    traceState: createTraceState("vendor=opaque,other=2"),
  };
  const spans = await collected({}, (tracing) =>
    tracing.withSpan("server", { parent: trace.setSpanContext(ROOT_CONTEXT, parent) }, () =>
      tracing.withSpan("inner", (span: Span) => span.spanContext()),
    ),
  );
  const [inner, server] = spans;
  expect(server?.parentSpanContext).toMatchObject({ spanId: parent.spanId, isRemote: true });
  expect(inner?.parentSpanContext?.isRemote ?? false).toBe(false);
  for (const span of spans) {
    expect(span.spanContext().traceId).toBe(parent.traceId);
    expect(span.spanContext().traceState?.serialize()).toBe("vendor=opaque,other=2");
  }
});
