import type { ReadableCarrier as Carrier, WritableCarrier } from "@ettl/tracing";
import { createTraceState, propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import fc from "fast-check";
import { expect, test } from "vitest";
import { extractFrom } from "./extract.ts";
import { type Carried, type Destination, injectInto } from "./inject.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const spanId = "00f067aa0ba902b7";
const traceparent = `00-${traceId}-${spanId}-01`;
const both = ["tracecontext", "baggage"] as const;

const spanContext = {
  traceId,
  spanId,
  traceFlags: 1,
  traceState: createTraceState("foo=1"),
};
const context = propagation.setBaggage(
  trace.setSpanContext(ROOT_CONTEXT, spanContext),
  propagation.createBaggage({ user: { value: "a b" } }),
);

function injected(carrier: WritableCarrier, options: Partial<Carried & Destination> = {}) {
  const carried = { baggageHosts: ["api.internal"], propagators: both, ...options };
  injectInto(carrier, context, carried, options);
  return carrier instanceof Headers ? Object.fromEntries(carrier) : carrier;
}
const spanIn = (carrier: Carrier, propagators: Carried["propagators"] = both) =>
  trace.getSpanContext(extractFrom(carrier, propagators));

test("what is written is read again, from headers and from plain objects", () => {
  for (const carrier of [new Headers(), {}]) {
    expect(injected(carrier, { url: "http://api.internal/x" })).toEqual({
      traceparent,
      tracestate: "foo=1",
      baggage: "user=a%20b",
    });
    const read = extractFrom(carrier, both);
    expect(trace.getSpanContext(read)).toMatchObject({ traceId, spanId, isRemote: true });
    expect(trace.getSpanContext(read)?.traceState?.get("foo")).toBe("1");
    expect(propagation.getBaggage(read)?.getEntry("user")?.value).toBe("a b");
  }
});

test("baggage goes to listed hosts only, with the entries given for it, which win", () => {
  for (const options of [{}, { url: "http://evil.com" }, { url: "nonsense" }])
    expect(injected({}, options)).not.toHaveProperty("baggage");
  const url = "http://api.internal";
  const baggage = () => ({ correlation_id: "c-1", user: "other" });
  expect(injected({}, { url, baggage })).toMatchObject({
    baggage: "correlation_id=c-1,user=other",
  });
  expect(injected({ Baggage: "mine=1,user=me" }, { url })).toEqual({
    traceparent,
    tracestate: "foo=1",
    baggage: "user=a%20b,mine=1",
  });
  expect(injected({}, { trusted: true })).toMatchObject({ baggage: "user=a%20b" });
  // Where it does not belong, what the caller put there is the caller's.
  expect(injected({ baggage: "mine=1" })).toMatchObject({ baggage: "mine=1" });
});

test("what another span left in the carrier is replaced, whatever the case of its name", () => {
  const bare = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: 0 });
  for (const carrier of [
    { Traceparent: `00-${"1".repeat(32)}-${"2".repeat(16)}-01`, TRACESTATE: "old=1", host: "h" },
    new Headers({ traceparent: "old", tracestate: "old=1", host: "h" }),
  ]) {
    injectInto(carrier, bare, { baggageHosts: [], propagators: both });
    const left = carrier instanceof Headers ? Object.fromEntries(carrier) : carrier;
    expect(left).toEqual({ traceparent: `00-${traceId}-${spanId}-00`, host: "h" });
  }
  const untouched = { traceparent: "theirs", tracestate: "theirs=1" };
  injectInto(untouched, ROOT_CONTEXT, { baggageHosts: ["*"], propagators: both });
  expect(untouched).toEqual({ traceparent: "theirs", tracestate: "theirs=1" });
});

test("only what was asked for is carried", () => {
  const url = "http://api.internal";
  expect(injected({}, { url, propagators: ["tracecontext"] })).not.toHaveProperty("baggage");
  expect(injected({}, { url, propagators: ["baggage"] })).toEqual({ baggage: "user=a%20b" });
  expect(injected({}, { url, propagators: [] })).toEqual({});
  expect(spanIn({ traceparent }, ["baggage"])).toBeUndefined();
  expect(propagation.getBaggage(extractFrom({ baggage: "a=1" }, ["tracecontext"]))).toBeUndefined();
});

test("T6 field names have any case, and a second traceparent in any way is none", () => {
  expect(spanIn({ TraceParent: traceparent })).toMatchObject({ traceId });
  expect(spanIn({ traceparent: [traceparent] })).toMatchObject({ traceId });
  for (const carrier of [
    { traceparent: [traceparent, traceparent] },
    { traceparent, Traceparent: traceparent },
    { traceparent: `${traceparent},${traceparent}` },
    { "trace-parent": traceparent },
    {},
  ])
    expect(spanIn(carrier)).toBeUndefined();
  const state = { traceparent, tracestate: ["foo=1", "bar=2"] };
  expect(spanIn(state)?.traceState?.serialize()).toBe("foo=1,bar=2");
  // A bad state does not cost the trace.
  expect(spanIn({ traceparent, tracestate: "FOO=1" })).toEqual({
    traceId,
    spanId,
    traceFlags: 1,
    isRemote: true,
  });
});

test("T6 a carrier that can't be read or written to harms nobody", () => {
  const broken = new Proxy(
    {},
    {
      ownKeys() {
        throw new Error("no");
      },
    },
  );
  for (const carrier of [broken, null, undefined, 7, "text"] as unknown as WritableCarrier[]) {
    expect(extractFrom(carrier, both)).toBe(ROOT_CONTEXT);
    expect(() => injected(carrier, { url: "http://api.internal" })).not.toThrow();
  }
  const frozen = Object.freeze({ a: "1" }) as Record<string, string>;
  expect(injected(frozen)).toEqual({ a: "1" });
  const odd = {
    ...spanContext,
    traceState: {
      ...createTraceState(),
      serialize(): string {
        throw new Error("no");
      },
    },
  };
  const carrier = {};
  injectInto(carrier, trace.setSpanContext(ROOT_CONTEXT, odd), {
    baggageHosts: [],
    propagators: both,
  });
  expect(carrier).toEqual({ traceparent });
});

test("T6 whatever the fields hold, reading gives a context", () => {
  const value = fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(undefined), fc.anything());
  fc.assert(
    fc.property(value, value, value, (parent, state, baggage) => {
      const carrier = { traceparent: parent, tracestate: state, baggage } as Carrier;
      expect(extractFrom(carrier, both)).toBeDefined();
    }),
  );
});
