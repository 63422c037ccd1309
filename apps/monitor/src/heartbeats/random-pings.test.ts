import fc from "fast-check";
import { expect, test } from "vitest";
import { hour, type JobInput, minute, watchedJobs } from "../../test/watched-jobs.ts";
import type { ConditionChange } from "./condition.ts";

type Jobs = ReturnType<typeof watchedJobs>;
type Step = (jobs: Jobs) => void;

const rids = [1, 2, 3].map((n) => `728b3763-ea80-4113-9fc0-f49b3adf226${n}`);

const ping: fc.Arbitrary<Step> = fc
  .record({
    kind: fc.constantFrom("start", "start", "success", "success", "fail", "log"),
    rid: fc.option(fc.constantFrom(...rids), { nil: undefined }),
    log: fc.option(fc.string({ maxLength: 20 }), { nil: undefined }),
  })
  .map(
    ({ kind, ...more }) =>
      (jobs) =>
        jobs.ping(kind as "start", more),
  );
const wait: fc.Arbitrary<Step> = fc
  .oneof(fc.integer({ min: 0, max: 90_000 }), fc.integer({ min: 0, max: 3 * hour }))
  .map((ms) => (jobs) => jobs.wait(ms));
const jump: fc.Arbitrary<Step> = fc
  .oneof(fc.integer({ min: -90_000, max: 180_000 }), fc.integer({ min: -5 * hour, max: 5 * hour }))
  .map((ms) => (jobs) => jobs.jump(ms));

/** Some wait far longer than others, and some are told of what others are not. */
const inputs: readonly JobInput[] = [
  { schedule: "*/15 * * * *", min_duration_seconds: 5, grace_seconds: 120 },
  { schedule: "30 2 * * *", timezone: "Europe/Berlin", min_duration_seconds: 5 },
  { period_seconds: 600, max_duration_seconds: 60, grace_seconds: 900 },
  { period_seconds: 600, alarms: ["did_not_start", "too_short"], min_duration_seconds: 5 },
];

const steps = fc.array(
  fc.tuple(
    fc.oneof({ weight: 5, arbitrary: ping }, { weight: 3, arbitrary: wait }, jump),
    fc.nat(3),
  ),
  { maxLength: 60 },
);
// The night of the doubled hour is in reach.
const start = "2026-10-24T22:00:00Z";
const runsOfTest = { numRuns: 150 };

/** What is raised after some changes; none is raised twice, or resolved without having been raised. */
function raisedAfter(changes: readonly ConditionChange[]): Set<string> {
  const raised = new Set<string>();
  for (const { condition, raised: isRaised } of changes) {
    expect(raised.has(condition)).toBe(!isRaised);
    if (isRaised) raised.add(condition);
    else raised.delete(condition);
  }
  return raised;
}

for (const [index, input] of inputs.entries()) {
  test(`whatever job ${index} does, nothing is raised twice and a good run resolves all`, () => {
    fc.assert(
      fc.property(steps, (given) => {
        const jobs = watchedJobs(start, input);
        for (const [step] of given) {
          const before = jobs.runs.length;
          step(jobs);
          expect(raisedAfter(jobs.changes)).toEqual(new Set(jobs.raised()));
          const last = jobs.runs.slice(before).at(-1);
          if (last?.outcome === "finished" && last.endedAt === jobs.now() && last.log === undefined)
            expect(jobs.raised()).toEqual([]);
        }
        // A job that is gone is noticed, and one that comes back is well. After a clock that was set
        // back, what has run is not expected again: of a daily job that is two days, one of 25 hours.
        jobs.wait(50 * hour);
        expect(jobs.raised()).toContain("did_not_start");
        const rid = "123e4567-e89b-12d3-a456-426614174000";
        jobs.ping("start", { rid });
        jobs.wait(10_000);
        jobs.ping("success", { rid });
        expect(jobs.raised()).toEqual([]);
        expect(jobs.view().state).toBe("healthy");
        expect(raisedAfter(jobs.changes).size).toBe(0);
      }),
      runsOfTest,
    );
  });

  test(`whatever job ${index} does, a restart at any moment changes nothing that can be seen`, () => {
    fc.assert(
      fc.property(steps, (given) => {
        const [one, other] = [watchedJobs(start, input), watchedJobs(start, input)];
        for (const [step, restarts] of given) {
          for (let time = 0; time < restarts; time++) other.restart(0);
          // As a restart does.
          one.engine().tick();
          for (const jobs of [one, other]) step(jobs);
          expect(other.view()).toEqual(one.view());
        }
        for (const jobs of [one, other]) jobs.wait(hour + minute);
        expect([other.runs, other.changes, other.words]).toEqual([
          one.runs,
          one.changes,
          one.words,
        ]);
      }),
      runsOfTest,
    );
  });
}
