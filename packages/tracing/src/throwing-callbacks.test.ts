import { createTracing } from "@ettl/tracing";
import { ExportResultCode } from "@opentelemetry/core";
import { expect, test } from "vitest";
import { collected, collectingExporter, service } from "../test/collected.ts";

const throwing = () => {
  throw new Error("the callback's own");
};

test("callbacks that throw change nothing for the program, and no span is lost", async () => {
  const exporter = collectingExporter();
  const tracing = createTracing({
    ...service,
    exporters: [exporter],
    attributes: throwing,
    baggage: throwing,
    baggageHosts: ["api.internal"],
    exceptionSignal: "logs/dup",
    onException: throwing,
    onProblem: throwing,
  });
  const failure = new Error("the program's own");
  await tracing.withSpan("export", async () => {
    const carrier: Record<string, string> = {};
    tracing.inject(carrier, { url: "http://api.internal/films" });
    expect(carrier.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    tracing.recordSpanError(failure);
    expect(() =>
      tracing.withSpan("fails", () => {
        throw failure;
      }),
    ).toThrow(failure);
  });
  await tracing.close();
  expect(exporter.spans.map(({ name, events }) => [name, events.length])).toEqual([
    ["fails", 1],
    ["export", 1],
  ]);
});

test("a callback that gives no attributes, or odd ones, gives none", async () => {
  for (const given of [undefined, null, 7, "text", Symbol("s"), { bad: {}, good: 1 }]) {
    const [span] = await collected({ attributes: (() => given) as never }, (tracing) =>
      tracing.withSpan("one", { attributes: { own: 1 } }, () => {}),
    );
    expect(span?.attributes.own).toBe(1);
    expect(span?.attributes.bad).toBeUndefined();
  }
});

test("a callback is asked once for each recorded span and never for others", async () => {
  let asked = 0;
  const attributes = () => ({ place: asked++ });
  const spans = await collected({ attributes }, (tracing) => {
    for (let count = 0; count < 3; count++) tracing.withSpan("one", () => {});
  });
  expect(spans.map((span) => span.attributes.place)).toEqual([0, 1, 2]);
  const tracing = createTracing({ ...service, samplingRate: 0, attributes });
  tracing.withSpan("unsampled", () => {});
  expect(asked).toBe(3);
});

test("a callback that begins a span itself ends somewhere", async () => {
  let depth = 0;
  let name = "";
  const spans = await collected(
    {
      attributes: () => {
        if (depth++ < 5) inner();
        return { seen: name };
      },
    },
    (tracing) => {
      inner = () => tracing.withSpan("inner", () => {});
      name = "outer";
      tracing.withSpan("outer", () => {});
    },
  );
  expect(spans.map((span) => span.name)).toEqual([...Array(5).fill("inner"), "outer"]);
});
let inner = () => {};

test("an exporter that makes spans while it exports does not feed itself", async () => {
  const names: string[] = [];
  const tracing = createTracing({
    ...service,
    exporters: [
      {
        export(spans, done) {
          names.push(...spans.map(({ name }) => name));
          // As instrumentation of the exporter's own HTTP client would.
          tracing.withSpan("request of the exporter", () => {});
          done({ code: ExportResultCode.SUCCESS });
        },
        shutdown: async () => {},
      },
    ],
  });
  tracing.withSpan("one", () => {});
  await tracing.flush();
  await tracing.close();
  expect(names).toEqual(["one"]);
  const { ended, exported, dropped, queued } = tracing.stats();
  expect([ended, queued]).toEqual([exported + dropped, 0]);
});
