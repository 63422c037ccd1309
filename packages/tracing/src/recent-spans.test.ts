import { createTracing, type RecentTracesQuery, type Tracing } from "@ettl/tracing";
import { traceRoutes } from "@ettl/tracing/hono";
import { ROOT_CONTEXT } from "@opentelemetry/api";
import { expect, test } from "vitest";

function tracingOf(recentSpans: number, more: Partial<Parameters<typeof createTracing>[0]> = {}) {
  return createTracing({
    serviceName: "shop",
    serviceVersion: "1.2.3",
    environment: "test",
    recentSpans,
    ...more,
  });
}

/** The names of the spans of each trace, in the order of the answer. */
function tracesOf(tracing: Tracing, query?: RecentTracesQuery): string[][] {
  const traces = new Map<string, string[]>();
  for (const { scopeSpans } of tracing.recentTraces(query).resourceSpans)
    for (const { spans } of scopeSpans)
      for (const { traceId, name } of spans)
        traces.set(traceId, [...(traces.get(traceId) ?? []), name]);
  return [...traces.values()];
}

/** A trace of one root and some children. Returns its id. */
function trace(tracing: Tracing, name: string, children = 1): string {
  return tracing.withSpan(name, { parent: ROOT_CONTEXT }, (span) => {
    for (let index = 0; index < children; index++) tracing.withSpan(`${name}.${index}`, () => {});
    return span.spanContext().traceId;
  });
}

test("the last traces are whole and the newest first, as OTLP JSON", () => {
  const tracing = tracingOf(100);
  const first = trace(tracing, "one", 2);
  trace(tracing, "two");
  expect(tracesOf(tracing)).toEqual([
    ["two.0", "two"],
    ["one.0", "one.1", "one"],
  ]);
  const { resourceSpans } = tracing.recentTraces({ traceId: first.toUpperCase() });
  const attributes = resourceSpans[0]?.resource.attributes;
  expect(attributes).toContainEqual({ key: "service.name", value: { stringValue: "shop" } });
  expect(resourceSpans[0]?.scopeSpans[0]?.scope.name).toBe("ettl");
  const [child, , root] = resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
  expect(child).toMatchObject({ traceId: first, parentSpanId: root?.spanId, name: "one.0" });
  expect(root).not.toHaveProperty("parentSpanId");
});

test("spans that interleave are put together by trace, the one that ended last decides", () => {
  const tracing = tracingOf(100);
  const [one, two] = ["one", "two"].map((name) =>
    tracing.startSpan(name, { parent: ROOT_CONTEXT }),
  );
  trace(tracing, "three", 0);
  two?.end();
  one?.end();
  expect(tracesOf(tracing)).toEqual([["one"], ["two"], ["three"]]);
});

test("a span beyond the number kept takes the place of the oldest, however many there are", () => {
  const tracing = tracingOf(3);
  for (let index = 0; index < 10; index++) {
    trace(tracing, `t${index}`, 0);
    const expected = [index, index - 1, index - 2].filter((one) => one >= 0);
    expect(tracesOf(tracing)).toEqual(expected.map((one) => [`t${one}`]));
  }
});

test("none is kept by default, nor of traces that are not sampled", () => {
  const tracing = tracingOf(0);
  trace(tracing, "one");
  expect(tracing.recentTraces()).toEqual({ resourceSpans: [] });
  const unsampled = tracingOf(10, { samplingRate: 0 });
  trace(unsampled, "one");
  expect(unsampled.recentTraces()).toEqual({ resourceSpans: [] });
});

test("what is kept to be shown is counted as before", async () => {
  await using tracing = tracingOf(10);
  trace(tracing, "one");
  expect(tracing.stats()).toMatchObject({
    ended: 2,
    dropped: 2,
    droppedByReason: { no_exporter: 2 },
    queued: 0,
  });
});

test("limit, trace id, correlation id and since choose traces, which stay whole", () => {
  let correlation = "run-1";
  const tracing = tracingOf(1000, { attributes: () => ({ correlation_id: correlation }) });
  for (let index = 0; index < 30; index++) trace(tracing, `t${index}`);
  correlation = "run-2";
  const id = trace(tracing, "own");
  expect(tracesOf(tracing)).toHaveLength(20);
  expect(tracesOf(tracing, { limit: 1 })).toEqual([["own.0", "own"]]);
  expect(tracesOf(tracing, { limit: 1000 })).toHaveLength(31);
  expect(tracesOf(tracing, { traceId: id })).toEqual([["own.0", "own"]]);
  expect(tracesOf(tracing, { correlationId: "run-2" })).toEqual([["own.0", "own"]]);
  expect(tracesOf(tracing, { correlationId: "run" })).toEqual([]);

  const timed = tracingOf(10);
  for (const [name, end] of [
    ["old", 1_000_000],
    ["new", 2_000_000],
  ] as const)
    timed.startSpan(name, { startTime: 500_000, parent: ROOT_CONTEXT }).end(end);
  expect(tracesOf(timed, { since: 1_500_000 })).toEqual([["new"]]);
  expect(tracesOf(timed, { since: new Date(1_000_000) })).toEqual([["new"], ["old"]]);
  expect(tracesOf(timed, { since: "1970-01-01T00:33:20Z" })).toEqual([["new"]]);
});

test("an answer stays bounded: older traces are left out, of one that is too large its older spans", () => {
  const tracing = tracingOf(20_000);
  trace(tracing, "small");
  trace(tracing, "large", 6000);
  const [only, ...others] = tracesOf(tracing);
  expect(others).toEqual([]);
  expect(only).toHaveLength(5000);
  expect(only?.at(-1)).toBe("large");

  const wide = tracingOf(2000, { limits: { attributeValueLength: 100_000 } });
  for (let index = 0; index < 200; index++)
    wide.withSpan(`t${index}`, (span) => {
      span.setAttribute("text", "x".repeat(100_000));
      wide.addSpanEvent("event", { text: "x".repeat(100_000) });
    });
  const text = JSON.stringify(wide.recentTraces({ limit: 1000 }));
  expect(text).toContain('"t199"');
  expect(text.length).toBeLessThan(4.5 * 1024 * 1024);
  expect(text.length).toBeGreaterThan(3.5 * 1024 * 1024);
});

test("numbers, ids and times that there are not are refused by name", () => {
  for (const size of [-1, 1.5, Number.NaN]) expect(() => tracingOf(size)).toThrow(RangeError);
  const tracing = tracingOf(0);
  for (const limit of [0, -1, 1.5, 1001, Number.NaN])
    expect(() => tracing.recentTraces({ limit })).toThrow(/^limit is .*from 1 to 1000$/);
  expect(() => tracing.recentTraces({ traceId: "abc" })).toThrow(RangeError);
  expect(() => tracing.recentTraces({ since: "soon" })).toThrow(RangeError);
});

test("the route answers with OTLP JSON, by its filters, never cached", async () => {
  const tracing = tracingOf(10, { attributes: () => ({ correlation_id: "run-1" }) });
  const id = trace(tracing, "one", 0);
  const routes = traceRoutes(tracing);
  const get = (query = "", method = "GET") =>
    routes.request(`/telemetry/traces${query}`, { method });
  const response = await get();
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await response.json()).toEqual(JSON.parse(JSON.stringify(tracing.recentTraces())));

  const count = async (query: string) => {
    const { resourceSpans } = (await (await get(query)).json()) as { resourceSpans: unknown[] };
    return resourceSpans.length;
  };
  expect(
    await count(`?trace_id=${id}&limit=1&correlation_id=run-1&since=2024-01-15T10:30:00Z`),
  ).toBe(1);
  expect(await count("?trace_id=&limit=&correlation_id=&since=")).toBe(1);
  expect(await count(`?trace_id=${"0".repeat(32)}`)).toBe(0);
  expect(await count("?correlation_id=run-2")).toBe(0);
  expect(await count("?since=2124-01-15T10:30:00Z")).toBe(0);

  const head = await get("", "HEAD");
  expect(head.status).toBe(200);
  expect(await head.text()).toBe("");
});

test("a query that makes no sense is a 400 that says what was expected", async () => {
  const routes = traceRoutes(tracingOf(10));
  for (const [query, message] of [
    ["limit=0", "limit is 0, expected a whole number from 1 to 1000"],
    ["limit=many", "limit is NaN, expected a whole number from 1 to 1000"],
    ["trace_id=7", 'the trace id is "7", expected 32 hexadecimal digits'],
    ["since=soon", 'since is "soon", expected a time such as 2024-01-15T10:30:00Z'],
  ]) {
    const response = await routes.request(`/telemetry/traces?${query}`);
    expect(response.status).toBe(400);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({ error: "bad request", message });
  }
});

test("who may not read traces gets 401, other methods 405", async () => {
  for (const authorize of [
    () => false,
    () => {
      throw new Error("no");
    },
  ]) {
    const response = await traceRoutes(tracingOf(1), { authorize }).request("/telemetry/traces");
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
  }
  const post = await traceRoutes(tracingOf(1)).request("/telemetry/traces", { method: "POST" });
  expect(post.status).toBe(405);
  expect(post.headers.get("allow")).toBe("GET, HEAD");
});
