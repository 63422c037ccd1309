// Prints ids of spans, those of a worker thread among them.
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { createTracing } from "@ettl/tracing";

const tracing = createTracing({ serviceName: "ids", serviceVersion: "1", environment: "test" });
const ids = Array.from({ length: 2000 }, () => {
  const { traceId, spanId } = tracing.startSpan("one").spanContext();
  return [traceId, spanId];
}).flat();

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url));
  worker.once("message", (others) => console.log(JSON.stringify([...ids, ...others])));
} else parentPort.postMessage(ids);
