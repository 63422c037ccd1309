import type { Job } from "./job.ts";

/** The most alerts of one message. */
const maxGroup = 50;

/** The first job that is due at `now`, and those that go with it in one message. */
export function dueJobs(waiting: readonly Job[], now: number): readonly Job[] {
  const first = waiting[0];
  if (first === undefined) return [];
  const earlier = new Set<string>();
  const jobs: Job[] = [];
  for (const job of waiting) {
    const { fingerprint } = job.alert;
    // What happened to one alert is told in order.
    const turn = !earlier.has(fingerprint) && job.dueAt <= now;
    if (turn && (jobs.length === 0 || job.group === jobs[0]?.group)) jobs.push(job);
    if (jobs.length === maxGroup || (jobs[0] && jobs[0].group === undefined)) break;
    earlier.add(fingerprint);
  }
  return jobs;
}

/** When one may go next: not before its turn among those of the same alert. */
export function firstDueAt(waiting: readonly Job[]): number {
  const earlier = new Set<string>();
  let least = Infinity;
  for (const { alert, dueAt } of waiting) {
    if (!earlier.has(alert.fingerprint)) least = Math.min(least, dueAt);
    earlier.add(alert.fingerprint);
  }
  return least;
}
