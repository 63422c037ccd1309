import { once } from "node:events";
import { connect } from "node:net";
import { eventually } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { liveServer } from "../../test/live-server.ts";

/** A client frame, masked with zeros. */
const frame = (opcode: number, payload: Buffer) =>
  Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload]);

test("S8 a page of another site is refused before the upgrade, one of this site and a program are not", async () => {
  await using live = await liveServer();
  for (const origin of [
    "http://evil.example",
    `http://127.0.0.1:${live.port + 1}`,
    `http://127.0.0.1.evil.example:${live.port}`,
    `http://localhost:${live.port}`,
    "null",
    "file://",
    "garbage",
  ]) {
    const { status, body } = await live.refused("/live", { origin });
    expect([status, body.error], origin).toEqual([403, "forbidden"]);
  }
  const page = await live.listen("/live", { origin: live.url });
  expect(await page.heard("hello")).toHaveLength(1);
  // As behind a proxy that speaks TLS and leaves Host as it was.
  const host = "monitor.example";
  for (const headers of [{ host }, { host: `${host}:443` }]) {
    const behind = await live.listen("/live", { origin: `https://${host}`, headers });
    expect(await behind.heard("hello")).toHaveLength(1);
  }
  expect(live.feed.stats()).toMatchObject({ refused: { origin: 7 }, clients: { websocket: 3 } });
});

test("S7 who may not read is answered 401 before the upgrade, by bearer and by cookie", async () => {
  const seen: string[] = [];
  await using live = await liveServer(
    {},
    {
      authorize: ({ url, headers }, scope) => {
        seen.push(`${scope} ${new URL(url).pathname}`);
        if (headers.get("x-mode") === "throws") throw new Error("store is down");
        if (headers.get("x-mode") === "promises") return Promise.resolve(true) as never;
        return (
          headers.get("authorization") === "Bearer right" ||
          headers.get("cookie") === "session=right"
        );
      },
    },
  );
  for (const headers of [
    {},
    { authorization: "Bearer wrong" },
    { cookie: "session=wrong" },
    { "x-mode": "throws" },
    { "x-mode": "promises" },
  ]) {
    const answer = await live.refused("/live", { headers });
    expect(answer.status, JSON.stringify(headers)).toBe(401);
    expect(answer.headers["www-authenticate"]).toBe("Bearer");
    expect(answer.body).toEqual({ error: "unauthorized" });
  }
  for (const headers of [{ authorization: "Bearer right" }, { cookie: "session=right" }])
    expect(await (await live.listen("/live", { headers })).heard("hello")).toHaveLength(1);
  expect(new Set(seen)).toEqual(new Set(["read /live"]));
  expect(live.feed.stats().refused.unauthorized).toBe(5);
});

test("who may read no longer is let go at the next heartbeat", async () => {
  let allowed = true;
  await using live = await liveServer({ heartbeatMs: 50 }, { authorize: () => allowed });
  const websocket = await live.listen();
  const events = await live.listenToEvents();
  await websocket.heard("heartbeat", 2);
  allowed = false;
  const [code, reason] = await websocket.closed;
  expect([code, `${reason}`]).toEqual([1008, "no longer authorized"]);
  await events.ended;
  expect(live.feed.stats().dropped.unauthorized).toBe(2);
});

test("S8 more clients than may be are answered 503 with Retry-After, until one goes", async () => {
  await using live = await liveServer({ maxClients: 3 });
  const [first] = [await live.listen(), await live.listen(), await live.listenToEvents()];
  const { status, headers, body } = await live.refused();
  expect([status, headers["retry-after"], body.error]).toEqual([503, "10", "unavailable"]);
  const response = await fetch(`${live.url}/live`);
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "10"]);
  first?.socket.close();
  await eventually("a free place", () => !live.feed.isFull());
  await (await live.listen()).heard("hello");
  expect(live.feed.stats().refused.full).toBe(2);
});

test("another path, a broken handshake and an odd request get an answer, not a connection", async () => {
  await using live = await liveServer();
  for (const path of ["/", "/live/", "//live", "/alive"])
    expect((await live.refused(path)).status, path).toBe(404);
  const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
  for (const [request, status] of [
    [`GET /live HTTP/1.1\r\nHost: x\r\n${upgrade}\r\n`, 400],
    [`GET http://y/live HTTP/1.1\r\nHost: x\r\n${upgrade}\r\n`, 400],
    [`POST /live HTTP/1.1\r\nHost: x\r\n${upgrade}\r\n`, 405],
    ["GET /live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n", 400],
    [`GET /live HTTP/1.1\r\nHost: a b\r\n${upgrade}\r\n`, 400],
  ] as const) {
    const socket = connect(live.port, "127.0.0.1");
    socket.end(request);
    const text = Buffer.concat(await socket.toArray()).toString();
    expect(text, request).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  }
  expect(live.feed.stats().clients.websocket).toBe(0);
});

test("S8 a frame of 1 MB is closed with 1009, bad UTF-8 with 1007", async () => {
  await using live = await liveServer();
  const large = await live.listen();
  large.socket.send("x".repeat(2 ** 20));
  expect((await large.closed)[0]).toBe(1009);

  const broken = await live.rawSocket();
  broken.write(frame(1, Buffer.from([0x22, 0xff, 0xfe])));
  const bytes = Buffer.concat(await broken.toArray());
  expect(bytes.readUInt16BE(bytes.lastIndexOf(0x88) + 2)).toBe(1007);
  expect(live.feed.stats().dropped.protocol).toBe(2);
});

test("S8 a client that sends without end is cut", async () => {
  await using live = await liveServer();
  const client = await live.listen();
  const other = await live.listen();
  for (let index = 0; index < 5_000; index += 1) client.socket.send('{"type":"noise"}');
  const [code, reason] = await client.closed;
  expect([code, `${reason}`]).toEqual([1008, "too many messages"]);
  live.feed.publish("number", 1);
  await other.heard("number");
  expect(live.feed.stats()).toMatchObject({ dropped: { flood: 1 }, clients: { websocket: 1 } });
});

test("a ping message is answered with a heartbeat, anything else is ignored", async () => {
  await using live = await liveServer();
  live.feed.publish("number", 1);
  const client = await live.listen();
  for (const text of ["", "null", "7", "[]", "{", '{"type":"subscribe"}']) client.socket.send(text);
  client.socket.send(Buffer.from('{"type":"ping"}'));
  client.socket.send('{"type":"ping"}');
  const [heartbeat] = await client.heard("heartbeat");
  expect(heartbeat).toEqual({ id: expect.stringMatching(/-1$/), type: "heartbeat" });
  expect(client.messages).toHaveLength(2);
});

test("heartbeats come as pings and messages, and S8 a half-open connection is reaped", async () => {
  await using live = await liveServer({ heartbeatMs: 50 });
  let pings = 0;
  const client = await live.listen();
  client.socket.on("ping", () => {
    pings += 1;
  });
  const halfOpen = await live.rawSocket();
  halfOpen.resume();
  await once(halfOpen, "close");
  await client.heard("heartbeat", 4);
  expect(pings).toBeGreaterThanOrEqual(3);
  expect(live.feed.stats()).toMatchObject({
    clients: { websocket: 1 },
    dropped: { unresponsive: 1 },
  });
});

test("S8 who does not read is dropped at the limit with 1013; who reads gets all", async () => {
  await using live = await liveServer({ maxBufferedBytes: 2 ** 18 });
  const stalled = await live.listen();
  const reading = await live.listen();
  stalled.socket.pause();
  let published = 0;
  await eventually("the stalled one dropped", () => {
    for (const end = published + 10; published < end; published += 1)
      live.feed.publish("number", { published, text: "x".repeat(2_000) });
    return live.feed.stats().dropped.slow === 1;
  });
  // It goes on reading in time, so it learns why, and what came before it is whole.
  stalled.socket.resume();
  const [code] = await stalled.closed;
  expect(code).toBe(1013);
  const texts = await reading.heard("number", published);
  expect(texts.map(({ data }) => (data as { published: number }).published)).toEqual(
    Array.from({ length: published }, (_, index) => index),
  );

  const got = stalled.messages.filter(({ type }) => type === "number").length;
  expect(got).toBeGreaterThan(0);
  expect(got).toBeLessThan(published);
  expect(live.feed.stats().clients).toEqual({ websocket: 1, sse: 0 });
});
