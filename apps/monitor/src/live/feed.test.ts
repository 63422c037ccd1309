import { expect, test } from "vitest";
import { type Heard, liveServer } from "../../test/live-server.ts";
import { createFeed } from "./feed.ts";

const numbers = (messages: readonly Heard[]) => messages.map(({ data }) => data);

test("events come in order to clients of both kinds, with ids, types and times", async () => {
  await using live = await liveServer({ now: () => Date.parse("2026-03-01T12:00:00Z") });
  const websocket = await live.listen();
  const events = await live.listenToEvents();
  for (const client of [websocket, events]) {
    const [hello] = await client.heard("hello");
    expect(hello).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{12}-0$/),
      heartbeat_ms: 15_000,
    });
  }
  live.feed.publish("watch.changed", { name: "exporter", text: "zwölf\n\nid: 7\n\nevent: x" });
  for (let index = 0; index < 500; index += 1) live.feed.publish("number", index);

  for (const { messages, heard } of [websocket, events]) {
    expect(numbers(await heard("number", 500))).toEqual(Array.from({ length: 500 }, (_, n) => n));
    expect(messages[1]).toEqual({
      id: expect.stringMatching(/-1$/),
      type: "watch.changed",
      at: "2026-03-01T12:00:00.000Z",
      data: { name: "exporter", text: "zwölf\n\nid: 7\n\nevent: x" },
    });
    expect(messages.at(-1)?.id).toMatch(/-501$/);
    expect(messages).toHaveLength(502);
  }
});

test("messages of every frame length arrive whole", async () => {
  await using live = await liveServer();
  const client = await live.listen();
  // Around where the length takes 2 and 8 more bytes, with what surrounds the text taken off.
  const around = Buffer.byteLength(
    `{"id":"123456789012-1","type":"long","at":"2026-03-01T12:00:00.000Z","data":""}`,
  );
  const lengths = [125, 126, 65_535, 65_536, 400_000].map((length) => length - around);
  for (const length of lengths) live.feed.publish("long", "x".repeat(length));
  const texts = numbers(await client.heard("long", lengths.length)) as string[];
  expect(texts.map(({ length }) => length)).toEqual(lengths);
});

test("a client that comes back gets what it missed, in order, then what is new, none twice", async () => {
  await using live = await liveServer();
  const first = await live.listen();
  for (let index = 1; index <= 3; index += 1) live.feed.publish("number", index);
  const seen = await first.heard("number", 3);
  first.socket.close();
  for (let index = 4; index <= 6; index += 1) live.feed.publish("number", index);

  const lastId = seen[1]?.id ?? "";
  const websocket = await live.listen(`/live?last_id=${lastId}`);
  const byHeader = await live.listenToEvents("/live", { "Last-Event-ID": lastId });
  const byQuery = await live.listenToEvents(`/live?last_id=${lastId}`);
  live.feed.publish("number", 7);
  for (const { heard, messages } of [websocket, byHeader, byQuery]) {
    expect(numbers(await heard("number", 5))).toEqual([3, 4, 5, 6, 7]);
    // Should it break off again at once, it goes on from where it was.
    expect(messages[0]).toMatchObject({ type: "hello", id: lastId });
    expect(messages).toHaveLength(6);
  }
  expect(live.feed.stats()).toMatchObject({ resumed: 3, resets: 0 });
});

test("an id that is too old, of another process or none at all is answered with a reset", async () => {
  await using live = await liveServer({ historySize: 10 });
  const [hello] = await (await live.listen()).heard("hello");
  const epoch = hello?.id?.split("-")[0];
  for (let index = 1; index <= 30; index += 1) live.feed.publish("number", index);

  const lost = [`${epoch}-19`, `${epoch}-31`, "0123456789ab-25", `${epoch}-`, `${epoch}-2e1`, "x"];
  for (const id of lost)
    for (const listen of [live.listen, live.listenToEvents]) {
      const { heard, messages } = await listen(`/live?last_id=${id}`);
      expect(await heard("reset"), id).toEqual([{ id: `${epoch}-30`, type: "reset" }]);
      expect(messages, id).toHaveLength(2);
    }
  expect(live.feed.stats()).toMatchObject({ resumed: 0, resets: 12 });

  const late = await live.listen(`/live?last_id=${epoch}-20`);
  expect(numbers(await late.heard("number", 10))).toEqual([21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
});

test("the history is bounded by bytes too", async () => {
  await using live = await liveServer({ historyBytes: 10_000 });
  for (let index = 0; index < 100; index += 1) live.feed.publish("long", "x".repeat(900));
  const { historyBytes, historyEvents } = live.feed.stats();
  expect(historyBytes).toBeLessThanOrEqual(10_000);
  expect(historyEvents).toBe(10);
  live.feed.publish("long", "x".repeat(20_000));
  expect(live.feed.stats()).toMatchObject({ historyEvents: 0, historyBytes: 0, events: 101 });
});

test("ticks of one key become one row, the last one, and are not caught up on", async () => {
  await using live = await liveServer({ ticksMs: 50 });
  const client = await live.listen();
  await client.heard("hello");
  for (let index = 1; index <= 100; index += 1) {
    live.feed.publishTick("watch.checked", "exporter", { checks: index });
    live.feed.publishTick("watch.checked", "importer", { checks: -index });
  }
  live.feed.publishTick("probe.checked", "exporter", { checks: 0 });
  const [message] = await client.heard("ticks");
  const at = expect.stringMatching(/^\d{4}-.*Z$/);
  expect(message).toEqual({
    type: "ticks",
    at,
    data: [
      { type: "watch.checked", key: "exporter", at, data: { checks: 100 } },
      { type: "watch.checked", key: "importer", at, data: { checks: -100 } },
      { type: "probe.checked", key: "exporter", at, data: { checks: 0 } },
    ],
  });
  live.feed.publish("number", 1);
  await client.heard("number");
  expect(client.messages.map(({ type }) => type)).toEqual(["hello", "ticks", "number"]);
  expect(live.feed.stats()).toMatchObject({ events: 1, historyEvents: 1 });
});

test("what can't be told is refused where it is published", async () => {
  const feed = createFeed();
  expect(() => feed.publish("Watch Changed", 1)).toThrow('the type of an event is "Watch Changed"');
  expect(() => feed.publish("a\nid: 1", 1)).toThrow(TypeError);
  expect(() => feed.publish("heartbeat", 1)).toThrow("and none of hello, reset, heartbeat");
  expect(() => feed.publish("number", 1n)).toThrow(TypeError);
  expect(feed.stats().events).toBe(0);
  await feed.close();
});

test("S11 close says 1001 to each WebSocket, ends each stream, and cuts who does not go", async () => {
  await using live = await liveServer();
  const websocket = await live.listen();
  const events = await live.listenToEvents();
  const silent = await live.rawSocket();
  silent.pause();
  live.feed.publish("number", 1);

  const closed = live.feed.close(200);
  expect(live.feed.close()).toBe(closed);
  const [code, reason] = await websocket.closed;
  expect([code, `${reason}`]).toEqual([1001, "the monitor stops"]);
  await events.ended;
  expect(events.response.complete).toBe(true);
  for (const client of [websocket, events]) expect(await client.heard("number")).toHaveLength(1);
  await closed;

  expect(live.feed.stats()).toMatchObject({
    clients: { websocket: 0, sse: 0 },
    dropped: { closing: 3 },
  });
  expect((await live.refused()).status).toBe(503);
  expect((await fetch(`${live.url}/live`)).status).toBe(503);
  live.feed.publish("number", 2);
  live.feed.publishTick("number", "x", 2);
  expect(live.feed.stats().events).toBe(1);
});
