import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { exceptionsOf, recordedTracing } from "../test/recorded-tracing.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const spanId = "00f067aa0ba902b7";
const argv = ["/usr/bin/node", "/opt/shop/exporter.mjs", "login", "--token", "s3cret"];

test("a command is a span below its caller's, and resolves to its exit code", async () => {
  const { tracing, spans } = recordedTracing();
  const environment = {
    TRACEPARENT: `00-${traceId}-${spanId}-01`,
    TRACESTATE: "foo=1",
    BAGGAGE: "correlation_id=c-1",
  };
  const code = await tracing.withCommandSpan({ argv, environment }, async () => {
    tracing.withSpan("inside", () => {});
    expect(tracing.baggage()).toEqual({ correlation_id: "c-1" });
    return 0;
  });
  expect(code).toBe(0);
  const [inside, span] = await spans();
  expect(span).toMatchObject({ name: "exporter", kind: SpanKind.INTERNAL });
  expect(span?.spanContext()).toMatchObject({ traceId });
  expect(span?.spanContext().traceState?.get("foo")).toBe("1");
  expect(span?.parentSpanContext).toMatchObject({ spanId, isRemote: true });
  expect(span?.status.code).toBe(SpanStatusCode.UNSET);
  // The arguments hold whatever people type: none is recorded unasked.
  expect(span?.attributes).toEqual({
    "process.executable.name": "exporter",
    "process.pid": process.pid,
    "process.exit.code": 0,
  });
  expect(inside?.parentSpanContext?.spanId).toBe(span?.spanContext().spanId);
});

test("T6 a bad environment begins a trace; name and arguments are taken as given", async () => {
  const { tracing, spans } = recordedTracing();
  const environment = { TRACEPARENT: `00-${traceId}-${spanId}-1`, BAGGAGE: ",;=" };
  const command = { argv: [], environment, name: "ettl", commandArguments: ["export", "watched"] };
  await tracing.withCommandSpan(command, () => 0);
  await tracing.withCommandSpan({ argv: ["/usr/bin/node"], environment: {} }, () => 0);
  const [named, bare] = await spans();
  expect(named?.parentSpanContext).toBeUndefined();
  expect(named?.spanContext().traceId).not.toBe(traceId);
  expect(named?.name).toBe("ettl");
  expect(named?.attributes["process.command_args"]).toEqual(["export", "watched"]);
  expect(bare?.name).toBe("node");
});

test("a code other than 0 is an error, and so is what is thrown, which goes on", async () => {
  const { tracing, spans } = recordedTracing();
  const environment = {};
  expect(await tracing.withCommandSpan({ argv, environment }, () => 130)).toBe(130);
  const failure = new RangeError("too far");
  const failing = tracing.withCommandSpan({ argv, environment }, () => {
    throw failure;
  });
  await expect(failing).rejects.toBe(failure);
  expect(
    (await spans()).map((span) => [
      span.attributes["process.exit.code"],
      span.attributes["error.type"],
      span.status,
      exceptionsOf(span),
    ]),
  ).toEqual([
    [130, "130", { code: SpanStatusCode.ERROR, message: "exit code 130" }, []],
    [
      1,
      "RangeError",
      { code: SpanStatusCode.ERROR, message: "too far" },
      [["RangeError", "too far"]],
    ],
  ]);
});

test("what is around a command has its baggage before the span begins", async () => {
  let who = "nobody";
  const { tracing, spans } = recordedTracing({ attributes: () => ({ who }) });
  const code = await tracing.withCommandSpan(
    {
      argv,
      environment: { BAGGAGE: "user=me" },
      around(baggage, run) {
        who = baggage.user ?? "";
        return run();
      },
    },
    () => 3,
  );
  expect(code).toBe(3);
  expect((await spans())[0]?.attributes.who).toBe("me");
});
