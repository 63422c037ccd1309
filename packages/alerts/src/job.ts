import type { Alert } from "./alert.ts";
import type { DeliveryRecord } from "./delivery.ts";

/** A telling is on record; a resend keeps a remote end from forgetting, and is not. */
export type JobKind = "telling" | "resend";

/** One alert on its way to one channel. */
export interface Job {
  readonly alert: Alert;
  readonly kind: JobKind;
  /** Changes while the job is under way. */
  readonly delivery: DeliveryRecord;
  /** Milliseconds of the monotonic clock. */
  readonly queuedAt: number;
  /** Resolves once the outcome is final, or left to a later process. */
  readonly settled: Promise<void>;
  /** False once its alert was resolved: a later firing is another one, and goes out by itself. */
  current: boolean;
}

/** The same as its queue sees it. */
export interface QueuedJob extends Job {
  /** When its next attempt may begin, on the monotonic clock. */
  dueAt: number;
  /** Jobs of one group may go out in one message. */
  readonly group?: string;
  readonly settle: () => void;
  /** Left to a later process: what an attempt still under way brings is not told. */
  left: boolean;
}

/** Makes a job that is due at once. */
export function createJob(
  alert: Alert,
  given: Pick<QueuedJob, "kind" | "delivery"> & { readonly group?: string },
): QueuedJob {
  let settle: () => void = () => {};
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const queuedAt = performance.now();
  return {
    alert,
    ...given,
    queuedAt,
    settled,
    current: true,
    dueAt: queuedAt,
    settle,
    left: false,
  };
}
