import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createMetrics } from "@ettl/metrics";
import { metricsRoutes } from "@ettl/metrics/hono";
import type { Listening, Report, Task } from "./task.ts";

const { series }: Task = JSON.parse(process.argv[2] ?? "");
const metrics = createMetrics({ version: "1.0.0", maxSeriesPerMetric: series });
const counter = metrics.counter({ name: "storm_total", help: "Storm.", labelNames: ["place"] });
for (let place = 0; place < series; place++) counter.inc({ place });

let renders = 0;
let rendering = 0;
let mostRendersAtOnce = 0;
metrics.gauge({
  name: "storm_probe",
  help: "Asked once per render.",
  async collect() {
    renders++;
    mostRendersAtOnce = Math.max(mostRendersAtOnce, ++rendering);
    await new Promise((resolve) => setImmediate(resolve));
    rendering--;
  },
});

let increments = 0;
const updates = setInterval(() => {
  for (let count = 0; count < 100; count++) {
    counter.inc({ place: (increments * 7919) % series });
    increments++;
  }
}, 1);
const loop = monitorEventLoopDelay({ resolution: 1 });
loop.enable();

const app = metricsRoutes(metrics);
const server = createServer(async (request, response) => {
  if (request.url === "/end") {
    const longestBlockMs = loop.max / 1e6;
    const report: Report = { increments, longestBlockMs, renders, mostRendersAtOnce };
    response.end(JSON.stringify(report));
    clearInterval(updates);
    loop.disable();
    server.close();
    server.closeIdleConnections();
    return;
  }
  const { accept = "", "accept-encoding": encoding = "" } = request.headers;
  const headers = { accept, "accept-encoding": `${encoding}` };
  const answer = await app.request(request.url ?? "/", { headers });
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
});
server.listen(0, "127.0.0.1", () => {
  const listening: Listening = { port: (server.address() as AddressInfo).port };
  process.stdout.write(`${JSON.stringify(listening)}\n`);
});
