import { serveApp } from "@ettl/telemetry/hono";
import { afterEach, expect, test } from "vitest";
import { jobKey, minute, second, watchedJobs } from "../../test/watched-jobs.ts";
import { pingRoutes } from "./ping-routes.ts";

const daily = {
  schedule: "0 12 * * *",
  timezone: "Europe/Berlin",
  min_duration_seconds: 30,
  max_duration_seconds: 600,
} as const;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A job that is expected at 12:00 in Berlin, pinged over HTTP. */
async function dailyJob() {
  const jobs = watchedJobs("2026-06-01T00:00:00Z", daily);
  const app = pingRoutes(
    { ping: (name, ping) => jobs.engine().ping(name, ping) },
    { heartbeats: jobs.options },
  );
  const server = await serveApp(app, { host: "127.0.0.1", port: 0 });
  closing.push(() => server.close(1_000));
  return {
    ...jobs,
    async http(suffix = "") {
      const response = await fetch(`http://${server.address}/ping/${jobKey(0)}${suffix}`);
      expect([response.status, await response.text()]).toEqual([200, "OK"]);
    },
    async goodRun(at: string) {
      jobs.until(at);
      await this.http("/start");
      jobs.wait(minute);
      await this.http();
    },
  };
}

test("a job that is late is told as such, once, and its good run resolves it", async () => {
  const job = await dailyJob();
  job.until("2026-06-01T10:01:00Z");
  expect(job.told()).toEqual([]);
  job.until("2026-06-01T10:01:30Z");
  expect(job.changes).toEqual([
    {
      heartbeat: "job",
      condition: "late",
      raised: true,
      level: "warning",
      message: "late: expected 12:00 Europe/Berlin, nothing seen by 12:01",
    },
  ]);
  expect(job.view().state).toBe("degraded");
  await job.goodRun("2026-06-01T10:03:00Z");
  expect(job.told()).toEqual(["+late", "-late"]);
  expect(job.changes[1]?.message).toBe("finished 12:04 Europe/Berlin after 1 min, 3 min late");
  expect(job.view()).toMatchObject({
    state: "healthy",
    lastRun: { outcome: "finished", late: true },
  });
  expect(job.words).toEqual(["degraded", "healthy"]);
});

test("a job that did not start is told beside being late, and is recorded as a run", async () => {
  const job = await dailyJob();
  job.until("2026-06-01T10:05:01Z");
  expect(job.told()).toEqual(["+late", "+did_not_start"]);
  expect(job.changes[1]).toMatchObject({
    level: "error",
    message: "did not start: expected 12:00 Europe/Berlin, nothing seen by 12:05",
  });
  expect(job.runs).toEqual([
    {
      id: "run 1",
      heartbeat: "job",
      expectedAt: Date.parse("2026-06-01T10:00:00Z"),
      outcome: "did_not_start",
      late: false,
    },
  ]);
  expect(job.view().state).toBe("unhealthy");
  await job.goodRun("2026-06-02T10:00:01Z");
  expect(job.told()).toEqual(["+late", "+did_not_start", "-late", "-did_not_start"]);
  expect(job.view()).toMatchObject({ state: "healthy", lastRun: { late: false } });
});

test("a job that runs too long is told while it runs, and the next good run resolves it", async () => {
  const job = await dailyJob();
  job.until("2026-06-01T10:00:00Z");
  await job.http("/start");
  job.wait(10 * minute);
  expect(job.told()).toEqual([]);
  job.wait(second);
  expect(job.told()).toEqual(["+too_long"]);
  expect(job.changes[0]).toMatchObject({
    level: "error",
    message: "too long: running since 12:00 Europe/Berlin, expected at most 10 min",
  });
  job.wait(minute);
  await job.http();
  expect(job.view()).toMatchObject({
    state: "unhealthy",
    message: "too long: ran 11 min 1 s, expected at most 10 min",
    lastRun: { outcome: "too_long", durationMs: 661_000 },
  });
  await job.goodRun("2026-06-02T10:00:01Z");
  expect(job.told()).toEqual(["+too_long", "-too_long"]);
});

test("a job that finishes too soon is told, and the next good run resolves it", async () => {
  const job = await dailyJob();
  job.until("2026-06-01T10:00:00Z");
  await job.http("/start");
  job.wait(2 * second);
  await job.http();
  expect(job.changes).toMatchObject([
    {
      condition: "too_short",
      raised: true,
      level: "error",
      message: "too short: finished after 2 s, expected at least 30 s",
    },
  ]);
  expect(job.view().state).toBe("degraded");
  await job.goodRun("2026-06-02T10:00:01Z");
  expect(job.told()).toEqual(["+too_short", "-too_short"]);
});

for (const [suffix, words] of [
  ["/fail", "failed 12:00:41 Europe/Berlin after 41 s"],
  ["/3", "failed 12:00:41 Europe/Berlin after 41 s with exit code 3"],
] as const)
  test(`a job that ends with ${suffix} has failed, and the next good run resolves it`, async () => {
    const job = await dailyJob();
    job.until("2026-06-01T10:00:00Z");
    await job.http("/start");
    job.wait(41 * second);
    await job.http(suffix);
    expect(job.changes).toMatchObject([
      { condition: "failed", raised: true, level: "error", message: words },
    ]);
    expect(job.view().state).toBe("unhealthy");
    // The same again is no other alarm.
    job.until("2026-06-02T10:00:00Z");
    await job.http(suffix);
    expect(job.told()).toEqual(["+failed"]);
    await job.goodRun("2026-06-03T10:00:01Z");
    expect(job.told()).toEqual(["+failed", "-failed"]);
  });

test("one good run resolves all five", async () => {
  const job = await dailyJob();
  job.until("2026-06-01T10:05:01Z");
  await job.http("/start");
  job.wait(11 * minute);
  await job.http("/1");
  await job.http("/start");
  job.wait(second);
  await job.http("/0");
  expect(job.raised()).toEqual(["did_not_start", "failed", "too_long", "late", "too_short"]);
  await job.goodRun("2026-06-02T10:00:01Z");
  expect(job.raised()).toEqual([]);
  expect(job.told()).toHaveLength(10);
});

test("what is no alarm of a job is recorded and raises nothing", () => {
  const job = watchedJobs("2026-06-01T00:00:00Z", { ...daily, alarms: ["failed"] });
  job.until("2026-06-01T11:00:00Z");
  job.ping("start");
  job.ping();
  job.ping("start");
  job.wait(11 * minute);
  job.ping();
  expect(job.outcomes()).toEqual(["did_not_start", "too_short", "too_long"]);
  expect(job.told()).toEqual([]);
  // Neither keeps a failure raised.
  job.ping("fail");
  job.ping("start");
  job.ping();
  expect(job.told()).toEqual(["+failed", "-failed"]);
});
