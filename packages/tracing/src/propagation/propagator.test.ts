import { createTracing } from "@ettl/tracing";
import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  trace,
} from "@opentelemetry/api";
import { expect, test } from "vitest";
import type { Carried } from "./inject.ts";
import { createPropagator } from "./propagator.ts";

const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const both = ["tracecontext", "baggage"] as const;

function passedOn(headers: Record<string, string>, options: Partial<Carried> = {}) {
  const propagator = createPropagator({
    propagators: both,
    baggageHosts: ["*"],
    baggage: () => undefined,
    ...options,
  });
  const context = propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
  const carrier: Record<string, string> = {};
  propagator.inject(context, carrier, defaultTextMapSetter);
  return { carrier, fields: propagator.fields() };
}

test("other instrumentation reads and writes the same fields", () => {
  const headers = { traceparent, tracestate: "foo=1", baggage: "a=1" };
  const { carrier, fields } = passedOn(headers);
  expect(carrier).toEqual(headers);
  expect(fields).toEqual(["traceparent", "tracestate", "baggage"]);
  expect(passedOn(headers, { propagators: ["baggage"] })).toEqual({
    carrier: { baggage: "a=1" },
    fields: ["baggage"],
  });
});

test("where hosts are chosen, a carrier that goes nobody knows where has no baggage", () => {
  const headers = { traceparent, baggage: "a=1" };
  const baggage = () => ({ correlation_id: "c-1" });
  expect(passedOn(headers, { baggageHosts: ["api.internal"], baggage }).carrier).toEqual({
    traceparent,
  });
  expect(passedOn(headers, { baggage }).carrier).toEqual({
    traceparent,
    baggage: "correlation_id=c-1,a=1",
  });
});

test("registered, it is what the global API asks, until it closes", async () => {
  const options = { serviceName: "s", serviceVersion: "1", environment: "test" };
  const tracing = createTracing({ ...options, register: true, baggageHosts: ["*"] });
  const context = propagation.extract(ROOT_CONTEXT, { traceparent, baggage: "a=1" });
  const carrier = {};
  propagation.inject(context, carrier);
  expect(carrier).toEqual({ traceparent, baggage: "a=1" });
  await tracing.close();
  expect(trace.getSpanContext(propagation.extract(ROOT_CONTEXT, { traceparent }))).toBeUndefined();
});

test("a context that came in keeps what the carrier does not say", () => {
  const propagator = createPropagator({
    propagators: both,
    baggageHosts: [],
    baggage: () => undefined,
  });
  const before = propagation.setBaggage(
    ROOT_CONTEXT,
    propagation.createBaggage({ a: { value: "1" } }),
  );
  expect(propagator.extract(before, { traceparent: "bad" }, defaultTextMapGetter)).toBe(before);
  const after = propagator.extract(before, { traceparent }, defaultTextMapGetter);
  expect(propagation.getBaggage(after)?.getEntry("a")?.value).toBe("1");
  expect(trace.getSpanContext(after)?.isRemote).toBe(true);
});

test("accessors that throw, and entries that can't be had, harm nobody", () => {
  const no = () => {
    throw new Error("no");
  };
  const propagator = createPropagator({ propagators: both, baggageHosts: ["*"], baggage: no });
  const context = propagator.extract(ROOT_CONTEXT, { traceparent }, defaultTextMapGetter);
  expect(propagator.extract(context, {}, { keys: () => [], get: no })).toBe(context);
  propagator.inject(context, {}, { set: no });
  const carrier = {};
  propagator.inject(context, carrier, defaultTextMapSetter);
  expect(carrier).toEqual({ traceparent });
});
