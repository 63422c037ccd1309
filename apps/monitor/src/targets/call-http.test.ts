import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { eventually } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { callHttp } from "./call-http.ts";

test("a server that changes the protocol unasked has not answered, and holds nothing up", async () => {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () =>
      socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"),
    );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const url = new URL(`http://127.0.0.1:${port}/health`);
  await expect(
    callHttp(url, { signal: AbortSignal.timeout(2_000), maxBytes: 1_000 }),
  ).rejects.toThrow("101 instead of an answer");
  server.close();
});

test("of many large answers only a few are read at a time, and small ones go past them", async () => {
  const large = Buffer.alloc(14 * 1_048_576, "x");
  let taken = 0;
  const ends: (() => void)[] = [];
  const server = createHttpServer((request, response) => {
    if (request.url === "/small") response.end("small");
    else
      response.write(large, (error) => {
        if (error) return;
        taken += 1;
        ends.push(() => response.end());
      });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const get = (path: string, signal = AbortSignal.timeout(20_000)) =>
    callHttp(new URL(`http://127.0.0.1:${port}${path}`), { signal, maxBytes: 32 * 1_048_576 });
  const all = Array.from({ length: 16 }, () => get("/large"));
  const givenUp = new AbortController();
  const gone = get("/large", givenUp.signal).catch(() => "given up");
  await eventually("eight", () => taken === 8);
  expect(`${(await get("/small")).body}`).toBe("small");
  await delay(200);
  expect(taken).toBe(8);
  givenUp.abort();
  expect(await gone).toBe("given up");
  const serving = setInterval(() => {
    for (const end of ends.splice(0)) end();
  }, 10);
  for (const { body } of await Promise.all(all)) expect(body.length).toBe(large.length);
  clearInterval(serving);
  server.close();
  server.closeAllConnections();
});

test("where every kept connection is gone, a new one is made", async () => {
  let open = 0;
  const waiting: (() => void)[] = [];
  const server = createServer((socket) => {
    let requests = 0;
    open += 1;
    socket.on("error", () => {});
    socket.on("data", () => {
      requests += 1;
      if (requests > 1) socket.destroy();
      else waiting.push(() => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const get = () =>
    callHttp(new URL(`http://127.0.0.1:${port}/`), {
      signal: AbortSignal.timeout(10_000),
      maxBytes: 1_000,
    });
  const first = Array.from({ length: 5 }, get);
  await eventually("five connections", () => waiting.length === 5);
  for (const answer of waiting.splice(0)) answer();
  await Promise.all(first);
  const last = get();
  await eventually("a sixth", () => waiting.length === 1);
  for (const answer of waiting.splice(0)) answer();
  expect(`${(await last).body}`).toBe("ok");
  expect(open).toBe(6);
  server.close();
});
