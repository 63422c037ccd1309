import { setImmediate as turn } from "node:timers/promises";
import { createTracing } from "@ettl/tracing";
import { type Report, spanName, type Task } from "./task.ts";

const { endpoint, url, spans, closeMs }: Task = JSON.parse(process.argv[2] ?? "");
const service = { serviceName: "soak", serviceVersion: "1.0.0", environment: "test" };
const tracing = createTracing({ ...service, [endpoint]: url });

for (let index = 0; index < spans; index++) {
  tracing.withSpan(spanName, { attributes: { index } }, () => {});
  if (index % 256 === 0) await turn();
}
const begin = performance.now();
await tracing.close({ timeoutMs: closeMs });
const closeSeconds = (performance.now() - begin) / 1000;
const { ended, exported, dropped, queued, droppedByReason, lastError } = tracing.stats();
const report: Report = {
  ended,
  exported,
  dropped,
  queued,
  droppedByReason: droppedByReason as Record<string, number>,
  closeSeconds,
  ...(lastError !== undefined && { lastError }),
};
process.stdout.write(JSON.stringify(report));
