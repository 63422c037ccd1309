import { eventually } from "@ettl-tooling/test";
import { Hono } from "hono";
import { expect, test } from "vitest";
import { liveServer } from "../../test/live-server.ts";
import { createFeed } from "./feed.ts";
import { liveRoutes } from "./live-routes.ts";

test("the stream has the headers of server-sent events and tells when to come back", async () => {
  await using live = await liveServer();
  const { response, text, heard } = await live.listenToEvents();
  expect(response.statusCode).toBe(200);
  expect(response.headers).toMatchObject({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store, no-transform",
    "x-accel-buffering": "no",
  });
  await heard("hello");
  live.feed.publish("watch.changed", { status: "healthy" });
  await heard("watch.changed");
  expect(text()).toMatch(
    /^retry: 2000\n\nid: \w+-0\nevent: hello\ndata: \{.*\}\n\nid: \w+-1\nevent: watch\.changed\ndata: \{.*\}\n\n$/,
  );
});

test("S3 HEAD has the headers and no stream, other methods 405", async () => {
  await using live = await liveServer();
  const head = await fetch(`${live.url}/live`, { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
  expect(head.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  for (const method of ["POST", "DELETE", "OPTIONS"]) {
    const { status, headers } = await fetch(`${live.url}/live`, { method });
    expect([status, headers.get("allow")], method).toEqual([405, "GET, HEAD"]);
  }
  expect(live.feed.stats().clients.sse).toBe(0);
});

test("S8 a stream is refused to other sites with 403, and S7 to who may not read with 401", async () => {
  const authorize = ({ headers }: Request) => headers.get("authorization") === "Bearer right";
  await using live = await liveServer({}, { authorize });
  const ask = (headers: Record<string, string>) => fetch(`${live.url}/live`, { headers });
  const foreign = await ask({ authorization: "Bearer right", origin: "http://evil.example" });
  expect(foreign.status).toBe(403);
  const unknown = await ask({ authorization: "Bearer wrong" });
  expect([unknown.status, unknown.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  expect(await unknown.json()).toEqual({ error: "unauthorized" });
  const own = await live.listenToEvents("/live", {
    authorization: "Bearer right",
    origin: live.url,
  });
  await own.heard("hello");
});

test("a heartbeat is an event that pages see", async () => {
  await using live = await liveServer({ heartbeatMs: 50 });
  const { heard } = await live.listenToEvents();
  live.feed.publish("number", 1);
  await heard("number");
  const beats = await heard("heartbeat", 2);
  expect(beats.at(-1)).toEqual({ id: expect.stringMatching(/-1$/), type: "heartbeat" });
});

test("S8 a stream that is not read is cut at the limit; one that is read gets all", async () => {
  await using live = await liveServer({ maxBufferedBytes: 2 ** 18 });
  const stalled = await live.listenToEvents();
  const reading = await live.listenToEvents();
  stalled.response.pause();
  let published = 0;
  await eventually("the stalled one dropped", () => {
    for (const end = published + 5; published < end; published += 1)
      live.feed.publish("number", "x".repeat(10_000));
    return live.feed.stats().dropped.slow === 1;
  });
  await reading.heard("number", published);
  await eventually("its connection gone", () => live.feed.stats().clients.sse === 1);
  stalled.response.resume();
  await stalled.ended;
  expect(stalled.response.complete).toBe(false);
});

test("a client that goes is forgotten", async () => {
  await using live = await liveServer({ maxClients: 2 });
  const events = await live.listenToEvents();
  const websocket = await live.listen();
  expect(live.feed.stats().clients).toEqual({ websocket: 1, sse: 1 });
  events.response.destroy();
  websocket.socket.terminate();
  await eventually("both forgotten", () => {
    const { sse, websocket: others } = live.feed.stats().clients;
    return sse + others === 0 && !live.feed.isFull();
  });
  live.feed.publish("number", 1);
  expect(live.feed.stats().dropped).toMatchObject({ slow: 0, protocol: 0 });
});

test("the routes work in any app, with its headers, and without node-server", async () => {
  const feed = createFeed();
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    context.header("x-frame-options", "DENY");
  });
  app.route("/", liveRoutes(feed, { authorize: () => true }));
  const response = await app.request("/live");
  expect(response.headers.get("x-frame-options")).toBe("DENY");
  const reader = response.body?.getReader();
  await reader?.read();
  expect(`${Buffer.from((await reader?.read())?.value ?? [])}`).toContain("event: hello");
  expect(feed.stats().clients.sse).toBe(1);
  const closed = feed.close();
  expect((await reader?.read())?.done).toBe(true);
  await closed;

  const other = createFeed();
  const again = await liveRoutes(other, { authorize: () => true }).request("/live");
  await again.body?.cancel();
  await liveRoutes(other, { authorize: () => true }).request("/live", { method: "HEAD" });
  expect(other.stats()).toMatchObject({ clients: { sse: 0 }, sent: 1 });
  await other.close();
});

test("an event that was published just before a client came is told once", async () => {
  const feed = createFeed();
  const routes = liveRoutes(feed, { authorize: () => true });
  const listen = async () => {
    const reader = (await routes.request("/live")).body?.getReader();
    return async () => `${Buffer.from((await reader?.read())?.value ?? [])}`;
  };
  const early = await listen();
  expect([await early(), await early()].join("")).toMatch(
    /^retry: 2000\n\nid: \w+-0\nevent: hello/,
  );
  feed.publish("number", 1);
  const late = await listen();
  feed.publish("number", 2);
  expect([await late(), await late()].join("")).toMatch(/^retry: 2000\n\nid: \w+-1\nevent: hello/);
  expect(await late()).toMatch(/^id: \w+-2\nevent: number\ndata: .*\n\n$/);
  expect(await early()).toMatch(/^id: \w+-1\nevent: number\ndata: .*\n\n$/);
  expect(await early()).toMatch(/^id: \w+-2\nevent: number\ndata: .*\n\n$/);
  await feed.close();
});
