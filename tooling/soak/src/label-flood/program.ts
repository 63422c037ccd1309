import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createMetrics } from "@ettl/metrics";
import type { Report, Task } from "./task.ts";

const { type, labelSets, maxSeriesPerMetric }: Task = JSON.parse(process.argv[2] ?? "");
setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

const metrics = createMetrics({
  version: "1.0.0",
  runtimeMetrics: false,
  ...(maxSeriesPerMetric !== undefined && { maxSeriesPerMetric }),
});
const config = { name: "flood", help: "Flooded.", labelNames: ["route", "user"] };
const counter = type === "counter" ? metrics.counter(config) : undefined;
const histogram = type === "histogram" ? metrics.histogram(config) : undefined;

collectGarbage();
const residentBefore = process.memoryUsage.rss();
const heapBefore = process.memoryUsage().heapUsed;
let peak = residentBefore;
const begin = process.hrtime.bigint();
for (let user = 0; user < labelSets; user++) {
  const labels = { route: "/movies", user: `user-${user}` };
  if (counter) counter.inc(labels);
  else histogram?.observe(labels, (user % 100) / 10);
  if (user % 10_000 === 0) peak = Math.max(peak, process.memoryUsage.rss());
}
const nanoseconds = Number(process.hrtime.bigint() - begin);
peak = Math.max(peak, process.memoryUsage.rss());
collectGarbage();
const heapBytes = process.memoryUsage().heapUsed - heapBefore;

const { ms: firstScrapeMs } = await timedScrape();
const later: Awaited<ReturnType<typeof timedScrape>>[] = [];
const blocks: number[] = [];
for (let round = 0; round < 5; round++) {
  collectGarbage();
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  // It counts from its first turn on, which must be before the scrape.
  await delay(10);
  loop.reset();
  later.push(await timedScrape());
  await delay(5);
  loop.disable();
  blocks.push(loop.max / 1e6);
}
const { body } = later[0] ?? (await timedScrape());
const { series, overflowed } = metrics.stats();
const report: Report = {
  peakBytes: peak - residentBefore,
  heapBytes,
  nanosecondsPerSample: nanoseconds / labelSets,
  series: series.flood ?? 0,
  overflowed: overflowed.flood ?? 0,
  total: totalOf(body),
  firstScrapeMs,
  scrapeMs: Math.min(...later.map(({ ms }) => ms)),
  longestBlockMs: Math.min(...blocks),
  bodyBytes: body.length,
};
process.stdout.write(JSON.stringify(report));

async function timedScrape() {
  const start = performance.now();
  const { body } = await metrics.scrape();
  return { ms: performance.now() - start, body };
}

/** Line by line: a body of a million series may be longer than a string can be. */
function totalOf(body: Buffer): number {
  const prefix = Buffer.from(type === "counter" ? "flood{" : "flood_count{");
  let total = 0;
  for (let start = 0; start < body.length; ) {
    const end = body.indexOf("\n", start);
    if (body.compare(prefix, 0, prefix.length, start, start + prefix.length) === 0)
      total += Number(body.toString("latin1", body.lastIndexOf(" ", end) + 1, end));
    start = end + 1;
  }
  return total;
}
