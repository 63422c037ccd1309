import { expect, test } from "vitest";
import { memoryStore } from "../state/memory-store.ts";
import type { PageQuery } from "../state/monitor-store.ts";
import { createRecentRuns, type RecentRunsOptions } from "./recent-runs.ts";

const start = Date.parse("2026-03-01T00:00:00Z");
const minute = 60_000;

/** A store with a run a minute, which counts how often it is asked. */
function runsOf(count: number, options?: RecentRunsOptions) {
  const store = memoryStore({ maxAgeMs: 1e12, maxEntries: 1e6, maxBytes: 1e9 });
  let asked = 0;
  const recent = createRecentRuns(
    {
      runs(heartbeat: string, query: PageQuery) {
        asked += 1;
        return store.runs(heartbeat, query);
      },
    },
    options,
  );
  const run = (id: string, atMs: number, outcome = "finished", heartbeat = "job") => {
    const json = {
      id,
      heartbeat,
      outcome,
      late: false,
      started_at: new Date(atMs).toISOString(),
      log: "x",
    };
    store.keepRun({ id, heartbeat, atMs, run: json });
    recent.note(json);
  };
  for (let index = 0; index < count; index += 1) run(`run ${index}`, start + index * minute);
  return { recent, run, asked: () => asked };
}

test("what was read once is not read again, and what is told since is there", async () => {
  const { recent, run, asked } = runsOf(1_440);
  const from = start + 440 * minute;
  expect(await recent.since("job", from)).toHaveLength(1_000);
  const before = asked();
  run("new", start + 1_440 * minute, "running");
  run("new", start + 1_440 * minute, "failed");
  const runs = await recent.since("job", from);
  expect(runs).toHaveLength(1_001);
  expect(runs.at(-1)).toMatchObject({ id: "new", outcome: "failed" });
  expect(runs.at(-1)).not.toHaveProperty("log");
  expect(asked()).toBe(before);
});

test("older ones are read when they are asked for, each run once and oldest first", async () => {
  const { recent, run } = runsOf(3_000);
  await recent.since("job", start + 2_900 * minute);
  run("missed", start + 10 * minute + 1, "did_not_start");
  const runs = await recent.since("job", start);
  expect(runs.map(({ atMs }) => atMs)).toEqual(
    runs.map(({ atMs }) => atMs).toSorted((a, b) => a - b),
  );
  expect(new Set(runs.map(({ id }) => id)).size).toBe(3_001);
  expect(runs).toHaveLength(3_001);
});

test("what is told while the store is read is not lost and not there twice", async () => {
  const { recent, run } = runsOf(600);
  const reading = recent.since("job", start);
  run("run 599", start + 599 * minute, "failed");
  run("meanwhile", start + 600 * minute);
  await reading;
  const runs = await recent.since("job", start);
  expect(runs.filter(({ id }) => id === "run 599")).toMatchObject([{ outcome: "failed" }]);
  expect(runs.filter(({ id }) => id === "meanwhile")).toHaveLength(1);
  expect(runs).toHaveLength(601);
});

test("of a job that runs very often the latest are kept, and of many jobs those asked for last", async () => {
  const { recent, run, asked } = runsOf(1_200, { mostRunsOfJob: 1_000, mostRuns: 2_500 });
  expect((await recent.since("job", 0)).length).toBe(1_000);
  run("more", start + 1_200 * minute);
  const runs = await recent.since("job", 0);
  expect([runs.length, runs.at(-1)?.id]).toEqual([1_000, "more"]);
  for (const heartbeat of ["a", "b"]) {
    for (let index = 0; index < 800; index += 1)
      run(`${heartbeat} ${index}`, start + index * minute, "finished", heartbeat);
    expect(await recent.since(heartbeat, start)).toHaveLength(800);
  }
  let before = asked();
  await recent.since("a", start);
  await recent.since("b", start);
  expect(asked()).toBe(before);
  before = asked();
  expect((await recent.since("job", 0)).at(-1)?.id).toBe("more");
  expect(asked()).toBeGreaterThan(before);
});
