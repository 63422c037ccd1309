import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openSqlite, type SqliteProblem } from "@ettl/alerts/sqlite";
import { temporaryFolder } from "@ettl-tooling/test";
import { describe, expect, test } from "vitest";
import { createSamples } from "../samples/samples.ts";
import { memoryStore } from "./memory-store.ts";
import type { MonitorStore, StoredRun, StoreLimits, Transition } from "./monitor-store.ts";
import { openStore } from "./open-store.ts";
import { sqliteStore } from "./sqlite-store.ts";

const start = Date.parse("2026-03-01T00:00:00Z");
const limits: StoreLimits = { maxAgeMs: 86_400_000, maxEntries: 50, maxBytes: 1e9 };

const run = (id: string, atMs: number, outcome = "finished"): StoredRun => ({
  id,
  heartbeat: "backup",
  atMs,
  run: { id, heartbeat: "backup", outcome },
});
const change = (sinceMs: number, status: Transition["status"]): Transition => ({
  kind: "target",
  name: "shop",
  status,
  former: "unknown",
  sinceMs,
  message: `at ${sinceMs}`,
});

const noProblem = (problem: SqliteProblem) => {
  throw new Error(problem.message);
};

/** The store in memory, or one on disk in a folder of its own. */
async function storeOf(kind: string) {
  const folder = await temporaryFolder();
  const open = async (): Promise<MonitorStore> => {
    if (kind === "in memory") return memoryStore(limits);
    const store = await sqliteStore({ folder: folder.path, onProblem: noProblem, ...limits });
    if (!store) throw new Error("the store can't be opened");
    return store;
  };
  return { folder: folder.path, open, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

describe.each(["in memory", "on disk"])("%s", (kind) => {
  test("runs are read newest first, page by page, each once, and replaced by their id", async () => {
    await using stored = await storeOf(kind);
    const store = await stored.open();
    for (let index = 0; index < 25; index += 1)
      store.keepRun(run(`run ${index}`, start + index, "running"));
    store.keepRun(run("run 3", start + 3, "failed"));
    const seen: StoredRun[] = [];
    let before: number | undefined;
    do {
      const page = await store.runs("backup", { limit: 10, before });
      seen.push(...page.entries);
      before = page.next;
    } while (before !== undefined);
    expect(seen.map(({ id }) => id)).toEqual(
      Array.from({ length: 25 }, (_, index) => `run ${24 - index}`),
    );
    expect(seen.find(({ id }) => id === "run 3")?.run.outcome).toBe("failed");
    expect((await store.runs("nobody", { limit: 10 })).entries).toEqual([]);
    await store.close();
  });

  test("what is too old or too much is given up, the oldest first", async () => {
    await using stored = await storeOf(kind);
    const store = await stored.open();
    for (let index = 0; index < 80; index += 1) {
      store.keepRun(run(`run ${index}`, start + index));
      store.addTransition(change(start + index, "healthy"));
    }
    await store.committed();
    store.tend(start + 100);
    const { entries } = await store.runs("backup", { limit: 1_000 });
    expect([entries.length, entries.at(-1)?.id]).toEqual([50, "run 30"]);
    store.tend(start + 60 + limits.maxAgeMs);
    const left = await store.runs("backup", { limit: 1_000 });
    expect(left.entries.at(-1)?.id).toBe("run 60");
    const transitions = await store.transitions("target", "shop", { limit: 1_000 });
    expect(transitions.entries.at(-1)?.sinceMs).toBe(start + 60);
    expect(store.stats()).toMatchObject({ runs: 20, transitions: 20 });
    await store.close();
  });
});

test("in memory the logs of the oldest runs go when all of them are too long, the runs stay", async () => {
  const store = memoryStore({ ...limits, maxBytes: 25_000 });
  for (let index = 0; index < 5; index += 1) {
    const { run: rest, ...stored } = run(`run ${index}`, start + index);
    store.keepRun({ ...stored, run: { ...rest, log: "x".repeat(10_000) } });
  }
  const { entries } = await store.runs("backup", { limit: 10 });
  expect(entries.map(({ run: { log } }) => log !== undefined)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

test("on disk the oldest goes when all of it is too large, and a row that is no JSON is as if it were not there", async () => {
  await using folder = await temporaryFolder();
  const open = async (maxBytes: number) => {
    const store = await sqliteStore({
      folder: folder.path,
      onProblem: noProblem,
      ...limits,
      maxEntries: 1e9,
      maxBytes,
    });
    if (!store) throw new Error("the store can't be opened");
    return store;
  };
  const store = await open(2_000_000);
  for (let index = 0; index < 5_000; index += 1) {
    const { run: rest, ...stored } = run(`run ${index}`, start + index);
    store.keepRun({ ...stored, run: { ...rest, log: "x".repeat(1_000) } });
  }
  await store.committed();
  for (let tending = 0; tending < 5; tending += 1) {
    store.tend(start);
    await store.committed();
  }
  const { entries } = await store.runs("backup", { limit: 10_000 });
  expect(entries[0]?.id).toBe("run 4999");
  expect(entries.length).toBe(1_000);
  await store.close();

  const file = await openSqlite({
    file: join(folder.path, "monitor.db"),
    applicationId: 0x6574744d,
    version: 1,
    create: () => {},
    onProblem: noProblem,
  });
  file?.database.exec("UPDATE runs SET entry = '{' WHERE id = 'run 4999'");
  file?.database.exec("INSERT INTO heartbeats VALUES ('odd', '{')");
  file?.database.exec("INSERT INTO watches VALUES ('target odd', '{')");
  await file?.close();
  const next = await open(1e9);
  expect((await next.runs("backup", { limit: 1 })).entries[0]?.id).toBe("run 4998");
  expect(next.restored.heartbeat("odd")).toBeUndefined();
  expect(next.restored.watch("target", "odd")).toBeUndefined();
  await next.close();
});

test("on disk statuses, heartbeats and samples outlive the process, and when it last lived", async () => {
  await using stored = await storeOf("on disk");
  const store = await stored.open();
  store.addTransition(change(start, "unhealthy"));
  store.keepHeartbeat("backup", () => ({ version: 1, openRuns: [1] }));
  store.keepHeartbeat("backup", () => ({ version: 1, openRuns: [2] }));
  store.tend(start + 5);
  let nowMs = start;
  const samples = createSamples({ now: () => nowMs, archive: store.archive });
  for (let minute = 0; minute < 120; minute += 1) {
    nowMs = start + minute * 60_000;
    samples.gauge("target shop", "m", minute);
  }
  await store.close();

  const next = await stored.open();
  expect(next.restored.watch("target", "shop")).toMatchObject({
    status: "unhealthy",
    sinceMs: start,
    message: `at ${start}`,
  });
  expect(next.restored.heartbeat("backup")).toEqual({ version: 1, openRuns: [2] });
  expect(next.restored.heartbeat("other")).toBeUndefined();
  expect(next.restored.aliveAtMs).toBe(start + 5);
  const later = createSamples({ now: () => nowMs, archive: next.archive });
  expect(later.metrics("target shop")).toEqual(["m"]);
  const { points } = later.query("target shop", "m", { fromMs: start, toMs: nowMs });
  expect(points[0]).toEqual({ at: "2026-03-01T00:00:00.000Z", mean: 2, max: 4 });
  expect(points.length).toBe(23);
  await next.close();
});

test("a second process that has the folder stays in memory and says so", async () => {
  await using stored = await storeOf("on disk");
  const first = await stored.open();
  const problems: SqliteProblem[] = [];
  const second = await openStore(stored.folder, { maxAgeDays: 1 }, (problem) =>
    problems.push(problem),
  );
  expect(second.durable).toBe(false);
  expect(problems.map(({ code }) => code)).toEqual(["state_in_use"]);
  await first.close();
});

test("another program's file is set aside", async () => {
  await using stored = await storeOf("on disk");
  await writeFile(join(stored.folder, "monitor.db"), "not a database at all, but long enough text");
  const problems: SqliteProblem[] = [];
  const store = await sqliteStore({
    folder: stored.folder,
    onProblem: (problem) => problems.push(problem),
    ...limits,
  });
  expect(store?.durable).toBe(true);
  expect(problems.map(({ code }) => code)).toEqual(["state_set_aside"]);
  await store?.close();
  expect((await readdir(stored.folder)).some((name) => name.includes("set-aside"))).toBe(true);
});
