import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createHealth } from "@ettl/health";
import { healthRoutes } from "@ettl/health/hono";
import terminus from "@godaddy/terminus";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";

const names = Array.from({ length: 10 }, (_, index) => `component-${index}`);
// What a check of a dependency does at least: it waits for another turn of the event loop.
const look = () => new Promise<void>((resolve) => setImmediate(resolve));

const servers = {
  "node:http": () => {
    const live = Buffer.from(JSON.stringify({ status: "healthy" }));
    return createServer((_, response) => {
      response.writeHead(200, {
        "Content-Type": "application/json",
        "Cache-Control": "no-store",
        "Content-Length": live.length,
      });
      response.end(live);
    });
  },
  ettl: () => {
    const checks = names.map((name) => ({ name, run: look }));
    const health = createHealth({ version: "1.0.0", checks });
    health.start();
    const { fetch } = new Hono().route("/", healthRoutes(health));
    return createAdaptorServer({ fetch }) as Server;
  },
  terminus: () =>
    // It wraps the listener that is there.
    terminus.createTerminus(
      createServer((_, response) => response.writeHead(404).end()),
      {
        healthChecks: {
          "/health/live": async () => {},
          "/health": () => Promise.all(names.map(look)),
        },
      },
    ),
};

/** Who serves. */
export type HealthServer = keyof typeof servers;

const server = servers[process.argv[2] as HealthServer]?.();
if (!server) throw new Error("there is no such side");
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
// CPU time of all threads so far, in microseconds.
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.on("disconnect", () => process.exit(0));
