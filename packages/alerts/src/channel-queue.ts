import { type Alert, alertLevels } from "./alert.ts";
import { type Attempt, startAttempt } from "./attempt.ts";
import type { Channel } from "./channel.ts";
import type { DeliveryRecord } from "./delivery.ts";
import { DeliveryError } from "./delivery-error.ts";
import type { RetryPolicy } from "./retry.ts";
import { describeError } from "./to-delivery-error.ts";

/** One alert on its way to one channel. */
export interface Job {
  readonly alert: Alert;
  /** Changes while the job is under way. */
  readonly delivery: DeliveryRecord;
  /** Milliseconds of the monotonic clock. */
  readonly queuedAt: number;
  /** Resolves once the outcome is final. */
  readonly settled: Promise<void>;
  /** False once its alert was resolved: a later firing is another one, and goes out by itself. */
  current: boolean;
}

/** The alerts waiting for one channel, delivered one after the other, in order. */
export interface ChannelQueue {
  readonly channel: Channel;
  /** Alerts waiting or under way. */
  readonly size: number;
  /** Adds an alert; past the capacity the oldest one waiting is dropped. */
  push(alert: Alert): Job;
  /** The job of the same alert and level that is not settled yet. */
  underWay(fingerprint: string, level: string): Job | undefined;
  /** Makes the unsettled jobs of an alert its past. */
  supersede(fingerprint: string): void;
  /** Delivers what can be delivered in that time, drops the rest. */
  drain(timeoutMs: number): Promise<void>;
}

/** What a queue needs besides its channel. */
export interface ChannelQueueOptions {
  readonly capacity: number;
  readonly sendTimeoutMs: number;
  readonly nextAttempt: RetryPolicy;
  /** Told once per job, when its outcome is final. */
  readonly onSettled: (job: Job, error: DeliveryError | undefined) => void;
  /** Told when the queue was full, once until it has room again. */
  readonly onFull: () => void;
}

interface QueuedJob extends Job {
  readonly settle: () => void;
}

/** Makes the queue of one channel. Its timers never keep a process alive; `drain` does. */
export function createChannelQueue(channel: Channel, options: ChannelQueueOptions): ChannelQueue {
  const waiting: QueuedJob[] = [];
  const joinable = new Map<string, QueuedJob>();
  const queueFull = dropped(`queue full (${options.capacity})`);
  let running: QueuedJob | undefined;
  let attempt: Attempt | undefined;
  let pause: { readonly asked: boolean; readonly until: number; end(): void } | undefined;
  let deadline: number | undefined;
  let full = false;
  let idle: () => void = () => {};

  const settle = (
    job: QueuedJob,
    outcome: "delivered" | "failed" | "dropped",
    error?: DeliveryError,
  ) => {
    if (job.delivery.outcome !== "pending") return;
    const index = waiting.indexOf(job);
    if (index >= 0) waiting.splice(index, 1);
    job.delivery.outcome = outcome;
    if (error) job.delivery.error = describeError(error);
    else if (job.delivery.error !== undefined) delete job.delivery.error;
    const key = keyOf(job.alert.fingerprint, job.alert.level);
    if (joinable.get(key) === job) joinable.delete(key);
    options.onSettled(job, error);
    job.settle();
  };

  const drop = (job: QueuedJob, reason: DeliveryError) => {
    const before = job.delivery.error;
    settle(job, "dropped", before ? dropped(`${reason.message}; before that ${before}`) : reason);
  };

  const dropAll = (reason: DeliveryError) => {
    for (const job of [...waiting]) drop(job, reason);
    attempt?.abort(reason);
    pause?.end();
  };

  const wait = (delayMs: number, asked: boolean) =>
    new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        pause = undefined;
        resolve();
      };
      const timer = setTimeout(end, delayMs);
      timer.unref();
      pause = { asked, until: performance.now() + delayMs, end };
    });

  const deliver = async (job: QueuedJob) => {
    while (job.delivery.outcome === "pending") {
      job.delivery.attempts += 1;
      attempt = startAttempt(channel, job.alert, options.sendTimeoutMs);
      const error = await attempt.result;
      attempt = undefined;
      if (job.delivery.outcome !== "pending") return;
      if (error === undefined) return settle(job, "delivered");
      const next = options.nextAttempt(error, job.delivery.attempts);
      if (next === undefined) return settle(job, "failed", error);
      job.delivery.error = describeError(error);
      if (deadline !== undefined && performance.now() + next.delayMs > deadline)
        return dropAll(dropped("closed before the next attempt"));
      await wait(next.delayMs, next.asked);
    }
  };

  const run = async () => {
    for (running = waiting[0]; running !== undefined; running = waiting[0]) {
      await deliver(running);
      if (waiting.length < options.capacity) full = false;
    }
    idle();
  };

  return {
    channel,
    get size() {
      return waiting.length;
    },
    push(alert) {
      let settleJob: () => void = () => {};
      const settled = new Promise<void>((resolve) => {
        settleJob = resolve;
      });
      const job: QueuedJob = {
        alert,
        delivery: { channel: channel.name, outcome: "pending", attempts: 0 },
        queuedAt: performance.now(),
        settled,
        current: true,
        settle: settleJob,
      };
      const oldest = waiting[0] === running ? waiting[1] : waiting[0];
      if (waiting.length >= options.capacity && oldest) {
        drop(oldest, queueFull);
        if (!full) {
          full = true;
          options.onFull();
        }
      }
      waiting.push(job);
      if (alert.status === "firing") joinable.set(keyOf(alert.fingerprint, alert.level), job);
      if (running === undefined) void run();
      return job;
    },
    underWay: (fingerprint, level) => joinable.get(keyOf(fingerprint, level)),
    supersede(fingerprint) {
      for (const level of alertLevels) {
        const key = keyOf(fingerprint, level);
        const job = joinable.get(key);
        if (job) job.current = false;
        joinable.delete(key);
      }
    },
    async drain(timeoutMs) {
      if (waiting.length === 0) return;
      deadline = performance.now() + timeoutMs;
      // A wait of our own is cut short for a last try, one that was asked for is not.
      if (pause?.asked === false) pause.end();
      else if (pause && pause.until > deadline) dropAll(dropped("closed before the next attempt"));
      let timer: NodeJS.Timeout | undefined;
      const expired = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, timeoutMs);
      });
      const emptied = new Promise<void>((resolve) => {
        idle = resolve;
      });
      await Promise.race([emptied, expired]);
      clearTimeout(timer);
      dropAll(dropped("closed before its turn"));
    },
  };
}

const keyOf = (fingerprint: string, level: string) => `${fingerprint} ${level}`;

const dropped = (message: string) =>
  new DeliveryError(message, { code: "dropped", retryable: false });
