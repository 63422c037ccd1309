import { expect, test } from "vitest";
import { hour, minute, second, watchedJobs } from "../../test/watched-jobs.ts";

const daily = { schedule: "0 12 * * *", timezone: "Europe/Berlin" } as const;
const noon = "2026-06-01T10:00:00Z";

test("a run that was missed while the monitor was down is told, and from when to when it was down", () => {
  const job = watchedJobs("2026-06-01T00:00Z", daily);
  job.until("2026-06-01T09:50:00Z");
  job.restart(80 * minute);
  expect(job.told()).toEqual(["+late", "+did_not_start"]);
  expect(job.changes[1]?.message).toBe(
    "did not start: expected 12:00 Europe/Berlin, nothing seen by 12:05; the monitor did not run from 11:50 to 13:10",
  );
  expect(job.runs).toMatchObject([{ outcome: "did_not_start", expectedAt: Date.parse(noon) }]);
  job.restart(second);
  expect(job.told()).toHaveLength(2);
});

test("a run that is due soon after a restart still has its grace, and is told with the downtime", () => {
  const job = watchedJobs("2026-06-01T00:00Z", daily);
  job.until("2026-06-01T09:58:00Z");
  job.restart(4 * minute);
  expect(job.told()).toEqual(["+late"]);
  job.until("2026-06-01T10:05:01Z");
  expect(job.changes[1]?.message).toMatch(/; the monitor did not run from 11:58 to 12:02$/);
  // The next day's has nothing to do with it.
  job.ping();
  job.until("2026-06-02T10:05:01Z");
  expect(job.changes.at(-1)?.message).toMatch(/nothing seen by 12:05$/);
});

test("of many missed runs the last hundred are recorded", () => {
  const job = watchedJobs("2026-06-01T00:00Z", { schedule: "*/10 * * * * *", grace_seconds: 60 });
  job.ping();
  job.restart(24 * hour);
  expect(job.runs).toHaveLength(101);
  const last = Date.parse("2026-06-02T00:00Z") - minute - 10 * second;
  expect(job.runs.at(-1)?.expectedAt).toBe(last);
  expect(job.runs[1]?.expectedAt).toBe(last - 99 * 10 * second);
  expect(job.told()).toEqual(["+late", "+did_not_start"]);
});

test("a run goes on over a restart, and ends with its whole duration", () => {
  const job = watchedJobs("2026-06-01T00:00Z", daily);
  job.until(noon);
  const rid = "728b3763-ea80-4113-9fc0-f49b3adf226a";
  job.ping("start", { rid, log: "begun" });
  job.wait(minute);
  job.restart(minute);
  job.wait(minute);
  job.ping("success", { rid, log: "done" });
  expect(job.runs.at(-1)).toMatchObject({
    id: "run 1",
    rid,
    outcome: "finished",
    durationMs: 3 * minute,
    log: "begun\ndone",
  });
  expect(job.told()).toEqual([]);
});

test("a run whose end fell into the downtime is told as too long, and why it may not be", () => {
  const job = watchedJobs("2026-06-01T00:00Z", daily);
  job.until(noon);
  job.ping("start");
  job.wait(minute);
  job.restart(10 * minute);
  expect(job.changes).toMatchObject([
    {
      condition: "too_long",
      message:
        "too long: running since 12:00 Europe/Berlin, expected at most 5 min; the monitor did not run from 12:01 to 12:11",
    },
  ]);
});

test("what is raised stays so over restarts, is not told again, and is resolved by a good run", () => {
  const job = watchedJobs("2026-06-01T00:00Z", daily);
  job.until("2026-06-01T10:06:00Z");
  job.ping("fail");
  for (let time = 0; time < 3; time++) job.restart(minute);
  expect(job.told()).toEqual(["+late", "+did_not_start", "+failed"]);
  expect(job.view().state).toBe("unhealthy");
  job.ping();
  expect(job.told().slice(3)).toEqual(["-late", "-did_not_start", "-failed"]);
});

test("the clock set back a little makes nothing expected again", () => {
  const job = watchedJobs("2026-06-01T00:00Z", daily);
  job.until("2026-06-01T10:00:02Z");
  job.ping();
  job.jump(-10 * second);
  job.until("2026-06-01T12:00:00Z");
  expect(job.told()).toEqual([]);
});

test("the clock set back by a day makes the coming times expected, save the one that was served", () => {
  const job = watchedJobs("2026-06-02T00:00Z", daily, { period_seconds: 600 });
  job.until("2026-06-02T10:00:02Z");
  job.ping();
  job.ping("start", {}, "job 1");
  job.jump(-10 * minute);
  expect(job.view().nextExpectedAt).toBe(Date.parse("2026-06-03T10:00Z"));
  job.jump(-24 * hour);
  expect(job.view().nextExpectedAt).toBe(Date.parse("2026-06-01T10:00Z"));
  expect(job.view("job 1").nextExpectedAt).toBe(job.now() + 10 * minute);
  expect(job.raised()).toEqual([]);
  job.until("2026-06-01T10:06:00Z");
  expect(job.raised()).toEqual(["did_not_start", "late"]);
});

test("the clock set forward, or a sleep of the machine, raises nothing by itself", () => {
  const job = watchedJobs(
    "2026-06-01T09:59:00Z",
    daily,
    { period_seconds: 600 },
    { schedule: "*/5 * * * *" },
  );
  job.ping("start", {}, "job 1");
  job.wait(30 * second);
  job.jump(8 * hour);
  job.wait(30 * second);
  expect(job.told()).toEqual([]);
  expect(job.view().nextExpectedAt).toBe(Date.parse("2026-06-02T10:00Z"));
  // The run has as much of its time left as before.
  job.ping("success", {}, "job 1");
  expect(job.runs.at(-1)).toMatchObject({ outcome: "finished", durationMs: minute });
  job.wait(11 * minute);
  expect(job.raised("job 2")).toEqual(["did_not_start", "late"]);
});

test("what was pending when the clock was set forward keeps the rest of its grace", () => {
  const job = watchedJobs("2026-06-01T09:59:00Z", daily, { schedule: "* * * * *" });
  job.until("2026-06-01T10:02:00Z");
  job.jump(hour);
  expect(job.outcomes()).toEqual([]);
  job.wait(3 * minute + second);
  expect(job.changes.filter(({ heartbeat }) => heartbeat === "job").at(-1)?.message).toBe(
    "did not start: expected 12:00 Europe/Berlin, nothing seen by 13:05; the monitor did not run from 12:02 to 13:02",
  );
  // The minutes that nobody saw are no runs.
  expect(job.runs.filter(({ heartbeat }) => heartbeat === "job 1").length).toBeLessThan(5);
});

test("a changed schedule is expected anew, the rest stays", async () => {
  const job = watchedJobs("2026-06-01T00:00Z", daily);
  job.ping("fail");
  const { createHeartbeats } = await import("./create-heartbeats.ts");
  const [options] = job.options;
  const changed = (more: object, state: unknown) => {
    const told: string[] = [];
    const engine = createHeartbeats({
      heartbeats: options ? [{ ...options, ...more }] : [],
      now: job.now,
      onCondition: ({ condition, raised }) => told.push(`${raised}: ${condition}`),
      restore: { states: { job: state }, stoppedAt: job.now() },
    });
    engine.tick();
    return { ...engine.view("job"), told };
  };
  const state = job.engine().snapshot("job");
  expect(changed({ schedule: "0 13 * * *" }, state)).toMatchObject({
    state: "unhealthy",
    nextExpectedAt: Date.parse("2026-06-01T11:00Z"),
    told: [],
  });
  // One that is no longer an alarm is resolved.
  expect(changed({ alarms: ["late"] }, state)).toMatchObject({ told: ["false: failed"] });
  // What can't be read is as nothing.
  for (const broken of [null, 7, "x", [], {}, { ...state, expectedAt: "soon" }])
    expect(changed({}, broken)).toMatchObject({ state: "unknown", conditions: [] });
});
