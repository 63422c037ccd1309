import { once } from "node:events";
import { createServer } from "node:net";
import type { TracingOptions } from "@ettl/tracing";
import { type TracedFetchOptions, tracedFetch } from "@ettl/tracing/fetch";
import { freePort, httpReceiver } from "@ettl-tooling/test";
import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { exceptionsOf, recordedTracing } from "../../test/recorded-tracing.ts";

function traced(options: Partial<TracingOptions> = {}, fetchOptions: TracedFetchOptions = {}) {
  const { tracing, spans } = recordedTracing(options);
  return { tracing, spans, fetch: tracedFetch(tracing, fetchOptions) };
}

test("a call is a client span below the active one, and its headers say so", async () => {
  await using server = await httpReceiver(() => ({ status: 201, body: "made" }));
  const { tracing, spans, fetch } = traced();
  const response = await tracing.withSpan("export", () =>
    fetch(`${server.url}/films?page=2&token=s3cret`, {
      method: "post",
      body: "{}",
      headers: { "content-type": "application/json" },
      tracing: { urlTemplate: "/films", resendCount: 2 },
    }),
  );
  expect(await response.text()).toBe("made");

  const [span, root] = await spans();
  const { port } = new URL(server.url);
  expect(span).toMatchObject({ name: "POST /films", kind: SpanKind.CLIENT });
  expect(span?.status.code).toBe(SpanStatusCode.UNSET);
  expect(span?.parentSpanContext?.spanId).toBe(root?.spanContext().spanId);
  expect(span?.attributes).toEqual({
    "http.request.method": "POST",
    "url.full": `${server.url}/films?page=2&token=REDACTED`,
    "url.template": "/films",
    "server.address": "127.0.0.1",
    "server.port": Number(port),
    "http.request.resend_count": 2,
    "http.response.status_code": 201,
  });
  const { traceId, spanId } = span?.spanContext() ?? {};
  const [received] = server.requests;
  expect(received?.headers).toMatchObject({
    traceparent: `00-${traceId}-${spanId}-01`,
    "content-type": "application/json",
  });
  expect(received?.url).toBe("/films?page=2&token=s3cret");
  expect(received?.body.toString()).toBe("{}");
});

test("without a template the name is the method; one that HTTP does not know is HTTP, unless told", async () => {
  await using server = await httpReceiver();
  const { tracing, spans, fetch } = traced();
  await fetch(new URL(server.url));
  await fetch(server.url, { method: "PROPFIND" });
  const answered = tracedFetch(tracing, { fetch: async () => new Response() });
  await answered(server.url, { method: "patch", tracing: { urlTemplate: "/x" } });
  const own = traced({}, { knownMethods: ["PROPFIND"] });
  await own.fetch(server.url, { method: "PROPFIND" });
  const method = (span?: { attributes: Record<string, unknown> }) => [
    span?.attributes["http.request.method"],
    span?.attributes["http.request.method_original"],
  ];
  const [get, propfind, patch] = await spans();
  expect([get?.name, ...method(get)]).toEqual(["GET", "GET", undefined]);
  expect([propfind?.name, ...method(propfind)]).toEqual(["HTTP", "_OTHER", "PROPFIND"]);
  expect([patch?.name, ...method(patch)]).toEqual(["HTTP /x", "_OTHER", "patch"]);
  const [known] = await own.spans();
  expect([known?.name, ...method(known)]).toEqual(["PROPFIND", "PROPFIND", undefined]);
  expect(server.requests.map(({ method }) => method)).toEqual(["GET", "PROPFIND", "PROPFIND"]);
});

test("4xx and 5xx are errors by their status, and the answer is the caller's", async () => {
  await using server = await httpReceiver(({ url }) => Number(url.slice(1)));
  const { spans, fetch } = traced();
  for (const status of [204, 304, 404, 503])
    expect((await fetch(`${server.url}/${status}`)).status).toBe(status);
  expect(
    (await spans()).map(({ status, attributes }) => [
      attributes["http.response.status_code"],
      attributes["error.type"],
      status.code,
    ]),
  ).toEqual([
    [204, undefined, SpanStatusCode.UNSET],
    [304, undefined, SpanStatusCode.UNSET],
    [404, "404", SpanStatusCode.ERROR],
    [503, "503", SpanStatusCode.ERROR],
  ]);
});

test("an error of fetch is rethrown as it is, and the span tells its cause", async () => {
  const { spans, fetch } = traced();
  const port = await freePort();
  const refused: Error = await fetch(`http://127.0.0.1:${port}`).catch((error) => error);
  expect(refused).toBeInstanceOf(TypeError);
  expect(refused.message).toBe("fetch failed");

  await using reset = createServer((socket) => socket.resetAndDestroy()).listen(0, "127.0.0.1");
  await once(reset, "listening");
  const address = reset.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  await expect(fetch(`http://127.0.0.1:${address.port}`)).rejects.toThrow("fetch failed");

  const mine = new RangeError("mine");
  const own = tracedFetch(traced().tracing, { fetch: () => Promise.reject(mine) });
  await expect(own("http://h")).rejects.toBe(mine);

  const [first, second] = await spans();
  expect(first?.attributes).toMatchObject({ "error.type": "ECONNREFUSED", "server.port": port });
  expect(first?.status.code).toBe(SpanStatusCode.ERROR);
  expect(exceptionsOf(first)).toEqual([["TypeError", "fetch failed"]]);
  expect(second?.attributes["error.type"]).toBe("ECONNRESET");
});

test("a call that is aborted or runs out of time ends its span as one", async () => {
  await using server = await httpReceiver(() => undefined);
  const { spans, fetch } = traced();
  const controller = new AbortController();
  const aborted = fetch(server.url, { signal: controller.signal });
  await server.received(1);
  controller.abort();
  await expect(aborted).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
  await expect(fetch(server.url, { signal: AbortSignal.timeout(20) })).rejects.toThrow(
    expect.objectContaining({ name: "TimeoutError" }),
  );
  await expect(fetch(server.url, { signal: AbortSignal.abort("enough") })).rejects.toBe("enough");
  expect((await spans()).map(({ attributes }) => attributes["error.type"])).toEqual([
    "AbortError",
    "TimeoutError",
    "_OTHER",
  ]);
});

test("an address that fetch refuses is refused as ever, and its secrets are not in the span", async () => {
  const { spans, fetch } = traced();
  for (const url of [
    "http://me:s3cret@127.0.0.1/",
    "http://me:s3cret@bad host/",
    "/x?token=s3cret",
  ]) {
    const expected: Error = await globalThis.fetch(url).catch((error) => error);
    await expect(fetch(url)).rejects.toThrow(expected.message);
  }
  await expect(fetch("http://h", { method: "NO WAY" })).rejects.toThrow(TypeError);
  await expect(fetch("http://h", { headers: { "bad name": "x" } })).rejects.toThrow(TypeError);
  const text = JSON.stringify(
    (await spans()).map(({ name, attributes, events, status }) => [
      name,
      attributes,
      events,
      status,
    ]),
  );
  expect(text).toContain("http://REDACTED:REDACTED@127.0.0.1/");
  expect(text).toContain("invalid-url");
  expect(text).not.toContain("s3cret");
});

test("a Request works as ever, its body and headers sent, and as options, too", async () => {
  await using server = await httpReceiver();
  const { tracing, spans, fetch } = traced();
  const request = new Request(`${server.url}/a`, {
    method: "PUT",
    body: "body",
    headers: { "x-mine": "1" },
  });
  await fetch(request.clone());
  await fetch(request.clone(), { headers: { "x-other": "2" } });
  await fetch(`${server.url}/b`, request as RequestInit);
  expect(
    server.requests.map(({ method, url, body, headers }) => [
      method,
      url,
      body.toString(),
      headers["x-mine"],
      headers["x-other"],
      typeof headers.traceparent,
    ]),
  ).toEqual([
    ["PUT", "/a", "body", "1", undefined, "string"],
    ["PUT", "/a", "body", undefined, "2", "string"],
    ["PUT", "/b", "body", "1", undefined, "string"],
  ]);
  expect((await spans()).map(({ name }) => name)).toEqual(["PUT", "PUT", "PUT"]);
  expect(request.headers.has("traceparent")).toBe(false);
  await tracing.close();
});

test("headers of an older trace are replaced, and the caller's own object stays as it is", async () => {
  await using server = await httpReceiver();
  const { fetch } = traced();
  const stale = `00-${"1".repeat(32)}-${"2".repeat(16)}-01`;
  const headers = { Traceparent: stale, tracestate: "old=1", baggage: "mine=1" };
  await fetch(server.url, { headers });
  expect(headers.Traceparent).toBe(stale);
  const [received] = server.requests;
  expect(received?.headers.traceparent).toMatch(/^00-/);
  expect(received?.headers.traceparent).not.toContain("1".repeat(32));
  expect(received?.headers).not.toHaveProperty("tracestate");
  expect(received?.headers.baggage).toBe("mine=1");
});

test("baggage goes to listed hosts only", async () => {
  await using server = await httpReceiver();
  const { host, port } = new URL(server.url);
  const baggage = () => ({ correlation_id: "c-1" });
  for (const [baggageHosts, expected] of [
    [[], undefined],
    [["api.internal", `127.0.0.1:${Number(port) + 1}`], undefined],
    [[host], "correlation_id=c-1"],
    [["127.0.0.1"], "correlation_id=c-1"],
  ] as const) {
    await traced({ baggage, baggageHosts }).fetch(server.url);
    expect(server.requests.at(-1)?.headers.baggage).toBe(expected);
  }
});

test("the span ends with the head of the answer; the body comes when it comes", async () => {
  let finish = () => {};
  await using server = await httpReceiver((_, response) => {
    response.writeHead(200).write("first ");
    finish = () => response.end("last");
    return undefined;
  });
  const { spans, fetch } = traced();
  const response = await fetch(server.url);
  expect(await spans()).toHaveLength(1);
  finish();
  expect(await response.text()).toBe("first last");
});

test("what is not sampled is passed on as such, and without recording all goes on", async () => {
  await using server = await httpReceiver();
  await traced({ samplingRate: 0 }).fetch(server.url);
  expect(server.requests.at(-1)?.headers.traceparent).toMatch(/-0[02]$/);
  const off = traced({ recording: false });
  expect((await off.fetch(server.url)).status).toBe(200);
  expect(server.requests.at(-1)?.headers).not.toHaveProperty("traceparent");
  // What came in is handed on by a program that records nothing.
  const traceparent = `00-${"1".repeat(32)}-${"2".repeat(16)}-01`;
  await off.tracing.withContext(off.tracing.extract({ traceparent }), () => off.fetch(server.url));
  expect(server.requests.at(-1)?.headers.traceparent).toBe(traceparent);
});

test("tracing that fails does not cost the call", async () => {
  await using server = await httpReceiver(() => ({ status: 200, body: "fine" }));
  const no = () => {
    throw new Error("no");
  };
  const { tracing } = recordedTracing();
  for (const broken of [
    { ...tracing, startSpan: no },
    { ...tracing, inject: no },
    { ...tracing, activeContext: no },
    { ...tracing, recordSpanError: no },
  ]) {
    const fetch = tracedFetch(broken);
    expect(await (await fetch(server.url)).text()).toBe("fine");
    await expect(fetch("http://me:s3cret@h")).rejects.toThrow(TypeError);
  }
});
