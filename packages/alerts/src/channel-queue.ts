import { type Alert, alertLevels } from "./alert.ts";
import { type Attempt, startAttempt } from "./attempt.ts";
import type { Channel } from "./channel.ts";
import { type Circuit, createCircuit } from "./circuit.ts";
import { type DeliveryRecord, pendingAt } from "./delivery.ts";
import { DeliveryError } from "./delivery-error.ts";
import { createJob, endJob, type Job, type JobKind } from "./job.ts";
import type { RetryPolicy } from "./retry.ts";
import { describeError } from "./to-delivery-error.ts";
import { dueJobs, firstDueAt } from "./turns.ts";

/** The alerts waiting for one channel, delivered one message at a time. */
export interface ChannelQueue {
  readonly channel: Channel;
  /** Alerts waiting or under way. */
  readonly size: number;
  readonly circuit: Circuit["state"];
  /**
   * Adds an alert; past the capacity the oldest one waiting is dropped. One that is `held` begins when
   * it is released.
   */
  push(
    alert: Alert,
    given?: {
      readonly kind?: JobKind;
      readonly delivery?: DeliveryRecord;
      readonly held?: boolean;
    },
  ): Job;
  /**
   * Delivers alerts one after the other, before all that waits and whatever the circuit says; only a
   * rest that the remote end asked for holds them. They take no room, and never open the circuit.
   */
  test(alerts: readonly Alert[]): readonly Job[];
  /** Lets one begin that was held. */
  release(job: Job): void;
  /** The job of the same alert and level that is not settled yet. */
  underWay(fingerprint: string, level: string): Job | undefined;
  /** Makes the unsettled jobs of an alert its past. */
  supersede(fingerprint: string): void;
  /** Delivers what can be delivered in that time; what is left is `dropped`, or kept `pending`: how many. */
  drain(timeoutMs: number, rest: "dropped" | "pending"): Promise<number>;
}

/** What a queue needs besides its channel. */
export interface ChannelQueueOptions {
  readonly capacity: number;
  readonly sendTimeoutMs: number;
  /** How long alerts that a channel can tell together wait for each other. */
  readonly groupWaitMs: number;
  readonly nextAttempt: RetryPolicy;
  readonly nextTestAttempt: RetryPolicy;
  /** How long a remote end is left alone that fails again and again. */
  readonly rest: { readonly firstRestMs: number; readonly maxRestMs: number };
  /** Told once per job, when its outcome is final. */
  readonly onSettled: (job: Job, error: DeliveryError | undefined) => void;
  /** Told when the queue was full, once until it has room again. */
  readonly onFull: () => void;
}

/**
 * Makes the queue of one channel. Alerts go out in order; one that must wait for its next attempt
 * lets those of other fingerprints pass. Its timers never keep a process alive; `drain` does.
 */
export function createChannelQueue(channel: Channel, options: ChannelQueueOptions): ChannelQueue {
  const waiting: Job[] = [];
  const tests: Job[] = [];
  const joinable = new Map<string, Job>();
  const groupDue = new Map<string, number>();
  const circuit = createCircuit(options.rest);
  const groups = options.groupWaitMs > 0 && channel.sendGroup !== undefined;
  const queueFull = dropped(`queue full (${options.capacity})`);
  let attempt: Attempt | undefined;
  let underWay: readonly Job[] = [];
  let timer: NodeJS.Timeout | undefined;
  /** When the timer goes off. */
  let wakeAt = Infinity;
  /** The remote end asked for rest until then. */
  let restUntil = 0;
  let deadline: number | undefined;
  /** What becomes of those that are not delivered by the deadline. */
  let rest: "dropped" | "pending" = "dropped";
  let left = 0;
  let full = false;
  let closed = false;
  let idle: () => void = () => {};

  const forget = (job: Job) => {
    if (tests[0] === job) tests.shift();
    const index = waiting.indexOf(job);
    if (index === 0) waiting.shift();
    else if (index > 0) waiting.splice(index, 1);
    const key = keyOf(job.alert.fingerprint, job.alert.level);
    if (joinable.get(key) === job) joinable.delete(key);
  };

  const settle = (job: Job, outcome: "delivered" | "failed" | "dropped", error?: DeliveryError) => {
    if (job.delivery.outcome !== "pending") return;
    forget(job);
    job.delivery.outcome = outcome;
    if (error) job.delivery.error = describeError(error);
    else if (job.delivery.error !== undefined) delete job.delivery.error;
    options.onSettled(job, error);
    endJob(job, "settled");
  };

  const drop = (job: Job, reason: DeliveryError) => {
    const before = job.delivery.error;
    settle(job, "dropped", before ? dropped(`${reason.message}; before that ${before}`) : reason);
  };

  const endAll = (reason: DeliveryError, rest: "dropped" | "pending") => {
    clearTimeout(timer);
    for (const job of [...waiting])
      if (rest === "dropped" || job.kind === "resend") drop(job, reason);
      else {
        left += 1;
        forget(job);
        endJob(job, "left");
      }
    attempt?.abort(reason);
    idle();
  };

  /** Nobody's alert is lost by that, and a stop need not wait for it. */
  const endTests = (reason: string) => {
    if (underWay[0]?.kind === "test") attempt?.abort(dropped(reason));
    for (const job of [...tests]) drop(job, dropped(reason));
  };

  const failed = (job: Job, error: DeliveryError, now: number) => {
    const nextAttempt = job.kind === "test" ? options.nextTestAttempt : options.nextAttempt;
    const next = nextAttempt(error, job.delivery.attempts);
    if (next === undefined) return settle(job, "failed", error);
    job.delivery.error = describeError(error);
    job.dueAt = now + next.delayMs;
    if (next.asked) restUntil = Math.max(restUntil, job.dueAt);
  };

  const run = async (jobs: readonly Job[]) => {
    const [first] = jobs;
    if (first === undefined) return;
    underWay = jobs;
    for (const job of jobs) job.delivery.attempts += 1;
    const alerts = jobs.map(({ alert }) => alert);
    attempt = startAttempt(channel, alerts, options.sendTimeoutMs);
    const error = await attempt.result;
    attempt = undefined;
    underWay = [];
    const now = performance.now();
    const wasDown = circuit.state !== "closed";
    if (!error?.retryable) circuit.succeeded();
    else if (first.kind !== "test") circuit.failed(now);
    // It is there again: whoever waits for another attempt need not any longer.
    if (wasDown && !error)
      for (const job of waiting) if (job.delivery.error) job.dueAt = Math.min(job.dueAt, now);
    for (const job of jobs)
      if (job.state === "waiting")
        if (error) failed(job, error, now);
        else settle(job, "delivered");
    if (waiting.length < options.capacity) full = false;
    pump();
  };

  const pump = () => {
    if (attempt !== undefined) return;
    clearTimeout(timer);
    wakeAt = Infinity;
    const now = performance.now();
    const [test] = tests;
    const testAt = test ? Math.max(restUntil, test.dueAt) : Infinity;
    if (test && testAt <= now) return void run([test]);
    if (waiting.length === 0) idle();
    const gate = Math.max(restUntil, circuit.openUntil);
    if (deadline !== undefined && restUntil > deadline)
      return endAll(dropped("closed before the next attempt"), rest);
    if (gate <= now) {
      const jobs = dueJobs(waiting, now);
      if (jobs.length > 0) return void run(jobs);
    }
    const next = Math.min(Math.max(gate, firstDueAt(waiting)), testAt);
    // Nothing is left, or all of it is held.
    if (next === Infinity) return;
    if (deadline !== undefined && next > deadline)
      return endAll(dropped("closed before the next attempt"), rest);
    wakeAt = next;
    timer = setTimeout(pump, Math.max(1, Math.ceil(next - now)));
    timer.unref();
  };
  /** Mostly an attempt is under way, or the timer goes off in time for this one too. */
  const wake = ({ dueAt }: Job) => {
    if (attempt === undefined && Math.max(dueAt, restUntil, circuit.openUntil) < wakeAt) pump();
  };
  const dueAt = (job: Job, now: number): number => {
    if (job.group === undefined || deadline !== undefined) return now;
    for (const [key, due] of groupDue) if (due <= now) groupDue.delete(key);
    const due = groupDue.get(job.group) ?? now + options.groupWaitMs;
    groupDue.set(job.group, due);
    return due;
  };

  return {
    channel,
    get size() {
      return waiting.length;
    },
    get circuit() {
      return circuit.state;
    },
    push(alert, { kind = "telling", delivery, held = false } = {}) {
      const job = createJob(alert, {
        kind,
        delivery: delivery ?? pendingAt(channel.name),
        group: groups && kind === "telling" ? `${alert.status} ${alert.source}` : undefined,
      });
      job.dueAt = held ? Infinity : dueAt(job, job.queuedAt);
      if (waiting.length >= options.capacity) {
        const oldest = waiting.find((one) => !underWay.includes(one));
        if (oldest) drop(oldest, queueFull);
        if (oldest && !full) {
          full = true;
          options.onFull();
        }
      }
      waiting.push(job);
      if (alert.status === "firing" && kind === "telling")
        joinable.set(keyOf(alert.fingerprint, alert.level), job);
      wake(job);
      return job;
    },
    test(alerts) {
      const jobs = alerts.map((alert) =>
        createJob(alert, { kind: "test", delivery: pendingAt(channel.name), group: undefined }),
      );
      tests.push(...jobs);
      if (closed) endTests("the alerter is closed");
      else pump();
      return jobs;
    },
    release(job) {
      if (job.state !== "waiting" || job.dueAt !== Infinity) return;
      job.dueAt = dueAt(job, performance.now());
      wake(job);
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
    async drain(timeoutMs, whatIsLeft) {
      rest = whatIsLeft;
      closed = true;
      endTests("closed before its turn");
      if (waiting.length === 0) return 0;
      const now = performance.now();
      deadline = now + timeoutMs;
      // A wait of our own is cut short for a last try, one that was asked for is not.
      for (const job of waiting) job.dueAt = Math.min(job.dueAt, now);
      circuit.tryNow();
      const emptied = new Promise<void>((resolve) => {
        idle = resolve;
      });
      let expiry: NodeJS.Timeout | undefined;
      const expired = new Promise<void>((resolve) => {
        expiry = setTimeout(resolve, timeoutMs);
      });
      pump();
      await Promise.race([emptied, expired]);
      clearTimeout(expiry);
      endAll(dropped("closed before its turn"), rest);
      return left;
    },
  };
}

const keyOf = (fingerprint: string, level: string) => `${fingerprint} ${level}`;

const dropped = (message: string) =>
  new DeliveryError(message, { code: "dropped", retryable: false });
