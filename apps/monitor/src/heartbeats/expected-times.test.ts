import { expect, test } from "vitest";
import { hour, type JobInput, minute, second, watchedJobs } from "../../test/watched-jobs.ts";

/** The times at which a job that never runs is missed, in UTC. */
function missed(from: string, to: string, input: JobInput): string[] {
  const job = watchedJobs(from, { grace_seconds: 60, ...input });
  job.until(to);
  return job.runs.map(({ expectedAt = 0 }) => new Date(expectedAt).toISOString().slice(0, 16));
}

const berlin = { timezone: "Europe/Berlin" };
const newYork = { timezone: "America/New_York" };

test("a time that the clock leaves out is expected at the first moment after the gap", () => {
  const [from, to] = ["2026-03-28T12:00Z", "2026-03-30T12:00Z"];
  const gap = ["2026-03-29T01:00", "2026-03-30T00:30"];
  expect(missed(from, to, { schedule: "30 2 * * *", ...berlin })).toEqual(gap);
  // Of a list too, and only once where two of them are left out.
  const list = { schedule: "0,30 2 * * *", ...berlin };
  expect(missed(from, to, list)).toEqual(["2026-03-29T01:00", "2026-03-30T00:00", gap[1]]);
  const west = { schedule: "30 2 * * *", ...newYork };
  expect(missed("2026-03-07T12:00Z", "2026-03-09T12:00Z", west)).toEqual([
    "2026-03-08T07:00",
    "2026-03-09T06:30",
  ]);
});

test("a time that comes twice is expected once, the first time", () => {
  const nightly = { schedule: "30 2 * * *", ...berlin };
  expect(missed("2026-10-24T12:00Z", "2026-10-26T12:00Z", nightly)).toEqual([
    "2026-10-25T00:30",
    "2026-10-26T01:30",
  ]);
  const west = { schedule: "30 1 * * *", ...newYork };
  expect(missed("2026-10-31T12:00Z", "2026-11-02T12:00Z", west)).toEqual([
    "2026-11-01T05:30",
    "2026-11-02T06:30",
  ]);
});

test("a pattern with a step goes by what the clock shows: nothing in the gap, all of the doubled hour", () => {
  const halfHourly = { schedule: "*/30 * * * *", ...berlin };
  expect(missed("2026-03-29T00:15Z", "2026-03-29T01:45Z", halfHourly)).toEqual([
    "2026-03-29T00:30",
    "2026-03-29T01:00",
    "2026-03-29T01:30",
  ]);
  expect(missed("2026-10-24T23:45Z", "2026-10-25T02:15Z", halfHourly)).toEqual([
    "2026-10-25T00:00",
    "2026-10-25T00:30",
    "2026-10-25T01:00",
    "2026-10-25T01:30",
    "2026-10-25T02:00",
  ]);
});

test("without summer time nothing moves", () => {
  const india = { schedule: "30 2 * * *", timezone: "Asia/Kolkata" };
  expect(missed("2026-03-28T12:00Z", "2026-03-30T12:00Z", india)).toEqual([
    "2026-03-28T21:00",
    "2026-03-29T21:00",
  ]);
  expect(missed("2026-10-24T12:00Z", "2026-10-26T12:00Z", { ...india, timezone: "UTC" })).toEqual([
    "2026-10-25T02:30",
    "2026-10-26T02:30",
  ]);
});

test("the 29th of February is expected in leap years only", () => {
  const job = watchedJobs("2026-01-01T00:00Z", { schedule: "0 0 29 2 *" });
  expect(new Date(job.view().nextExpectedAt).toISOString()).toBe("2028-02-29T00:00:00.000Z");
  job.jump(Date.parse("2028-02-28T23:59Z") - job.now());
  job.until("2028-02-29T00:05:01Z");
  expect(job.outcomes()).toEqual(["did_not_start"]);
  expect(new Date(job.view().nextExpectedAt).toISOString()).toBe("2032-02-29T00:00:00.000Z");
});

test("six fields have seconds", () => {
  expect(
    missed("2026-06-01T00:00:10Z", "2026-06-01T00:02:00Z", { schedule: "45 * * * * *" }),
  ).toEqual(["2026-06-01T00:00"]);
});

test("a job of a period is expected that long after its last start", () => {
  const job = watchedJobs("2026-06-01T00:00Z", {
    period_seconds: 3600,
    max_duration_seconds: 3600,
  });
  job.wait(30 * minute);
  job.ping("start");
  job.wait(20 * minute);
  job.ping();
  job.until("2026-06-01T01:35:00Z");
  expect(job.raised()).toEqual(["late"]);
  job.wait(second);
  expect(job.raised()).toEqual(["did_not_start", "late"]);
  job.ping();
  expect(job.view()).toMatchObject({ state: "healthy", nextExpectedAt: job.now() + hour });
});

test("a job that never ran is alarmed from the time it became known", () => {
  const job = watchedJobs("2026-06-01T00:00Z", { period_seconds: 3600 });
  job.wait(hour);
  expect(job.view()).toMatchObject({
    state: "unknown",
    message: "no run yet; expected 02:00 UTC",
    nextExpectedAt: job.now() + hour,
    expectedAt: job.now(),
  });
  job.wait(5 * minute + second);
  expect(job.view().state).toBe("unhealthy");
});

test("a run that is a little early counts for the coming time, an earlier one does not", () => {
  const early = watchedJobs("2026-06-01T00:00Z", { schedule: "0 12 * * *" });
  early.until("2026-06-01T11:59:00Z");
  early.ping();
  early.until("2026-06-01T13:00:00Z");
  expect(early.runs).toMatchObject([{ expectedAt: Date.parse("2026-06-01T12:00Z"), late: false }]);
  expect(early.told()).toEqual([]);

  const earlier = watchedJobs("2026-06-01T00:00Z", { schedule: "0 12 * * *" });
  earlier.until("2026-06-01T11:58:59Z");
  earlier.ping();
  expect(earlier.runs[0]?.expectedAt).toBeUndefined();
  earlier.until("2026-06-01T13:00:00Z");
  expect(earlier.told()).toEqual(["+late", "+did_not_start"]);

  // A tenth of a minute.
  const often = watchedJobs("2026-06-01T00:00Z", { schedule: "* * * * *" });
  for (const time of ["00:00:53", "00:01:54"]) {
    often.until(`2026-06-01T${time}Z`);
    often.ping();
  }
  expect(often.runs.map(({ expectedAt }) => expectedAt)).toEqual([
    undefined,
    Date.parse("2026-06-01T00:01Z"),
  ]);
});

test("each missed time is a run that did not start, the alarm is one and counts them", () => {
  const job = watchedJobs("2026-06-01T00:00Z", { schedule: "0 * * * *", ...berlin });
  job.until("2026-06-01T05:30:00Z");
  expect(job.outcomes()).toEqual(Array(5).fill("did_not_start"));
  expect(job.told()).toEqual(["+late", "+did_not_start"]);
  expect(job.view().conditions[0]?.message).toBe(
    "did not start 5 times, the last: expected 07:00 Europe/Berlin, nothing seen by 07:05",
  );
});

test("a run that comes after its grace is late for the time that was missed", () => {
  const job = watchedJobs("2026-06-01T00:00Z", { schedule: "0 12 * * *" });
  job.until("2026-06-01T12:30:00Z");
  job.ping();
  expect(job.runs.at(-1)).toMatchObject({
    expectedAt: Date.parse("2026-06-01T12:00Z"),
    outcome: "finished",
    late: true,
  });
  expect(job.raised()).toEqual([]);
  // The next one is on time again.
  job.until("2026-06-02T12:00:00Z");
  job.ping();
  expect(job.runs.at(-1)?.late).toBe(false);
});

test("within its grace one run stands for all times up to it", () => {
  const job = watchedJobs("2026-06-01T00:00Z", { schedule: "* * * * *", grace_seconds: 600 });
  job.until("2026-06-01T00:08:30Z");
  job.ping();
  job.until("2026-06-01T00:10:30Z");
  expect(job.told()).toEqual(["+late", "-late", "+late"]);
  expect(job.outcomes()).toEqual(["finished"]);
});

test("a message dates a time that is of another day", () => {
  const job = watchedJobs("2026-06-01T00:00Z", { schedule: "0 23 * * *", grace_seconds: 7200 });
  job.until("2026-06-02T01:00:01Z");
  expect(job.changes.at(-1)?.message).toBe(
    "did not start: expected 2026-06-01 23:00 UTC, nothing seen by 01:00",
  );
});
