import { once } from "node:events";
import { gzipSync } from "node:zlib";
import { eventually } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { rawConnection, rawExchange, statusesOf } from "../test/raw-connection.ts";
import { authToken, servedTelemetry } from "../test/served-telemetry.ts";

const host = "Host: localhost\r\n";

test("S1 200 slow connections keep nobody waiting, and are closed when their time is over", async () => {
  await using served = await servedTelemetry({}, { headersTimeoutMs: 1_500 });
  const slow = Array.from({ length: 200 }, () => rawConnection(served.port));
  // Some send nothing at all, the others a line now and then, and never the last one.
  for (const { socket } of slow.slice(50)) socket.write(`GET /metrics HTTP/1.1\r\n${host}`);
  const drip = setInterval(() => {
    for (const { socket } of slow.slice(50)) if (socket.writable) socket.write("X-A: b\r\n");
  }, 100);
  await eventually("200 connections", () => served.server.stats().connections >= 200);
  let answers = 0;
  while (slow.some(({ isClosed }) => !isClosed())) {
    const signal = AbortSignal.timeout(2_500);
    const response = await fetch(`${served.url}/health/live`, { signal });
    expect(response.status).toBe(200);
    answers += 1;
  }
  clearInterval(drip);
  expect(answers).toBeGreaterThan(3);
  const told = await Promise.all(slow.slice(50).map(({ closed }) => closed()));
  expect(new Set(told.flatMap(statusesOf))).toEqual(new Set([408]));
  expect(served.server.stats().requestsRefused.timeout).toBe(200);
});

test("S1 a body that drips is cut at the request's time", async () => {
  await using served = await servedTelemetry(
    { auth_token: authToken },
    { headersTimeoutMs: 400, requestTimeoutMs: 500 },
  );
  const head = `POST /alerts/silences HTTP/1.1\r\n${host}Authorization: Bearer ${authToken}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`;
  expect(statusesOf(await rawExchange(served.port, head))).toEqual([408]);
});

test("S1 a client that takes no answer is cut, a stream with nothing to say is not", async () => {
  const huge = Buffer.alloc(64 * 1024 * 1024);
  await using served = await servedTelemetry({}, { stalledTimeoutMs: 400 }, (app) => {
    app.get("/huge", (context) => context.body(huge));
    app.get("/quiet", (context) => context.body(new ReadableStream({})));
  });
  using quiet = rawConnection(served.port);
  quiet.socket.write(`GET /quiet HTTP/1.1\r\n${host}\r\n`);
  await quiet.received(/200 OK/);
  using stalled = rawConnection(served.port);
  stalled.socket.pause();
  stalled.socket.write(`GET /huge HTTP/1.1\r\n${host}\r\n`);
  await eventually("both", () => served.server.stats().connections === 2);
  await eventually("the cut", () => served.server.stats().connections === 1);
  expect(quiet.isClosed()).toBe(false);
});

test("S2 headers above 16 kB answer 431, however many there are", async () => {
  await using served = await servedTelemetry();
  const many = Array.from({ length: 2_000 }, (_, at) => `X-Header-${at}: value\r\n`).join("");
  for (const headers of [`A: ${"a".repeat(17_000)}\r\n`, `A: ${"a".repeat(900_000)}\r\n`, many]) {
    const answer = await rawExchange(
      served.port,
      `GET /health/live HTTP/1.1\r\n${host}${headers}\r\n`,
    );
    expect(statusesOf(answer)).toEqual([431]);
    expect(answer).toContain("\r\nConnection: close\r\n");
  }
  const path = await rawExchange(served.port, `GET /${"a".repeat(20_000)} HTTP/1.1\r\n${host}\r\n`);
  expect(statusesOf(path)).toEqual([431]);
  const fits = `GET /health/live HTTP/1.1\r\n${host}Connection: close\r\nA: ${"a".repeat(15_000)}\r\n\r\n`;
  expect(statusesOf(await rawExchange(served.port, fits))).toEqual([200]);
  expect(served.server.stats().requestsRefused.headers_too_large).toBe(4);
});

test("S2 a body above the limit answers 413 without being read, told or in chunks", async () => {
  let read = 0;
  await using served = await servedTelemetry({ auth_token: authToken }, {}, (app) => {
    app.post("/eat", async (context) => {
      for await (const chunk of context.req.raw.body as unknown as AsyncIterable<Uint8Array>)
        read += chunk.byteLength;
      return context.text("eaten");
    });
  });
  for (const path of ["/eat", "/alerts/silences"]) {
    read = 0;
    const head = `POST ${path} HTTP/1.1\r\n${host}Authorization: Bearer ${authToken}\r\nContent-Type: application/json\r\n`;
    // Nothing of it ever comes: the answer does not wait for it.
    const told = await rawExchange(served.port, `${head}Content-Length: 1048577\r\n\r\n`);
    expect(statusesOf(told)).toEqual([413]);
    expect(read).toBe(0);

    using chunked = rawConnection(served.port);
    chunked.socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`);
    const chunk = Buffer.from(`10000\r\n${"x".repeat(0x10000)}\r\n`);
    // For ever, as far as the client is concerned.
    while (chunked.socket.writable && !chunked.text().includes("HTTP/1.1"))
      if (!chunked.socket.write(chunk))
        await Promise.race([once(chunked.socket, "drain").catch(() => {}), chunked.closed()]);
    expect(statusesOf(await chunked.closed())).toEqual([413]);
    expect(read).toBeLessThanOrEqual(1_048_576);
  }
  const fits = await fetch(`${served.url}/eat`, { method: "POST", body: "x".repeat(1_048_576) });
  expect(await fits.text()).toBe("eaten");
});

test("S2 a gzip bomb is never inflated", async () => {
  await using served = await servedTelemetry({ auth_token: authToken });
  const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
  const before = process.memoryUsage().rss;
  const response = await fetch(`${served.url}/alerts/silences`, {
    method: "POST",
    body: bomb,
    headers: {
      authorization: `Bearer ${authToken}`,
      "content-type": "application/json",
      "content-encoding": "gzip",
    },
  });
  expect(response.status).toBe(400);
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
});

test("a connection beyond max_connections is closed at once and counted; a free place is taken", async () => {
  await using served = await servedTelemetry({ max_connections: "3" });
  const three = Array.from({ length: 3 }, () => rawConnection(served.port));
  await eventually("three", () => served.server.stats().connections === 3);
  using fourth = rawConnection(served.port);
  expect(await fourth.closed()).toBe("");
  expect(served.server.stats()).toMatchObject({ connections: 3, connectionsRefused: 1 });
  for (const { socket } of three) socket.destroy();
  await eventually("places", () => served.server.stats().connections === 0);
  const metrics = await (await fetch(`${served.url}/metrics`)).text();
  expect(metrics).toContain("\nettl_server_connections_refused_total 1\n");
  expect(metrics).toContain('\nettl_server_requests_refused_total{reason="malformed"} 0\n');
  const status = await (await fetch(`${served.url}/telemetry/status`)).json();
  expect(status).toMatchObject({ http_server: { connections_refused: 1 } });
});
