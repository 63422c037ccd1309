import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import { type Listening, lastType, type ServerReport, type ServerTask } from "./task.ts";

/** What of the monitor is shown; it has no public door of its own. */
interface OwnFeed {
  publish(type: string, data: unknown): void;
  publishTick(type: string, key: string, data: unknown): void;
  stats(): {
    readonly clients: { readonly websocket: number; readonly sse: number };
    readonly events: number;
    readonly sentBytes: number;
    readonly dropped: Readonly<Record<string, number>>;
  };
  close(timeoutMs: number): Promise<void>;
}
interface OwnOptions {
  readonly authorize: () => boolean;
}
interface OwnLive {
  createFeed(): OwnFeed;
  liveRoutes(
    feed: OwnFeed,
    options: OwnOptions,
  ): { fetch: Parameters<typeof getRequestListener>[0] };
  liveUpgrade(
    feed: OwnFeed,
    options: OwnOptions,
  ): (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

const { seconds }: ServerTask = JSON.parse(process.argv[2] ?? "");
const own = (path: string) =>
  import(new URL(`../../../../apps/monitor/dist/live/${path}`, import.meta.url).href);
const { createFeed } = (await own("feed.js")) as Pick<OwnLive, "createFeed">;
const { liveRoutes } = (await own("live-routes.js")) as Pick<OwnLive, "liveRoutes">;
const { liveUpgrade } = (await own("live-upgrade.js")) as Pick<OwnLive, "liveUpgrade">;

const feed = createFeed();
const authorize = () => true;
const listener = getRequestListener(liveRoutes(feed, { authorize }).fetch);
const server = createServer((request, response) => {
  if (request.url === "/start") void start(response);
  else if (request.url === "/end") void end(response);
  else void listener(request, response);
});
server.on("upgrade", liveUpgrade(feed, { authorize }));
// A thousand come within a moment.
server.listen({ port: 0, host: "127.0.0.1", backlog: 2_000 }, () => {
  const listening: Listening = { port: (server.address() as AddressInfo).port };
  process.stdout.write(`${JSON.stringify(listening)}\n`);
});

const mb = () => process.memoryUsage.rss() / 2 ** 20;
const rss = { start: mb(), connected: 0, peak: 0, end: 0 };
const padding = "x".repeat(400);
let before = { cpu: process.cpuUsage(), bytes: 0, at: 0 };
let after = { cpuSeconds: 0, bytesPerSecond: 0, longestBlockMs: 0 };
const loop = monitorEventLoopDelay({ resolution: 1 });

/** Ten events a second, and rows of 200 watches once a second. */
async function start(response: ServerResponse): Promise<void> {
  rss.connected = mb();
  loop.enable();
  before = { cpu: process.cpuUsage(), bytes: feed.stats().sentBytes, at: performance.now() };
  for (let tenth = 0; tenth < seconds * 10; tenth += 1) {
    const due = before.at + tenth * 100;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    feed.publish("watch.changed", { tenth, status: "healthy", padding });
    for (let row = 0; row < 200 && tenth % 10 === 5; row += 1)
      feed.publishTick("watch.checked", `watch-${row}`, { tenth, status: "healthy", padding });
    rss.peak = Math.max(rss.peak, mb());
  }
  // The last ticks leave within a second.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  feed.publish(lastType, null);
  rss.end = mb();
  const { user, system } = process.cpuUsage(before.cpu);
  loop.disable();
  after = {
    longestBlockMs: loop.max / 1e6,
    cpuSeconds: (user + system) / 1e6,
    bytesPerSecond:
      ((feed.stats().sentBytes - before.bytes) / (performance.now() - before.at)) * 1e3,
  };
  response.end();
}

async function end(response: ServerResponse): Promise<void> {
  const began = performance.now();
  await feed.close(1_000);
  const closeMs = performance.now() - began;
  const { events, dropped } = feed.stats();
  const report: ServerReport = {
    published: events,
    ...after,
    rssMb: { ...rss, peak: Math.max(rss.peak, mb()) },
    dropped,
    closeMs,
  };
  response.end(JSON.stringify(report));
  server.close();
  server.closeIdleConnections();
}
