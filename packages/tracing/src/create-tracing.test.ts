import { createTracing } from "@ettl/tracing";
import { httpReceiver, spansOf } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const service = { serviceName: "shop", serviceVersion: "1.2.3", environment: "test" };

test("spans arrive over OTLP with parent, error and resource", async () => {
  await using collector = await httpReceiver();
  const tracing = createTracing({ ...service, otlpEndpoint: collector.url });
  const failure = new RangeError("too far");
  const run = tracing.withSpan("export", async () => {
    await tracing.withSpan("page", { attributes: { page: 1 } }, async () => {
      tracing.addSpanEvent("fetched", { items: 3 });
    });
    throw failure;
  });
  await expect(run).rejects.toBe(failure);
  await tracing.close();

  expect(collector.requests.map(({ url }) => url)).toEqual(["/v1/traces"]);
  const [page, root] = spansOf(collector.requests[0]?.body ?? Buffer.alloc(0));
  expect(root).toMatchObject({ name: "export", parentSpanId: "", statusCode: 2 });
  expect(page).toMatchObject({ name: "page", parentSpanId: root?.spanId, traceId: root?.traceId });
  expect(tracing.stats()).toMatchObject({
    started: 2,
    sampled: 2,
    ended: 2,
    exported: 2,
    dropped: 0,
  });
});

test("an endpoint for traces is used as it is and wins over the one for everything", async () => {
  await using collector = await httpReceiver();
  for (const [endpoints, url] of [
    [{ otlpEndpoint: `${collector.url}/base/` }, "/base/v1/traces"],
    [{ otlpEndpoint: `${collector.url}/v1/traces` }, "/v1/traces"],
    [{ otlpEndpoint: "http://x", otlpTracesEndpoint: `${collector.url}/a/b?c=1` }, "/a/b?c=1"],
    [{ otlpTracesEndpoint: collector.url }, "/"],
  ] as const) {
    const tracing = createTracing({ ...service, ...endpoints });
    tracing.withSpan("export", () => {});
    await tracing.close();
    expect(collector.requests.at(-1)?.url).toBe(url);
  }
});

test("spans arrive over Jaeger's Thrift, and closing does not linger", async () => {
  await using collector = await httpReceiver();
  const tracing = createTracing({ ...service, jaegerEndpoint: `${collector.url}/api/traces` });
  tracing.withSpan("export", () => {});
  await tracing.close();
  const [request] = collector.requests;
  expect(request?.url).toMatch(/^\/api\/traces/);
  expect(request?.headers["content-type"]).toContain("thrift");
  expect(request?.body.toString("latin1")).toContain("export");
  expect(tracing.stats()).toMatchObject({ ended: 1, exported: 1 });
});

test("T2 a collector that never answers holds closing no longer than asked, and the loss is counted", async () => {
  for (const endpoint of ["otlpEndpoint", "jaegerEndpoint"]) {
    await using collector = await httpReceiver(() => undefined);
    const tracing = createTracing({ ...service, [endpoint]: `${collector.url}/api/traces` });
    tracing.withSpan("export", () => {});
    const closing = tracing.close({ timeoutMs: 300 });
    await collector.received(1);
    await closing;
    expect(tracing.stats()).toMatchObject({
      ended: 1,
      exported: 0,
      dropped: 1,
      droppedByReason: { shutdown: 1 },
      queued: 0,
    });
  }
});

test("a second close waits for what the first one delivers", async () => {
  let accept = () => {};
  const accepted = new Promise<void>((resolve) => {
    accept = resolve;
  });
  await using collector = await httpReceiver((_, response) => {
    void accepted.then(() => response.writeHead(200).end());
    return undefined;
  });
  const tracing = createTracing({ ...service, otlpEndpoint: collector.url });
  tracing.withSpan("export", () => {});
  const first = tracing.close();
  await collector.received(1);
  const second = tracing.close().then(() => tracing.stats().exported);
  accept();
  expect(await second).toBe(1);
  await first;
});

test("T3 what the collector refuses is counted with its reason, and told once", async () => {
  await using collector = await httpReceiver(() => 400);
  const problems: string[] = [];
  const tracing = createTracing({
    ...service,
    otlpEndpoint: collector.url,
    onProblem: ({ code }) => problems.push(code),
  });
  for (const name of ["one", "two"]) {
    tracing.withSpan(name, () => {});
    await tracing.flush();
  }
  expect(tracing.stats()).toMatchObject({ exported: 0, droppedByReason: { export_failed: 2 } });
  expect(tracing.stats().lastError).toMatch(/\S/);
  expect(problems).toEqual(["span_export_failed"]);
});

test("T5 spans beyond the queue are counted: ended = exported + dropped + queued", async () => {
  await using collector = await httpReceiver();
  const tracing = createTracing({ ...service, otlpEndpoint: collector.url });
  for (let i = 0; i < 10_000; i++) tracing.withSpan(`span-${i}`, () => {});
  const before = tracing.stats();
  expect(before.exported + before.dropped + before.queued).toBe(10_000);
  await tracing.close();
  const after = tracing.stats();
  const received = collector.requests.flatMap(({ body }) => spansOf(body)).length;
  expect(after).toMatchObject({ ended: 10_000, exported: received, queued: 0 });
  expect(after.exported + after.dropped).toBe(10_000);
  expect(after.exported).toBeGreaterThanOrEqual(2048);
});

test("T8 T9 bad endpoints and ratios are refused with the option's name", () => {
  for (const bad of ["nope", "ftp://x", "http://x:0"])
    expect(() => createTracing({ ...service, otlpEndpoint: bad })).toThrow(/otlpEndpoint/);
  expect(() => createTracing({ ...service, jaegerEndpoint: "localhost:14268" })).toThrow(
    /jaegerEndpoint/,
  );
  for (const bad of [Number.NaN, -1, 2, "0.5" as unknown as number])
    expect(() => createTracing({ ...service, samplingRate: bad })).toThrow(/samplingRate/);
});

test("a span finds its parent across awaits, the tracer's own spans too", async () => {
  const tracing = createTracing(service);
  await tracing.withSpan("root", async (root) => {
    await new Promise(setImmediate);
    expect(tracing.activeTraceIds()?.span_id).toBe(root.spanContext().spanId);
    const child = tracing.tracer.startSpan("child");
    expect(child.spanContext().traceId).toBe(root.spanContext().traceId);
    tracing.tracer.startActiveSpan("active", (active) => {
      expect(tracing.activeTraceIds()?.span_id).toBe(active.spanContext().spanId);
      active.end();
    });
    child.end();
  });
  expect(tracing.activeTraceIds()).toBeUndefined();
  expect(tracing.stats()).toMatchObject({ ended: 3, droppedByReason: { no_exporter: 3 } });
});

test("an unsampled span has ids for logs, none for exemplars, and is not counted as ended", () => {
  const tracing = createTracing({ ...service, samplingRate: 0 });
  tracing.withSpan("root", () => {
    expect(tracing.activeTraceIds()).toBeDefined();
    expect(tracing.activeTraceIds({ sampledOnly: true })).toBeUndefined();
  });
  expect(tracing.stats()).toMatchObject({ started: 1, sampled: 0, ended: 0 });
});

test("switched off, spans have no ids and calls still run", async () => {
  const tracing = createTracing({ ...service, recording: false });
  const value = await tracing.withSpan("root", async () => tracing.activeTraceIds() ?? "none");
  expect(value).toBe("none");
  expect(tracing.stats().started).toBe(0);
});

test("attributes from outside are on every span; a throwing source harms nobody", async () => {
  await using collector = await httpReceiver();
  const tracing = createTracing({
    ...service,
    otlpEndpoint: collector.url,
    attributes: () => ({ correlation_id: "c-1" }),
  });
  tracing.withSpan("export", () => {});
  await tracing.close();
  const [span] = spansOf(collector.requests[0]?.body ?? Buffer.alloc(0));
  expect(span?.attributes).toMatchObject({ correlation_id: "c-1" });

  const throwing = createTracing({
    ...service,
    attributes: () => {
      throw new Error("no");
    },
  });
  expect(throwing.withSpan("fine", () => 7)).toBe(7);
});
