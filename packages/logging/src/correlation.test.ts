import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { correlationId, withCorrelationId } from "@ettl/logging";
import { expect, test } from "vitest";

test("L16 the id follows awaits, timers, immediates and callbacks, without bleeding among 100", async () => {
  const seen = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      withCorrelationId(`id-${index}`, async () => {
        const ids = [correlationId()];
        await new Promise((resolve) => setTimeout(resolve, index % 7));
        ids.push(correlationId());
        await new Promise<void>((resolve) =>
          setImmediate(() => {
            ids.push(correlationId());
            resolve();
          }),
        );
        await new Promise<void>((resolve) =>
          process.nextTick(() => {
            ids.push(correlationId());
            resolve();
          }),
        );
        await Promise.reject().catch(() => ids.push(correlationId()));
        return ids;
      }),
    ),
  );
  expect(seen).toEqual(seen.map((ids, index) => ids.map(() => `id-${index}`)));
  expect(correlationId()).toBeUndefined();
});

test("L16 an event is heard in the scope that emits it", () => {
  const emitter = new EventEmitter();
  const heard: unknown[] = [];
  emitter.on("it", () => heard.push(correlationId()));
  withCorrelationId("a", () => emitter.emit("it"));
  withCorrelationId("b", () => emitter.emit("it"));
  emitter.emit("it");
  expect(heard).toEqual(["a", "b", undefined]);
});

test("L16 concurrent requests of a server keep their ids apart", async () => {
  const server = createServer((request, response) => {
    withCorrelationId(request.headers["x-request-id"]?.toString(), () => {
      setTimeout(() => response.end(correlationId()), 5);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    const ids = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const headers = { "x-request-id": `request-${index}` };
        const response = await fetch(`http://127.0.0.1:${port}`, { headers });
        return response.text();
      }),
    );
    expect(ids).toEqual(ids.map((_, index) => `request-${index}`));
  } finally {
    server.close();
  }
});

test("an inner scope has an id of its own and gives the outer one back", () => {
  withCorrelationId("outer", () => {
    withCorrelationId("inner", () => expect(correlationId()).toBe("inner"));
    expect(correlationId()).toBe("outer");
  });
});

test("an id from outside that could break a header or a line is replaced", () => {
  expect(withCorrelationId("ok-1", correlationId)).toBe("ok-1");
  expect(withCorrelationId(correlationId)).toMatch(/^[0-9a-f-]{36}$/);
  for (const bad of ["a\nb", "", "x".repeat(129), "<script>", "a b", "é", "\u0000"])
    expect(withCorrelationId(bad, correlationId)).toMatch(/^[0-9a-f-]{36}$/);
});
