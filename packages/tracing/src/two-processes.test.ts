import { fileURLToPath } from "node:url";
import {
  type HttpReceiver,
  httpReceiver,
  runProgram,
  spansOf,
  startProgram,
} from "@ettl-tooling/test";
import { expect, test } from "vitest";

const clientProgram = fileURLToPath(new URL("../test/traced-client.mjs", import.meta.url));
const serverProgram = fileURLToPath(new URL("../test/traced-server.mjs", import.meta.url));
const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const parentId = "00f067aa0ba902b7";
const BAGGAGE = "user=a%20b;secure";

/** Runs the client against a server of its own, and waits until both have sent their spans. */
async function callBetween(
  collector: HttpReceiver,
  hostsOf: (serverUrl: URL) => string[],
  env = {},
) {
  await using server = startProgram([serverProgram, collector.url]);
  const [, url = ""] = await server.printed(/listening on (\S+)/);
  const hosts = hostsOf(new URL(url));
  const client = await runProgram(
    [clientProgram, collector.url, `${url}/films/7?token=s3cret`, ...hosts],
    { env },
  );
  server.kill("SIGTERM");
  await server.ended();
  expect(client.stderr + server.stderr()).toBe("");
  return { answer: JSON.parse(client.stdout), code: client.code };
}

test("two processes make one trace, below the one that called them", async () => {
  await using collector = await httpReceiver();
  const env = { TRACEPARENT: `00-${traceId}-${parentId}-01`, BAGGAGE };
  const { code, answer } = await callBetween(collector, ({ host }) => [host], env);
  expect(code).toBe(0);
  expect(answer).toEqual({ correlation_id: "c-1", user: "a b" });

  const spans = collector.requests.flatMap(({ body }) => spansOf(body));
  const span = (name: string) => spans.find((found) => found.name === name);
  expect(spans.map(({ name }) => name).sort()).toEqual([
    "GET /films/:id",
    "GET /films/{id}",
    "traced-client",
  ]);
  expect(new Set(spans.map((found) => found.traceId))).toEqual(new Set([traceId]));
  expect(span("traced-client")?.parentSpanId).toBe(parentId);
  expect(span("GET /films/{id}")?.parentSpanId).toBe(span("traced-client")?.spanId);
  expect(span("GET /films/:id")?.parentSpanId).toBe(span("GET /films/{id}")?.spanId);
  expect(JSON.stringify(spans)).not.toContain("s3cret");
});

test("a host that is not listed gets the trace and no baggage", async () => {
  await using collector = await httpReceiver();
  const { answer } = await callBetween(collector, () => ["api.internal"], { BAGGAGE });
  expect(answer).toEqual({});
  const spans = collector.requests.flatMap(({ body }) => spansOf(body));
  expect(spans).toHaveLength(3);
  expect(new Set(spans.map((found) => found.traceId)).size).toBe(1);
});

test("what the caller does not sample is sampled nowhere", async () => {
  await using collector = await httpReceiver();
  const env = { TRACEPARENT: `00-${traceId}-${parentId}-00` };
  await callBetween(collector, () => [], env);
  expect(collector.requests).toEqual([]);
});
