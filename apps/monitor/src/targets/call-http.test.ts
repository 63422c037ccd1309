import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
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
