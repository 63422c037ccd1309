import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { Answer, LiveServer, Question } from "./questions.ts";

/** What of the monitor is measured; it has no public door of its own. */
interface OwnFeed {
  publish(type: string, data: unknown): void;
}
interface OwnLive {
  createFeed(): OwnFeed;
  liveUpgrade(
    feed: OwnFeed,
    options: { readonly authorize: () => boolean },
  ): (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

type Publish = (type: string, data: unknown) => void;

const own = (path: string) =>
  import(new URL(`../../../../../apps/monitor/dist/live/${path}`, import.meta.url).href);

let published = 0;
const written = (type: string, data: unknown) => {
  published += 1;
  const id = `0123456789ab-${published}`;
  return JSON.stringify({ id, type, at: new Date(Date.now()).toISOString(), data });
};

const servers: Readonly<Record<LiveServer, (server: Server) => Promise<Publish>>> = {
  async ettl(server) {
    const { createFeed } = (await own("feed.js")) as Pick<OwnLive, "createFeed">;
    const { liveUpgrade } = (await own("live-upgrade.js")) as Pick<OwnLive, "liveUpgrade">;
    const feed = createFeed();
    server.on("upgrade", liveUpgrade(feed, { authorize: () => true }));
    return feed.publish;
  },
  async ws(server) {
    const { clients } = new WebSocketServer({ server, perMessageDeflate: false });
    return (type, data) => {
      const text = written(type, data);
      for (const client of clients) if (client.readyState === client.OPEN) client.send(text);
    };
  },
  async "socket.write"(server) {
    const sockets: Duplex[] = [];
    const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
    server.on("upgrade", (request, socket, head) =>
      webSockets.handleUpgrade(request, socket, head, () => sockets.push(socket)),
    );
    // One frame for all, made once.
    let bytes: Buffer | undefined;
    return (type, data) => {
      if (!bytes) {
        const text = Buffer.from(written(type, data));
        bytes = Buffer.concat([
          Buffer.from([0x81, 126, text.length >> 8, text.length & 255]),
          text,
        ]);
      }
      for (const socket of sockets) socket.write(bytes);
    };
  },
};

const server = createServer();
const publish = await servers[process.argv[2] as LiveServer](server);
server.listen(0, "127.0.0.1", () => say((server.address() as AddressInfo).port));

process.on("message", (question: Question) => void answer(question));
process.on("disconnect", () => process.exit(0));

async function answer({ turns, eventsPerTurn, firstNumber, text }: Question): Promise<void> {
  const before = process.cpuUsage();
  for (let turn = 0; turn < turns; turn += 1) {
    for (let index = 0; index < eventsPerTurn; index += 1)
      publish("watch.changed", { number: firstNumber + turn * eventsPerTurn + index, text });
    await new Promise((resolve) => setImmediate(resolve));
  }
  // What was handed to the system is the clients' from here on.
  await new Promise((resolve) => setTimeout(resolve, 5));
  const { user, system } = process.cpuUsage(before);
  say(user + system);
}

/** The port, and then for each question the CPU time it took, in microseconds. */
function say(answer: Answer): void {
  process.send?.(answer);
}
