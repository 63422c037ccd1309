import { createMetrics, type MetricProblem } from "@ettl/metrics";
import { Counter, Registry } from "prom-client";
import { expect, test } from "vitest";

const run = { job: "nightly", durationSeconds: 2 };

test("a job whose metrics' names are taken is not recorded, and nothing is thrown", async () => {
  const registry = new Registry();
  const name = "job_last_run_timestamp_seconds";
  new Counter({ name, help: "Somebody else's.", registers: [registry] });
  const problems: MetricProblem[] = [];
  const onProblem = (problem: MetricProblem) => problems.push(problem);
  const metrics = createMetrics({ version: "1", runtimeMetrics: false, registry, onProblem });
  metrics.recordJob({ ...run, status: "success" });
  metrics.recordJob({ ...run, status: "error" });
  expect(problems.map(({ message }) => message)).toEqual([
    expect.stringContaining(`jobs are not recorded: The metric "${name}" exists already`),
  ]);
});
