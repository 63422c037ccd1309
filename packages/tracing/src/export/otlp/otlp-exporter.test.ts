import { gunzipSync } from "node:zlib";
import { createTracing } from "@ettl/tracing";
import {
  type Answer,
  eventually,
  freePort,
  httpReceiver,
  selfSignedCertificate,
  spansOf,
  troubledServer,
} from "@ettl-tooling/test";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-base";
import { expect, test } from "vitest";
import { type OtlpExporterOptions, otlpExporter } from "./otlp-exporter.ts";

// With a delay of its own before repetitions, which no option outside gives.
const exporterTo = (url: string, options: Omit<OtlpExporterOptions, "url"> = {}) =>
  otlpExporter({ url: new URL(url), retryDelayMs: 1, ...options });
const noAbort = () => new AbortController().signal;

test("T3 429, 502, 503 and 504 are repeated until taken, five times at most, and other refusals never", async () => {
  for (const [status, attempts] of [
    [429, 6],
    [502, 6],
    [503, 6],
    [504, 6],
    [400, 1],
    [401, 1],
    [404, 1],
    [500, 1],
    [501, 1],
    [302, 1],
  ] as const) {
    await using collector = await httpReceiver(() => ({
      status,
      headers: { location: "/elsewhere" },
    }));
    const exporter = exporterTo(collector.url);
    await expect(exporter.export(await endedSpans(1), noAbort())).rejects.toThrow(
      `collector ${collector.url} answered ${status}`,
    );
    expect(collector.requests).toHaveLength(attempts);
    exporter.close();
  }
});

test("T3 a refusal that passes costs nothing", async () => {
  let refusals = 3;
  await using collector = await httpReceiver(() => (refusals-- > 0 ? 503 : 200));
  const exporter = exporterTo(collector.url);
  expect(await exporter.export(await endedSpans(3), noAbort())).toEqual({ rejected: 0 });
  const bodies = collector.requests.map(({ body }) => body);
  expect(bodies).toHaveLength(4);
  expect(new Set(bodies.map((body) => body.toString("hex"))).size).toBe(1);
  exporter.close();
});

test("T3 a connection that is refused or reset is tried again", async () => {
  await using resetting = await troubledServer("resets");
  const exporter = exporterTo(resetting.url);
  await expect(exporter.export(await endedSpans(1), noAbort())).rejects.toThrow(
    `collector ${resetting.url} closed the connection without an answer`,
  );
  expect(resetting.accepted()).toBe(6);
  exporter.close();

  const nowhere = `http://127.0.0.1:${await freePort()}`;
  await expect(exporterTo(nowhere).export(await endedSpans(1), noAbort())).rejects.toThrow(
    `collector ${nowhere} refused the connection`,
  );
});

test("T3 Retry-After is obeyed as seconds and as a date, and given up on where it exceeds the export's time", async () => {
  for (const [retryAfter, attempts] of [
    ["0", 2],
    ["Thu, 01 Jan 1970 00:00:00 GMT", 2],
    ["3600", 1],
    ["1000000000", 1],
    [new Date(Date.now() + 86_400_000).toUTCString(), 1],
    ["soon", 2],
    ["", 2],
  ] as const) {
    let first = true;
    await using collector = await httpReceiver(() => {
      const status = first ? 429 : 200;
      first = false;
      return { status, headers: { "retry-after": retryAfter } };
    });
    // Its own delay would be too long for the test: only what the header says can be in time.
    const ownDelay = /^\d|^Thu/.test(retryAfter) ? { retryDelayMs: 3_600_000 } : {};
    const exporter = exporterTo(collector.url, ownDelay);
    const outcome = await exporter.export(await endedSpans(1), noAbort()).catch(String);
    expect([retryAfter, collector.requests.length]).toEqual([retryAfter, attempts]);
    if (attempts === 2) expect(outcome).toEqual({ rejected: 0 });
    else expect(outcome).toContain("answered 429");
    exporter.close();
  }
});

test("T2 an abort ends a wait for the next attempt, and a request, at once", async () => {
  await using busy = await httpReceiver(() => 503);
  await using hung = await troubledServer("hangs");
  for (const [url, isUnderWay] of [
    [busy.url, () => busy.requests.length > 0],
    [hung.url, () => hung.connections.size > 0],
  ] as const) {
    const exporter = exporterTo(url, { retryDelayMs: 25_000 });
    const abort = new AbortController();
    const outcome = exporter.export(await endedSpans(1), abort.signal).catch(String);
    await eventually("the first attempt", isUnderWay);
    abort.abort();
    expect(await outcome).toMatch(/answered 503|gave no answer in time/);
    await eventually("a closed connection", () => hung.connections.size === 0);
    exporter.close();
  }
  const aborted = exporterTo(busy.url).export(await endedSpans(1), AbortSignal.abort());
  await expect(aborted).rejects.toThrow("was not asked in time");
});

test("T2 a request has its own deadline, whatever the collector does instead of answering", async () => {
  for (const trouble of ["hangs", "deaf"] as const) {
    await using collector = await troubledServer(trouble);
    const exporter = exporterTo(collector.url, { timeoutMs: 50 });
    await expect(exporter.export(await endedSpans(200), noAbort())).rejects.toThrow(
      `collector ${collector.url} gave no answer within 50 ms`,
    );
    // It may have arrived: repeating it could store the spans twice.
    expect(collector.accepted()).toBe(1);
    // Who does not read does not see it.
    if (trouble === "hangs")
      await eventually("a closed connection", () => collector.connections.size === 0);
    exporter.close();
  }
});

test("T2 an answer that drips is taken by its status", async () => {
  await using collector = await troubledServer("drips");
  const exporter = exporterTo(collector.url, { timeoutMs: 100 });
  expect(await exporter.export(await endedSpans(1), noAbort())).toEqual({ rejected: 0 });
  await eventually("a closed connection", () => collector.connections.size === 0);
  exporter.close();
});

test("an endless answer is read to 64 KiB and no further", async () => {
  await using collector = await httpReceiver((_, response) => {
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && response.write("x".repeat(10_000)));
    };
    response.on("drain", more);
    more();
    return undefined;
  });
  const exporter = exporterTo(collector.url, { timeoutMs: 60_000 });
  expect(await exporter.export(await endedSpans(1), noAbort())).toEqual({ rejected: 0 });
  exporter.close();
});

test("T10 a batch beyond the size limit goes in several requests, and each span arrives once", async () => {
  await using collector = await httpReceiver();
  const exporter = exporterTo(collector.url, { maxRequestBytes: 10_000 });
  const spans = await endedSpans(500);
  expect(await exporter.export(spans, noAbort())).toEqual({ rejected: 0 });
  expect(collector.requests.length).toBeGreaterThan(5);
  for (const { body } of collector.requests) expect(body.length).toBeLessThanOrEqual(10_000);
  expect(collector.requests.flatMap(({ body }) => spansOf(body).map(({ name }) => name))).toEqual(
    spans.map(({ name }) => name),
  );
  exporter.close();
});

test("T10 after 413 the halves are tried, and only a span that is too large by itself is refused", async () => {
  await using collector = await httpReceiver(({ body }) => (body.length > 2_000 ? 413 : 200));
  const exporter = exporterTo(collector.url);
  const spans = [...(await endedSpans(20)), ...(await endedSpans(1, "x".repeat(3_000)))];
  expect(await exporter.export(spans, noAbort())).toEqual({
    rejected: 1,
    reason: `collector ${collector.url} answered 413`,
  });
  const taken = collector.requests.filter(({ body }) => body.length <= 2_000);
  expect(taken.flatMap(({ body }) => spansOf(body))).toHaveLength(20);
  await expect(exporter.export(spans.slice(-1), noAbort())).rejects.toThrow("answered 413");
  exporter.close();
});

test("a batch of which the first requests were taken counts only the rest as lost", async () => {
  let taken = 0;
  await using collector = await httpReceiver(() => (taken++ < 2 ? 200 : 500));
  const exporter = exporterTo(collector.url, { maxRequestBytes: 5_000 });
  const spans = await endedSpans(200);
  const { rejected, reason } = await exporter.export(spans, noAbort());
  const arrived = collector.requests.slice(0, 2).flatMap(({ body }) => spansOf(body)).length;
  expect(rejected).toBe(spans.length - arrived);
  expect(reason).toBe(`collector ${collector.url} answered 500`);
  expect(collector.requests).toHaveLength(3);
  exporter.close();
});

test("partial success counts the refused spans with the collector's words, in both forms", async () => {
  const words = "two spans without a name";
  const partial = Buffer.concat([Buffer.from([0x08, 2, 0x12, words.length]), Buffer.from(words)]);
  for (const [protocol, contentType, body] of [
    [
      "http/protobuf",
      "application/x-protobuf",
      Buffer.concat([Buffer.from([0x0a, partial.length]), partial]),
    ],
    [
      "http/json",
      "application/json; charset=utf-8",
      JSON.stringify({ partialSuccess: { rejectedSpans: "2", errorMessage: words } }),
    ],
  ] as const) {
    await using collector = await httpReceiver(() => ({
      status: 200,
      headers: { "content-type": contentType },
      body,
    }));
    const exporter = exporterTo(collector.url, { protocol });
    expect(await exporter.export(await endedSpans(5), noAbort())).toEqual({
      rejected: 2,
      reason: words,
    });
    expect(collector.requests[0]?.headers["content-type"]).toBe(contentType.split(";")[0]);
    exporter.close();
  }
});

test("an answer that makes no sense refuses no span", async () => {
  for (const [contentType, body] of [
    ["application/x-protobuf", Buffer.from([0x0a, 0xff])],
    ["application/x-protobuf", Buffer.from("<html>ok</html>")],
    ["application/json", "nothing"],
    ["application/json", '{"partialSuccess":{"rejectedSpans":"many"}}'],
    ["application/json", "null"],
  ] as const) {
    await using collector = await httpReceiver(() => ({
      status: 200,
      headers: { "content-type": contentType },
      body,
    }));
    const exporter = exporterTo(collector.url);
    expect((await exporter.export(await endedSpans(1), noAbort())).rejected).toBe(0);
    exporter.close();
  }
});

test("the collector's words are one line, short, and without what we sent to prove who we are", async () => {
  const secrets = ["s3cr3t-token", "us%er", "pass/word", "query-key"];
  const words = `no:\n\u001b[31m ${secrets.join(" ")} Bearer s3cr3t-token ${"x".repeat(500)}`;
  const status = Buffer.concat([
    Buffer.from([0x08, 3, 0x12, 0x80 | (words.length & 0x7f), words.length >> 7]),
    Buffer.from(words),
  ]);
  for (const [contentType, body] of [
    ["text/plain; charset=utf-8", words],
    ["application/json", JSON.stringify({ code: 3, message: words })],
    ["application/x-protobuf", status],
  ] as const) {
    const answer: Answer = () => ({ status: 400, headers: { "content-type": contentType }, body });
    await using collector = await httpReceiver(answer);
    const exporter = exporterTo(
      `${collector.url.replace("//", "//us%25er:pass%2Fword@")}/v1/traces?key=query-key`,
      { headers: { authorization: "Bearer s3cr3t-token" } },
    );
    const message = await exporter
      .export(await endedSpans(1), noAbort())
      .then(String, (error: Error) => error.message);
    const begin = `collector ${collector.url} answered 400: no: [31m <secret> `;
    expect(message.slice(0, begin.length)).toBe(begin);
    for (const secret of secrets) expect(message).not.toContain(secret);
    expect(message).toMatch(/^[\u0020-\u007e]+…$/);
    expect(message.length).toBeLessThan(300);
    exporter.close();
  }
});

test("credentials in the URL become a header, and the rest of the URL is kept", async () => {
  await using collector = await httpReceiver();
  const exporter = exporterTo(`${collector.url.replace("//", "//me:a%3Ab@")}/in/traces?tenant=7`);
  await exporter.export(await endedSpans(1), noAbort());
  expect(collector.requests[0]).toMatchObject({ method: "POST", url: "/in/traces?tenant=7" });
  expect(collector.requests[0]?.headers.authorization).toBe(
    `Basic ${Buffer.from("me:a:b").toString("base64")}`,
  );
  exporter.close();
});

test("headers are sent with each request, and gzip makes it smaller", async () => {
  await using collector = await httpReceiver();
  const exporter = exporterTo(collector.url, {
    headers: { "x-tenant": "7" },
    compression: "gzip",
  });
  const spans = await endedSpans(100);
  await exporter.export(spans, noAbort());
  await exporter.export(spans, noAbort());
  for (const { headers, body } of collector.requests) {
    expect(headers).toMatchObject({ "x-tenant": "7", "content-encoding": "gzip" });
    expect(spansOf(gunzipSync(body))).toHaveLength(100);
  }
  exporter.close();
});

test("a connection is kept for the next batch, and one that went stale is replaced without a loss", async () => {
  const ports = new Set<number | undefined>();
  let isClosing = false;
  await using collector = await httpReceiver((_, response) => {
    ports.add(response.socket?.remotePort);
    const { socket } = response;
    response.writeHead(200).end();
    // Reset as soon as the next request comes in over it, as a server that has just timed out does.
    if (isClosing) socket?.on("data", () => socket.resetAndDestroy());
    return undefined;
  });
  // Without a delay that would be in time, only the immediate second try can succeed.
  const exporter = exporterTo(collector.url, { retryDelayMs: 3_600_000 });
  const [span] = await endedSpans(1);
  if (!span) throw new Error("no span");
  await exporter.export([span], noAbort());
  isClosing = true;
  await exporter.export([span], noAbort());
  expect(ports.size).toBe(1);
  isClosing = false;
  expect(await exporter.export([span], noAbort())).toEqual({ rejected: 0 });
  expect(ports.size).toBe(2);
  exporter.close();
});

test("each failure of TLS has its own sentence, and a trusted authority none", async () => {
  const good = await selfSignedCertificate();
  const other = await selfSignedCertificate("other.example");
  await using tls = await httpReceiver(() => 200, { tls: good });
  await using wrongHost = await httpReceiver(() => 200, { tls: other });
  await using plain = await httpReceiver();
  await using babbling = await troubledServer("babbles");
  const reason = async (url: string, options: Omit<OtlpExporterOptions, "url"> = {}) => {
    const exporter = exporterTo(url, options);
    const outcome = await exporter
      .export(await endedSpans(1), noAbort())
      .then(String, (error: Error) => error.message);
    exporter.close();
    return outcome.replace(`collector ${new URL(url).origin} `, "");
  };
  expect(await reason(tls.url)).toBe("has a self-signed certificate");
  expect(await reason(wrongHost.url, { ca: other.cert })).toBe(
    "has a certificate for another host",
  );
  expect(await reason(plain.url.replace("http:", "https:"))).toMatch(/is it meant to be http\?$/);
  expect(await reason(tls.url.replace("https:", "http:"))).toBe(
    "closed the connection without an answer",
  );
  expect(await reason(babbling.url)).toBe("does not speak HTTP");
  expect(await reason("http://no-such-host.invalid")).toMatch(/^can't be reached/);
  expect(await reason(tls.url, { ca: good.cert })).toBe("[object Object]");

  await using mutual = await httpReceiver(() => 200, {
    tls: { ...good, ca: good.cert, requestCert: true },
  });
  const identity = { ca: good.cert, clientCertificate: good.cert, clientKey: good.key };
  expect(await reason(mutual.url, { ca: good.cert })).toMatch(
    /client certificate|without an answer/,
  );
  expect(await reason(mutual.url, identity)).toBe("[object Object]");
});

/** Spans as tracing makes them, with names that tell them apart. */
async function endedSpans(count: number, text = "page"): Promise<readonly ReadableSpan[]> {
  const ended: ReadableSpan[] = [];
  const keeper: SpanExporter = {
    export: (spans, done) => {
      ended.push(...spans);
      done({ code: 0 });
    },
    shutdown: async () => {},
  };
  const service = { serviceName: "shop", serviceVersion: "1.2.3", environment: "test" };
  const tracing = createTracing({ ...service, exporters: [keeper] });
  for (let index = 0; index < count; index++)
    tracing.withSpan(`span-${index}`, { attributes: { index, text } }, () => {});
  await tracing.close();
  return ended;
}
