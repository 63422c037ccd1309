import { setTimeout as delay } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createTracing } from "@ettl/tracing";
import type { Report, Task } from "./task.ts";

const { endpoint, url, spans, maxQueueSize }: Task = JSON.parse(process.argv[2] ?? "");
setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");
const service = { serviceName: "soak", serviceVersion: "1.0.0", environment: "test" };
const tracing = createTracing({ ...service, [endpoint]: url, batch: { maxQueueSize } });

/** A second at 1,000 spans per second, in a hundredth of it. */
const spansPerTurn = 1000;
const turnMs = 10;
let mostQueued = 0;
let peak = 0;

async function endSpans(count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    tracing.withSpan("export", { attributes: { index, type: "movies" } }, (span) => {
      span.addEvent("page", { page: index % 10 });
    });
    if (index % spansPerTurn === spansPerTurn - 1) {
      mostQueued = Math.max(mostQueued, tracing.stats().queued);
      peak = Math.max(peak, process.memoryUsage.rss());
      await delay(turnMs);
    }
  }
}

// With a full queue and all that is loaded on first use.
await endSpans(2 * maxQueueSize);
await delay(500);
collectGarbage();
const residentBefore = process.memoryUsage.rss();
const heapBefore = process.memoryUsage().heapUsed;
const before = tracing.stats();
peak = residentBefore;
const begin = performance.now();
await endSpans(spans);
const seconds = (performance.now() - begin) / 1000;
collectGarbage();
const heapBytes = process.memoryUsage().heapUsed - heapBefore;
await tracing.close({ timeoutMs: 1 });

const { ended, exported, dropped, droppedByReason } = tracing.stats();
const report: Report = {
  ended: ended - before.ended,
  exported,
  dropped: dropped - before.dropped - before.queued,
  droppedByReason: droppedByReason as Record<string, number>,
  mostQueued,
  peakBytes: peak - residentBefore,
  heapBytes,
  seconds,
};
process.stdout.write(JSON.stringify(report));
