import type { Alert } from "./alert.ts";
import type { DeliveryRecord } from "./delivery.ts";

/**
 * A telling is on record. A resend keeps a remote end from forgetting, a test asks whether it takes
 * anything; neither is.
 */
export type JobKind = "telling" | "resend" | "test";

/** One alert on its way to one channel. There may be thousands: plain, without promises. */
export interface Job {
  readonly alert: Alert;
  readonly kind: JobKind;
  /** Changes while the job is under way. */
  readonly delivery: DeliveryRecord;
  /** Milliseconds of the monotonic clock. */
  readonly queuedAt: number;
  /** Jobs of one group may go out in one message. */
  readonly group: string | undefined;
  /** When its next attempt may begin, on the monotonic clock. */
  dueAt: number;
  /** False once its alert was resolved: a later firing is another one, and goes out by itself. */
  current: boolean;
  /** Settled: its outcome is final. Left: to a later process; what an attempt brings is not told. */
  state: "waiting" | "settled" | "left";
  listeners: (() => void)[] | undefined;
}

/** Makes a job that is due at once. */
export function createJob(
  alert: Alert,
  { kind, delivery, group }: Pick<Job, "kind" | "delivery" | "group">,
): Job {
  const queuedAt = performance.now();
  return {
    alert,
    kind,
    delivery,
    queuedAt,
    group,
    dueAt: queuedAt,
    current: true,
    state: "waiting",
    listeners: undefined,
  };
}

/** Ends a job and tells who waits for that. */
export function endJob(job: Job, state: "settled" | "left"): void {
  job.state = state;
  const { listeners = [] } = job;
  job.listeners = undefined;
  for (const listener of listeners) listener();
}

/** Calls back once all of these jobs have ended. */
export function whenEnded(jobs: readonly Job[], callback: () => void): void {
  let left = 0;
  const ended = () => {
    left -= 1;
    if (left === 0) callback();
  };
  for (const job of jobs) {
    if (job.state !== "waiting") continue;
    left += 1;
    job.listeners ??= [];
    job.listeners.push(ended);
  }
  if (left === 0) callback();
}
