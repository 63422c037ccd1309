import { type Channel, createAlerts } from "@ettl/alerts";
import { webhook } from "@ettl/alerts/channels/webhook";
import { openAlertStore } from "@ettl/alerts/store";
import { createHealth } from "@ettl/health";
import { healthRoutes } from "@ettl/health/hono";
import { serveApp } from "@ettl/telemetry/hono";
import type { Outcome, Task } from "./task.ts";

const task: Task = JSON.parse(process.argv[2] ?? "");
const perTick = 100;
const tickMs = 10;

let longestMs = 0;
const hung: Channel = { name: "hung", send: () => new Promise(() => {}) };
const quick: Channel = {
  name: "quick",
  async send({ timestamp }) {
    longestMs = Math.max(longestMs, Date.now() - Date.parse(timestamp));
  },
};
const settled = new Map<string, number>();
const store = task.folder === undefined ? undefined : await openAlertStore({ folder: task.folder });
const alerts = createAlerts({
  channels: [hung, quick, webhook({ url: task.url })],
  store,
  onDelivery: ({ channel }) => settled.set(channel, (settled.get(channel) ?? 0) + 1),
});
const health = createHealth({ version: "1", checks: [] });
const server = await serveApp(healthRoutes(health), { host: "127.0.0.1", port: 0 });
process.stdout.write(`${server.address}\n`);

const send = (title: string) =>
  alerts.send({ level: "error", title, message: "disk full", source: "storm" }, { waitMs: 0 });
// What is loaded and compiled at the first alerts is not the storm's.
for (let index = 0; index < 2_000; index += 1) void send(`before ${index}`);
await new Promise((resolve) => setTimeout(resolve, 1_000));
globalThis.gc?.();
const before = process.memoryUsage().rss;
let most = before;
const begin = performance.now();
let sent = 0;
while (performance.now() - begin < task.seconds * 1_000) {
  // What a tick came too late for is made up for.
  const due = Math.floor((performance.now() - begin) / tickMs + 1) * perTick;
  for (const end = Math.min(due, sent + 5 * perTick); sent < end; sent += 1)
    void send(task.keys === "one" ? "the same" : `number ${sent}`);
  most = Math.max(most, process.memoryUsage().rss);
  await new Promise((resolve) => setTimeout(resolve, tickMs));
}
const perSecond = Math.round((sent / (performance.now() - begin)) * 1_000);
await alerts.close({ timeoutMs: 2_000 });
most = Math.max(most, process.memoryUsage().rss);
const { accepted, channels } = alerts.stats();
const outcome: Outcome = {
  accepted,
  channels: channels.map(({ name, delivered, failed, suppressed, dropped, queued }) => ({
    name,
    delivered,
    failed,
    suppressed,
    dropped,
    queued,
    joined: accepted - (settled.get(name) ?? 0),
  })),
  grownMb: (most - before) / 2 ** 20,
  longestMs,
  perSecond,
};
process.stdout.write(`${JSON.stringify(outcome)}\n`, () => process.exit(0));
