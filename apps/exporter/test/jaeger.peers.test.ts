import {
  asJaegerBatch,
  type DecodedSpan,
  decodedOtlp,
  eventually,
  type HttpReceiver,
  httpReceiver,
  inAnyOrder,
  type JaegerServer,
  startJaeger,
  withoutFlags,
} from "@ettl-tooling/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exporterRun, logLines } from "./exporter-run.ts";

let jaeger: JaegerServer;
beforeAll(async () => {
  jaeger = await startJaeger();
});
afterAll(() => jaeger[Symbol.asyncDispose]());

/** Hands each request on to `url` and its answer back, so that what was sent can be read. */
function recorder(url: string): Promise<HttpReceiver> {
  return httpReceiver((request, response) => {
    fetch(new URL(request.url, url), {
      method: request.method,
      headers: { "content-type": String(request.headers["content-type"]) },
      body: new Uint8Array(request.body),
    }).then(
      async (answer) =>
        response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer())),
      (error: unknown) => response.writeHead(502).end(String(error)),
    );
    return undefined;
  });
}

const sentTo = async (receiver: HttpReceiver) =>
  (await decodedOtlp(receiver.requests.map(({ body }) => body))).flat();

/** All of that many spans, once Jaeger has them. */
const found = (service: string, count: number) =>
  eventually(`${count} spans of ${service} in Jaeger`, async () => {
    const spans = await jaeger.spansOf(service);
    return spans.length >= count && spans;
  });

const byId = (spans: readonly DecodedSpan[]) =>
  [...spans].sort((a, b) => (a.spanId < b.spanId ? -1 : 1));

function text(span: DecodedSpan | undefined, key: string): string | undefined {
  const value = span?.attributes[key];
  return value && "string" in value ? value.string : undefined;
}

test("a whole export is found in Jaeger over OTLP: each span equal to what was sent, joined with the log", async () => {
  await using run = await exporterRun();
  await using collector = await recorder(jaeger.otlpUrl);
  run.env.ETTL_TRACING__OTLP_ENDPOINT = collector.url;
  run.env.ETTL_TRACING__SERVICE_NAME = "export over otlp";
  await using program = run.start("export");
  expect((await program.ended()).code).toBe(0);

  const sent = await sentTo(collector);
  const spans = await found("export over otlp", sent.length);
  expect(byId(spans)).toEqual(byId(sent));

  const lines = logLines(program);
  const written = lines.filter(({ message }) => message === "export.written");
  expect(written).toHaveLength(5);
  for (const line of written) {
    const trace = spans.filter(({ traceId }) => traceId === line.trace_id);
    const operation = trace.find(({ name }) => name === `export ${line.operation_type}`);
    expect(operation).toMatchObject({
      status: { message: "" },
      resource: {
        "service.name": { string: "export over otlp" },
        "deployment.environment.name": { string: "production" },
      },
    });
    expect(text(operation, "correlation_id")).toBe(line.correlation_id);
    const pages = trace.filter(({ name }) => name === `page ${line.operation_type}`);
    expect(pages).toHaveLength(Number(line.pages));
    for (const page of pages) {
      expect(page.parentSpanId).toBe(operation?.spanId);
      const calls = trace.filter(({ parentSpanId }) => parentSpanId === page.spanId);
      expect(calls.map(({ name }) => name)).toEqual([`GET /sync/${line.operation_type}/movies`]);
    }
  }
});

test("a whole export is found in Jaeger over Thrift, equal to what an OTLP collector got beside it", async () => {
  await using run = await exporterRun();
  run.env.ETTL_TRACING__JAEGER_ENDPOINT = jaeger.thriftUrl;
  run.env.ETTL_TRACING__SERVICE_NAME = "export over thrift";
  await using program = run.start("export");
  expect((await program.ended()).code).toBe(0);

  const sent = await sentTo(run.collector);
  await found("export over thrift", sent.length);
  const ids = new Set(sent.map(({ traceId }) => traceId));
  expect(ids.size).toBeGreaterThan(0);
  for (const id of ids)
    expect(inAnyOrder(await jaeger.trace(id))).toEqual(
      inAnyOrder(withoutFlags(asJaegerBatch(sent.filter(({ traceId }) => traceId === id)))),
    );
});

test("a failing export is found in Jaeger as failed, with its error, over OTLP and over Thrift", async () => {
  for (const [service, endpoint, url] of [
    ["failing over otlp", "ETTL_TRACING__OTLP_ENDPOINT", jaeger.otlpUrl],
    ["failing over thrift", "ETTL_TRACING__JAEGER_ENDPOINT", jaeger.thriftUrl],
  ] as const) {
    await using run = await exporterRun();
    run.env[endpoint] = url;
    run.env.ETTL_TRACING__SERVICE_NAME = service;
    run.sandbox.faults.set([{ kind: "status", status: 401, path: "/sync/ratings" }]);
    await using program = run.start("export", "ratings");
    expect((await program.ended()).code).toBe(1);

    const failed = logLines(program).find(({ message }) => message === "export.failed");
    const spans = await eventually(`the failed export of ${service}`, async () => {
      const spans = await jaeger.spansOf(service);
      return spans.some(({ name }) => name === "export ratings") && spans;
    });
    const operation = spans.find(({ name }) => name === "export ratings");
    const call = spans.find(({ name }) => name === "GET /sync/ratings/movies");
    const page = spans.find(({ name }) => name === "page ratings");
    expect([call?.parentSpanId, page?.parentSpanId]).toEqual([page?.spanId, operation?.spanId]);
    for (const span of [operation, call]) {
      expect(span?.traceId).toBe(failed?.trace_id);
      expect(span?.status.code).toBe(2);
      expect(span?.status.message).toMatch(/401/);
      expect(text(span, "error.type")).toMatch(/\S/);
      const exceptions = span?.events.filter(({ name }) => name === "exception") ?? [];
      expect(exceptions).toHaveLength(1);
      expect(exceptions[0]?.attributes).toMatchObject({
        "exception.message": { string: span?.status.message },
        "exception.stacktrace": { string: expect.stringContaining("at ") },
      });
    }
    // E13: nothing that Jaeger got has the token or the client's secret.
    expect(JSON.stringify(spans)).not.toMatch(/Bearer|demo\b/);
  }
});

test("what a serving exporter answers at /telemetry/traces can be posted to Jaeger, and is its traces", async () => {
  await using run = await exporterRun();
  run.env.ETTL_TRACING__SERVICE_NAME = "remembered";
  // The schedule would begin the next run in the middle of the test.
  run.env.ETTL_EXPORT__SCHEDULE = "0 0 1 1 *";
  await using program = run.start("serve", "--now");
  await program.printed(/"export.completed".*"collection"/);
  const lines = logLines(program).filter(({ message }) => message === "export.completed");
  const line = lines.find(({ operation_type }) => operation_type === "ratings");

  const answer = await eventually("the trace of the ratings", async () => {
    const response = await fetch(`${run.url}/telemetry/traces?trace_id=${line?.trace_id}`);
    const body = await response.text();
    return body.includes('"export ratings"') && body;
  });
  const posted = await fetch(`${jaeger.otlpUrl}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: answer,
  });
  expect([posted.status, await posted.json()]).toEqual([200, { partialSuccess: {} }]);

  const remembered = (await decodedOtlp([Buffer.from(answer)], "json")).flat();
  expect(remembered.length).toBeGreaterThan(1);
  expect(byId(await found("remembered", remembered.length))).toEqual(byId(remembered));
  const operation = remembered.find(({ name }) => name === "export ratings");
  expect(text(operation, "correlation_id")).toBe(line?.correlation_id);
});
