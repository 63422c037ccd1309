import { childEnvironment, createTracing } from "@ettl/tracing";
import { expect, test } from "vitest";
import { fromEnvironment } from "./environment-carrier.ts";

const service = { serviceName: "job", serviceVersion: "1", environment: "test" };
const TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

test("the three variables become a context, and that becomes the variables of a child", () => {
  const tracing = createTracing({ ...service, baggage: () => ({ correlation_id: "c-1" }) });
  const environment = { TRACEPARENT, TRACESTATE: "foo=1", BAGGAGE: "user=a%20b", PATH: "/bin" };
  const context = tracing.extract(fromEnvironment(environment));
  expect(tracing.withContext(context, () => childEnvironment(tracing))).toEqual({
    TRACEPARENT,
    TRACESTATE: "foo=1",
    BAGGAGE: "correlation_id=c-1,user=a%20b",
  });
});

test("a child does not inherit what belongs to another trace", () => {
  const tracing = createTracing(service);
  const context = tracing.extract(fromEnvironment({ TRACEPARENT }));
  const inherited = { TRACESTATE: "old=1", BAGGAGE: "old=1" };
  const child = tracing.withContext(context, () => childEnvironment(tracing));
  expect({ ...inherited, ...child }).toEqual({
    TRACEPARENT,
    TRACESTATE: undefined,
    BAGGAGE: undefined,
  });
});
