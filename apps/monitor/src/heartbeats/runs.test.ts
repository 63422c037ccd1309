import { expect, test } from "vitest";
import { hour, minute, second, watchedJobs } from "../../test/watched-jobs.ts";
import { createHeartbeats } from "./create-heartbeats.ts";
import { runJson } from "./run.ts";

const [ridA, ridB, ridC] = [1, 2, 3].map((n) => `728b3763-ea80-4113-9fc0-f49b3adf226${n}`);
const hourly = { schedule: "0 * * * *", min_duration_seconds: 10 } as const;
const hourlyJob = () => watchedJobs("2026-06-01T00:00Z", hourly);

test("run ids tell concurrent runs apart, and without one the last begun is meant", () => {
  const job = hourlyJob();
  job.ping("start", { rid: ridA });
  job.wait(minute);
  job.ping("start", { rid: ridB });
  job.wait(minute);
  job.ping("start", { rid: ridC });
  job.wait(minute);
  expect(job.view().runningRuns.map(({ rid }) => rid)).toEqual([ridA, ridB, ridC]);
  job.ping("success", { rid: ridA });
  job.ping();
  job.ping("fail", { rid: ridB, exitCode: 9 });
  const ended = job.runs.filter(({ endedAt }) => endedAt !== undefined);
  expect(ended).toMatchObject([
    { rid: ridA, durationMs: 3 * minute, outcome: "finished" },
    { rid: ridC, durationMs: minute, outcome: "finished" },
    { rid: ridB, durationMs: 2 * minute, outcome: "failed", exitCode: 9 },
  ]);
});

test("an end without a start is a run of unknown duration", () => {
  const job = hourlyJob();
  job.ping("success", { rid: ridA });
  const [run] = job.runs;
  expect(run).toMatchObject({ rid: ridA, outcome: "finished" });
  expect(run).not.toHaveProperty("startedAt");
  expect(run).not.toHaveProperty("durationMs");
});

test("pings that are sent twice, or overtake one another, are one run where they have an id", () => {
  const job = hourlyJob();
  job.ping("start", { rid: ridA });
  job.ping("start", { rid: ridA });
  job.wait(minute);
  job.ping("success", { rid: ridA });
  job.ping("success", { rid: ridA });
  job.ping("start", { rid: ridA });
  expect(job.view().runningRuns).toEqual([]);
  expect(job.outcomes()).toEqual(["finished"]);
  // What differs is no repetition.
  job.ping("fail", { rid: ridA });
  expect(job.outcomes()).toEqual(["finished", "failed"]);
});

test("a start that was sent twice without an id raises nothing once the run has ended", () => {
  const job = hourlyJob();
  job.ping("start");
  job.wait(second);
  job.ping("start");
  job.wait(minute);
  job.ping();
  job.wait(10 * minute);
  expect(job.told()).toEqual([]);
  expect(job.outcomes()).toEqual(["abandoned", "finished"]);
});

test("a job that crashes after each start is told as too long, however often it starts", () => {
  const job = watchedJobs("2026-06-01T00:00Z", { period_seconds: 60 });
  for (let time = 0; time < 6; time++) {
    job.ping("start");
    job.wait(minute);
  }
  expect(job.told()).toEqual(["+too_long"]);
});

test("a run that was told as too long is not told again after a good one has passed it", () => {
  const job = watchedJobs("2026-06-01T00:00Z", { period_seconds: 3600 });
  job.ping("start", { rid: ridA });
  job.wait(6 * minute);
  job.ping("start", { rid: ridB });
  job.wait(minute);
  job.ping("success", { rid: ridB });
  expect(job.told()).toEqual(["+too_long", "-too_long"]);
  job.ping("success", { rid: ridA });
  expect(job.told()).toHaveLength(2);
  expect(job.runs.at(-1)?.outcome).toBe("too_long");
});

test("exactly the longest and the shortest expected duration are well", () => {
  for (const durationMs of [10 * second, 5 * minute]) {
    const job = hourlyJob();
    job.ping("start");
    job.wait(durationMs);
    job.ping();
    expect(job.outcomes()).toEqual(["finished"]);
  }
});

test("a ping that is quicker than the timer finds all that is due before it told", () => {
  const job = hourlyJob();
  job.until("2026-06-01T01:04:59Z");
  job.busy(2 * second);
  job.ping();
  expect(job.told()).toEqual(["+late", "+did_not_start", "-late", "-did_not_start"]);
  expect(job.outcomes()).toEqual(["did_not_start", "finished"]);
});

test("a run whose end is never told is given up after three days", () => {
  const job = hourlyJob();
  job.ping("start", { rid: ridA });
  job.wait(72 * hour);
  expect(job.view().runningRuns).toHaveLength(1);
  job.wait(second);
  expect(job.view().runningRuns).toEqual([]);
  expect(
    job.runs.find(({ rid, outcome }) => rid === ridA && outcome === "abandoned"),
  ).toBeDefined();
});

test("a hundred runs are open at once, and the oldest is given up for one more", () => {
  const job = hourlyJob();
  const rid = (n: number) => `728b3763-ea80-4113-9fc0-${String(n).padStart(12, "0")}`;
  for (let n = 0; n <= 100; n++) job.ping("start", { rid: rid(n) });
  expect(job.view().runningRuns).toHaveLength(100);
  expect(job.runs.filter(({ outcome }) => outcome === "abandoned")).toMatchObject([
    { rid: rid(0) },
  ]);
});

test("a log changes nothing, and belongs to its run, or to the one that comes next", () => {
  const job = hourlyJob();
  job.until("2026-06-01T01:00:30Z");
  job.ping("log", { log: "step 1" });
  expect(job.view()).toMatchObject({ state: "unknown", expectedAt: job.now() - 30 * second });
  expect(job.runs).toEqual([]);
  job.ping("success", { rid: ridA, log: "done\n" });
  expect(job.runs.at(-1)?.log).toBe("step 1\ndone\n");
  job.ping("log", { rid: ridA, log: "and one more" });
  expect(job.runs.at(-1)).toMatchObject({ outcome: "finished", log: "step 1\ndone\nand one more" });
  expect(job.view().lastRun?.log).toBe("step 1\ndone\nand one more");
});

test("of a log the last 10,000 bytes are kept, and never half a character", () => {
  const job = hourlyJob();
  job.ping("start", { log: "beginning " });
  job.ping("log", { log: "é".repeat(4_000) });
  job.ping("fail", { log: `${"é".repeat(4_000)}x` });
  const log = job.runs.at(-1)?.log ?? "";
  expect(Buffer.byteLength(log)).toBeLessThanOrEqual(10_000);
  expect(Buffer.byteLength(log)).toBeGreaterThan(9_990);
  expect(log).toMatch(/^é+\né{4000}x$/);
});

test("a run under way does not hide the last result", () => {
  const job = hourlyJob();
  job.ping("fail");
  job.ping("start");
  expect(job.view()).toMatchObject({
    state: "unhealthy",
    lastRun: { outcome: "failed" },
    runningRuns: [{ startedAt: job.now() }],
  });
});

test("a message is no longer than 300 characters, whatever is wrong", () => {
  const job = watchedJobs("2026-06-01T00:00Z", {
    schedule: "0 12 * * *",
    timezone: "America/Argentina/ComodRivadavia",
    min_duration_seconds: 10,
  });
  job.until("2026-06-01T14:59:00Z");
  job.restart(20 * minute);
  job.ping("start");
  job.wait(6 * minute);
  job.ping("fail", { exitCode: 255 });
  job.ping("start");
  job.ping();
  const { message, conditions } = job.view();
  expect(conditions).toHaveLength(5);
  expect(message).toHaveLength(300);
  for (const one of conditions) expect(one.message.length).toBeLessThan(300);
});

test("a callback that throws is told and harms neither the others nor the heartbeat", () => {
  const problems: string[] = [];
  const told: string[] = [];
  const job = hourlyJob();
  const engine = createHeartbeats({
    heartbeats: job.options,
    now: job.now,
    onRun: () => {
      throw new Error("disk full");
    },
    onCondition: ({ condition }) => told.push(condition),
    onProblem: ({ message }) => problems.push(message),
  });
  engine.ping("job", { kind: "fail" });
  expect(told).toEqual(["failed"]);
  expect(problems).toEqual(["onRun of the heartbeats threw: disk full"]);
  expect(() => engine.ping("nobody", { kind: "start" })).toThrow(RangeError);
});

test("a run is written as JSON in snake_case, without what it does not have", () => {
  const job = hourlyJob();
  job.until("2026-06-01T01:00:00Z");
  job.ping("start", { rid: ridA });
  job.wait(minute);
  job.ping("fail", { rid: ridA, exitCode: 2, log: "why" });
  expect(job.runs.map(runJson)).toEqual([
    {
      id: "run 1",
      heartbeat: "job",
      rid: ridA,
      expected_at: "2026-06-01T01:00:00.000Z",
      started_at: "2026-06-01T01:00:00.000Z",
      outcome: "running",
      late: false,
    },
    {
      id: "run 1",
      heartbeat: "job",
      rid: ridA,
      expected_at: "2026-06-01T01:00:00.000Z",
      started_at: "2026-06-01T01:00:00.000Z",
      ended_at: "2026-06-01T01:01:00.000Z",
      outcome: "failed",
      late: false,
      duration_ms: 60_000,
      exit_code: 2,
      log: "why",
    },
  ]);
});
