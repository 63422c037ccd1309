import { eventually } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { rawConnection, statusesOf } from "../test/raw-connection.ts";
import { servedTelemetry } from "../test/served-telemetry.ts";

const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

test("S1 of requests that are sent without waiting for answers, only a few are looked at", async () => {
  let seen = 0;
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  await using served = await servedTelemetry({}, {}, (app) => {
    app.get("/large", async (context) => {
      seen += 1;
      await begun;
      return context.body(`${"x".repeat(100_000)}\n`);
    });
  });
  using greedy = rawConnection(served.port);
  greedy.socket.write(request("/large").repeat(500));
  await eventually(
    "the refusals",
    () => served.server.stats().requestsRefused.too_many_at_once === 492,
  );
  expect(seen).toBe(8);
  begin();
  expect(statusesOf(await greedy.closed())).toEqual([...Array(8).fill(200), 503]);
});

test("streams that wait behind another on their connection end with it", async () => {
  let open = 0;
  await using served = await servedTelemetry({}, {}, (app) => {
    app.get("/stream", (context) => {
      open += 1;
      const cancel = () => {
        open -= 1;
      };
      return context.body(
        new ReadableStream({ start: (stream) => stream.enqueue(Buffer.from("x")), cancel }),
      );
    });
  });
  const client = rawConnection(served.port);
  client.socket.write(request("/stream").repeat(5));
  await eventually("all streams", () => open === 5);
  await client.received(/200 OK/);
  client.socket.destroy();
  await eventually("their ends", () => open === 0, { timeoutMs: 5_000 });
});
