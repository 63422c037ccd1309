import { once } from "node:events";
import { connect } from "node:net";
import { eventually } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { rawConnection, statusesOf } from "../test/raw-connection.ts";
import { servedTelemetry } from "../test/served-telemetry.ts";

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
const webSocket =
  "GET /live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

test("S11 a close ends idle connections, answers what is under way, and takes no more", async () => {
  let finish = () => {};
  await using served = await servedTelemetry({}, {}, (app) => {
    app.get("/work", async (context) => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return context.text("done");
    });
  });
  using idle = rawConnection(served.port);
  idle.socket.write(get("/health/live"));
  await idle.received(/200 OK/);
  using silent = rawConnection(served.port);
  await once(silent.socket, "connect");
  using working = rawConnection(served.port);
  working.socket.write(get("/work"));
  // Once this is answered, the work has begun.
  await fetch(`${served.url}/health/live`);

  const closed = served.server.close(20_000);
  await idle.closed();
  const late = connect(served.port, "127.0.0.1");
  const [error] = await once(late, "error");
  expect(error).toMatchObject({ code: "ECONNREFUSED" });
  finish();
  const answer = await working.closed();
  expect(statusesOf(answer)).toEqual([200]);
  expect(answer).toContain("Connection: close");
  expect(answer).toContain("done");
  // Browsers connect in advance; nobody waits for what they might ask.
  await silent.closed();
  await closed;
});

test("S11 onClose comes first, and ends streams and WebSockets whose owner it is", async () => {
  const ends: (() => void)[] = [];
  let calls = 0;
  await using served = await servedTelemetry(
    {},
    {
      upgrade: (_, socket) => {
        socket.write("HTTP/1.1 101 Switching Protocols\r\n\r\n");
        ends.push(() => socket.end("bye"));
      },
      onClose: () => {
        calls += 1;
        for (const end of ends) end();
        throw new Error("a mistake of the owner");
      },
    },
    (app) => {
      app.get("/events", (context) =>
        context.body(
          new ReadableStream({
            start: (controller) => {
              controller.enqueue(new TextEncoder().encode("hello"));
              ends.push(() => controller.close());
            },
          }),
        ),
      );
    },
  );
  using stream = rawConnection(served.port);
  stream.socket.write(get("/events"));
  await stream.received(/hello/);
  using socket = rawConnection(served.port);
  socket.socket.write(webSocket);
  await socket.received(/101/);

  const before = performance.now();
  await served.server.close(30_000);
  expect(performance.now() - before).toBeLessThan(15_000);
  expect(await stream.closed()).toMatch(/hello\r\n0\r\n\r\n$/);
  expect(await socket.closed()).toMatch(/bye$/);
  await served.server.close(0);
  expect(calls).toBe(1);
});

test("S11 what nobody ends is cut when the time is over", async () => {
  await using served = await servedTelemetry(
    {},
    { upgrade: (_, socket) => void socket.write("HTTP/1.1 101 Switching Protocols\r\n\r\n") },
    (app) => {
      app.get("/never", () => new Promise<Response>(() => {}));
      app.get("/events", (context) =>
        context.body(
          new ReadableStream({ start: (to) => to.enqueue(new TextEncoder().encode("hello")) }),
        ),
      );
    },
  );
  const open = [get("/events"), get("/never"), webSocket, "GET / HTTP/1.1\r\n"].map((bytes) => {
    const connection = rawConnection(served.port);
    connection.socket.write(bytes);
    return connection;
  });
  await open[0]?.received(/hello/);
  await open[2]?.received(/101/);
  await fetch(`${served.url}/health/live`);
  const before = performance.now();
  await served.server.close(300);
  expect(performance.now() - before).toBeLessThan(5_000);
  await Promise.all(open.map(({ closed }) => closed()));
  await eventually("none", () => served.server.stats().connections === 0);
});
