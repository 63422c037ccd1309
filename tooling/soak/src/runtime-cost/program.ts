import { setInterval } from "node:timers/promises";
import { createMetrics } from "@ettl/metrics";
import type { Report, Task } from "./task.ts";

const { runtimeMetrics, seconds }: Task = JSON.parse(process.argv[2] ?? "");
const metrics = createMetrics({ version: "1.0.0", runtimeMetrics });

// The first scrapes compile what they run, which is no cost of a process that lives for long.
let body = "";
for (let scrapes = 0; scrapes < 300; scrapes++) body = (await metrics.scrape()).body.toString();

const startUsage = process.cpuUsage();
const start = performance.now();
let left = seconds;
for await (const _ of setInterval(1000)) {
  body = (await metrics.scrape()).body.toString();
  if (--left === 0) break;
}
const { user, system } = process.cpuUsage(startUsage);
const report: Report = {
  cpuMicroseconds: user + system,
  elapsedMs: performance.now() - start,
  samples: body.match(/^(process|nodejs)_/gm)?.length ?? 0,
};
process.stdout.write(JSON.stringify(report));
