import { createTracing } from "@ettl/tracing";

export interface Task {
  readonly collectorUrl: string;
  readonly spans: number;
  readonly traceparent: string;
  readonly exitCode: number;
}

const task: Task = JSON.parse(process.argv[2] ?? "");

const tracing = createTracing({
  serviceName: "short-job",
  serviceVersion: "1.0.0",
  environment: "soak",
  otlpEndpoint: task.collectorUrl,
});
const code = await tracing.withCommandSpan(
  { argv: process.argv, environment: { TRACEPARENT: task.traceparent } },
  async () => {
    for (let left = task.spans - 1; left > 0; left--) tracing.withSpan("step", () => {});
    return task.exitCode;
  },
);
await tracing.close();
process.exit(code);
