import { startPushgateway } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { exporterRun } from "./exporter-run.ts";

test("a real Pushgateway receives an export's result, and remembers its success when the next one fails", async () => {
  await using gateway = await startPushgateway();
  await using run = await exporterRun();
  run.env.ETTL_MONITORING__PUSH_URL = gateway.url;
  const samples = async (pattern: RegExp) =>
    (await gateway.scraped()).split("\n").filter((line) => pattern.test(line));

  await using first = run.start("export");
  expect((await first.ended()).code).toBe(0);
  expect(await samples(/^export_trakt_exports_total\{.*job="export-trakt-letterboxd"/)).toEqual(
    ["collection", "history", "ratings", "watched", "watchlist"].map(
      (type) =>
        `export_trakt_exports_total{format="csv",instance="",job="export-trakt-letterboxd",status="success",type="${type}"} 1`,
    ),
  );
  const successes = await samples(/^job_last_success_timestamp_seconds\{/);
  expect(successes).toHaveLength(5);

  run.sandbox.faults.set([{ kind: "status", status: 401 }]);
  await using second = run.start("export", "ratings");
  expect((await second.ended()).code).toBe(1);
  expect(await samples(/^job_last_success_timestamp_seconds\{/)).toEqual(successes);
  expect(await samples(/^job_last_run_succeeded\{.*job_name="ratings"\} 0$/)).toHaveLength(1);
  expect(await samples(/^push_failure_time_seconds\{.*\} [^0]/)).toEqual([]);
});
