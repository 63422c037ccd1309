import { expect, test } from "vitest";
import { fromEnvironment, toEnvironment } from "./environment-carrier.ts";

test("the three variables become fields, and fields variables", () => {
  const environment = { TRACEPARENT: "p", TRACESTATE: "s", BAGGAGE: "b", PATH: "/bin" };
  const carrier = { traceparent: "p", tracestate: "s", baggage: "b" };
  expect(fromEnvironment(environment)).toEqual(carrier);
  expect(toEnvironment(carrier)).toEqual({ TRACEPARENT: "p", TRACESTATE: "s", BAGGAGE: "b" });
});

test("a child does not inherit what belongs to another trace", () => {
  const inherited = { TRACESTATE: "old=1", BAGGAGE: "old=1" };
  expect({ ...inherited, ...toEnvironment({ traceparent: "p" }) }).toEqual({
    TRACEPARENT: "p",
    TRACESTATE: undefined,
    BAGGAGE: undefined,
  });
});
