import { createAlerts } from "@ettl/alerts";
import { temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { hour, type JobInput, jobOptions } from "../../test/watched-jobs.ts";
import { sqliteStore } from "../state/sqlite-store.ts";
import { createJobs } from "./jobs.ts";

test("a job that was not watched for a while has missed nothing in that time", async () => {
  await using folder = await temporaryFolder();
  await using alerts = createAlerts({ channels: [] });
  let nowMs = Date.parse("2026-03-01T12:00:00Z");
  /** One process of the monitor, from start to end. */
  const watch = async (...inputs: JobInput[]) => {
    const store = await sqliteStore({
      folder: folder.path,
      maxAgeMs: 30 * 24 * hour,
      maxEntries: 1_000,
      maxBytes: 1e9,
      onProblem: ({ message }) => {
        throw new Error(message);
      },
    });
    if (!store) throw new Error("there is no store");
    const runs: unknown[] = [];
    const jobs = createJobs({
      heartbeats: jobOptions(...inputs),
      store,
      alerts,
      now: () => nowMs,
      onRun: (run) => runs.push(run.outcome),
      onChange: () => {},
      onProblem: () => {},
    });
    return { jobs, store, runs };
  };
  const hourly = { period_seconds: 3_600, grace_seconds: 60 };
  const first = await watch(hourly);
  await first.jobs.ping("job", { kind: "success" });
  first.jobs.close();
  await first.store.close();

  const without = await watch();
  without.jobs.close();
  await without.store.close();
  nowMs += 24 * hour;

  const again = await watch(hourly);
  await again.jobs.ping("job", { kind: "success" });
  expect(again.runs).toEqual(["finished"]);
  // Nor in the time between two readings of the configuration.
  again.jobs.replace([]);
  nowMs += 24 * hour;
  again.jobs.replace(jobOptions(hourly));
  await again.jobs.ping("job", { kind: "success" });
  expect(again.runs).toEqual(["finished", "finished"]);
  again.jobs.close();
  await again.store.close();
});
