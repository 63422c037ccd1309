import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { eventually } from "@ettl-tooling/test";
import { getRequestListener } from "@hono/node-server";
import { type ClientOptions, WebSocket } from "ws";
import type { LiveOptions } from "../src/live/admission.ts";
import { createFeed, type FeedOptions } from "../src/live/feed.ts";
import { liveRoutes } from "../src/live/live-routes.ts";
import { liveUpgrade } from "../src/live/live-upgrade.ts";

/** A message as clients get it. */
export interface Heard {
  readonly id?: string;
  readonly type: string;
  readonly at?: string;
  readonly data?: unknown;
  readonly [field: string]: unknown;
}

/** A feed behind a real server, and clients for it. Disposing of it closes all. */
export async function liveServer(
  options: FeedOptions = {},
  { authorize = () => true }: Partial<LiveOptions> = {},
) {
  const feed = createFeed(options);
  const server = createServer(getRequestListener(liveRoutes(feed, { authorize }).fetch));
  server.on("upgrade", liveUpgrade(feed, { authorize }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const closers: (() => void)[] = [];
  return {
    feed,
    port,
    url: `http://127.0.0.1:${port}`,
    /** Over WebSocket, once it is open. */
    async listen(path = "/live", clientOptions: ClientOptions = {}) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, clientOptions);
      closers.push(() => socket.terminate());
      const messages: Heard[] = [];
      socket.on("message", (data) => messages.push(JSON.parse(`${data}`)));
      socket.on("error", () => {});
      const closed = once(socket, "close") as Promise<[code: number, reason: Buffer]>;
      await once(socket, "open");
      return { socket, closed, ...heard(messages) };
    },
    /** The answer to a client that isn't let in over WebSocket. */
    async refused(path = "/live", clientOptions: ClientOptions = {}) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, clientOptions);
      socket.on("error", () => {});
      socket.on("open", () => socket.terminate());
      const [request, response] = (await once(socket, "unexpected-response")) as [
        { destroy(): void },
        IncomingMessage,
      ];
      const body = JSON.parse(Buffer.concat(await response.toArray()).toString());
      request.destroy();
      return { status: response.statusCode, headers: response.headers, body };
    },
    /** As server-sent events, once the answer is there. */
    async listenToEvents(path = "/live", headers: Readonly<Record<string, string>> = {}) {
      const request = httpRequest({ host: "127.0.0.1", port, path, headers }).end();
      request.on("error", () => {});
      closers.push(() => request.destroy());
      const [response] = (await once(request, "response")) as [IncomingMessage];
      const messages: Heard[] = [];
      let text = "";
      let rest = "";
      response.on("error", () => {});
      const ended = new Promise<void>((resolve) => response.once("close", resolve));
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        const blocks = (rest + chunk).split("\n\n");
        rest = blocks.pop() ?? "";
        messages.push(...blocks.flatMap(eventOf));
      });
      return { response, text: () => text, ended, ...heard(messages) };
    },
    /** A WebSocket client that is bytes only, and answers nothing by itself. */
    async rawSocket(path = "/live"): Promise<Socket> {
      const socket = connect(port, "127.0.0.1");
      closers.push(() => socket.destroy());
      socket.on("error", () => {});
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
      );
      await once(socket, "readable");
      return socket;
    },
    async [Symbol.asyncDispose]() {
      await feed.close(100);
      for (const close of closers) close();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function heard(messages: Heard[]) {
  return {
    messages,
    /** The messages of a type, once there are so many. */
    heard: (type: string, count = 1) =>
      eventually(`${count} of "${type}"`, () => {
        const found = messages.filter((message) => message.type === type);
        return found.length >= count ? found : undefined;
      }),
  };
}

/** Reads what EventSource would of a block: an event with its id and type, and the JSON of its data. */
function eventOf(block: string): Heard[] {
  const fields = new Map(
    block.split("\n").map((line) => line.split(/: (.*)/s, 2) as [string, string]),
  );
  const data = fields.get("data");
  if (data === undefined) return [];
  const message = JSON.parse(data) as Heard;
  if (message.id !== fields.get("id") || message.type !== fields.get("event"))
    throw new Error(`the lines and the JSON of an event differ: ${block}`);
  return [message];
}
