import type { Alert } from "./alert.ts";
import type { AlertStore } from "./alert-store.ts";
import type { WaitOptions } from "./alerts.ts";
import type { AlertsProblem, Limits } from "./alerts-options.ts";
import type { Channel } from "./channel.ts";
import { type ChannelQueue, createChannelQueue } from "./channel-queue.ts";
import { type ChannelStats, createChannelCounters } from "./channel-stats.ts";
import { closeChannels } from "./close-channels.ts";
import {
  type Delivery,
  type DeliveryEvent,
  type DeliveryRecord,
  isLost,
  pendingAt,
} from "./delivery.ts";
import type { DeliveryError } from "./delivery-error.ts";
import type { HistoryRow, HistoryStatus } from "./history.ts";
import { type Job, whenEnded } from "./job.ts";
import type { Ledger } from "./ledger.ts";
import type { RateLimit } from "./rate-limit.ts";
import { type RetryOptions, retryPolicy } from "./retry.ts";
import { settledWithin } from "./settled-within.ts";
import { createSpill } from "./spill.ts";

/** An alert that was put on record: its deliveries, and those of them that are under way. */
export interface Told {
  readonly deliveries: readonly DeliveryRecord[];
  readonly jobs: readonly Job[];
}

/** Gives alerts to channels, and keeps the record of it. */
export interface Dispatch {
  readonly queues: ReadonlyMap<string, ChannelQueue>;
  /** Puts an alert into the queues of these channels, and on record. */
  tell(alert: Alert, channels: Iterable<string>, isLimited: boolean): Told;
  /** Goes on with what a former process had not delivered. */
  takeUp(row: HistoryRow): void;
  /** Puts an alert on record that goes to no queue. */
  keepBack(
    alert: Alert,
    channels: Iterable<string>,
    outcome: "suppressed" | "silenced",
    reason: string,
  ): Told;
  /** What became of it within `waitMs`; with a store, once it is on disk. */
  outcomes(told: Told, options?: WaitOptions): Promise<readonly Delivery[]>;
  stats(): readonly ChannelStats[];
  /** Delivers what can be delivered in that time, and closes the channels. */
  close(timeoutMs: number): Promise<void>;
}

/** What a dispatch needs besides its channels. */
export interface DispatchOptions {
  readonly limits: Limits;
  readonly rateLimit: RateLimit;
  readonly ledger: Ledger;
  readonly store: AlertStore | undefined;
  readonly retry: RetryOptions | undefined;
  readonly onDelivery: (event: DeliveryEvent) => void;
  readonly onProblem: (problem: AlertsProblem) => void;
}

/** With a store there is time: what is not delivered now, is later. */
const storedAttempts = 20;

/** Makes the queues. */
export function createDispatch(
  channels: readonly Channel[],
  { limits, rateLimit, ledger, store, retry, onDelivery, onProblem }: DispatchOptions,
): Dispatch {
  const counters = new Map(
    channels.map((channel) => [channel.name, createChannelCounters(channel)]),
  );
  const nextAttempt = retryPolicy({ ...(store && { maxAttempts: storedAttempts }), ...retry });
  const resendFailing = new Set<string>();
  const spill = createSpill(store, limits.queueSize, {
    find: ledger.find,
    enqueue(queue, { alert, resolvedAt }, delivery) {
      const { fingerprint, level, status } = alert;
      // Over since: a later firing is another one.
      const isCurrent = resolvedAt === undefined;
      const isTold =
        queue.underWay(fingerprint, level) !== undefined ||
        rateLimit.limited(fingerprint, level, delivery.channel);
      if (status === "firing" && isCurrent && isTold) {
        delivery.outcome = "suppressed";
        ledger.changed(delivery);
        report({
          channel: delivery.channel,
          outcome: "suppressed",
          attempts: 0,
          durationMs: 0,
          alert,
        });
      } else queue.push(alert, { delivery }).current = isCurrent;
    },
  });
  let closed = false;

  const report = (event: DeliveryEvent) => {
    counters.get(event.channel)?.count(event);
    onDelivery(event);
  };

  const onSettled = ({ alert, kind, delivery, queuedAt, current }: Job, error?: DeliveryError) => {
    const { channel, outcome, attempts } = delivery;
    if (outcome === "pending") return;
    if (kind === "resend") return resent(channel, outcome === "delivered", delivery.error);
    if (kind === "test") return counters.get(channel)?.tested({ outcome, ...(error && { error }) });
    if (outcome === "delivered" && current && alert.status === "firing")
      rateLimit.arm(alert.fingerprint, alert.level, channel);
    ledger.changed(delivery);
    const queue = queues.get(channel);
    if (queue) spill.refill(queue);
    const durationMs = performance.now() - queuedAt;
    report({ channel, outcome, attempts, durationMs, alert, ...(error && { error }) });
  };

  const resent = (channel: string, delivered: boolean, reason = "dropped") => {
    if (delivered) resendFailing.delete(channel);
    else if (!resendFailing.has(channel) && !closed) {
      resendFailing.add(channel);
      const message = `channel ${channel}: alerts that fire could not be sent again: ${reason}`;
      onProblem({ code: "resend_failed", message });
    }
  };

  const queues = new Map(
    channels.map((channel) => [
      channel.name,
      createChannelQueue(channel, {
        // With a store it never gets full.
        capacity: store ? Infinity : limits.queueSize,
        sendTimeoutMs: limits.sendTimeoutMs,
        groupWaitMs: limits.groupWaitMs,
        nextAttempt,
        // Nothing of a test outlives the process, and somebody waits for it.
        nextTestAttempt: retryPolicy(retry),
        rest: { firstRestMs: retry?.baseDelayMs ?? 500, maxRestMs: retry?.maxDelayMs ?? 30_000 },
        onSettled,
        onFull: () =>
          onProblem({
            code: "queue_full",
            message: `channel ${channel.name}: more than ${limits.queueSize} alerts wait; the oldest are dropped`,
          }),
      }),
    ]),
  );

  /** An outcome that needs no queue. */
  const outright = (
    channel: string,
    alert: Alert,
    outcome: "suppressed" | "silenced" | "dropped",
    error?: string,
  ): DeliveryRecord => {
    report({ channel, outcome, attempts: 0, durationMs: 0, alert });
    return { channel, outcome, attempts: 0, ...(error && { error }) };
  };

  /** Puts an alert into one queue, or says why not. */
  const enqueue = (queue: ChannelQueue, alert: Alert, jobs: Job[], isLimited: boolean) => {
    const channel = queue.channel.name;
    if (closed) return outright(channel, alert, "dropped", "dropped: the alerter is closed");
    if (isLimited) {
      const joined = queue.underWay(alert.fingerprint, alert.level);
      if (joined) {
        jobs.push(joined);
        return joined.delivery;
      }
      if (rateLimit.limited(alert.fingerprint, alert.level, channel))
        return outright(channel, alert, "suppressed");
    }
    // On record as pending, it is taken up from the store.
    if (spill.holds(queue, ledger.newest)) return pendingAt(channel);
    const job = queue.push(alert, { held: store !== undefined });
    jobs.push(job);
    return job.delivery;
  };

  const takeUp = ({ alert, deliveries, sequence, resolvedAt }: HistoryRow) => {
    for (const delivery of deliveries) {
      if (delivery.outcome !== "pending") continue;
      const queue = queues.get(delivery.channel);
      delivery.attempts = 0;
      if (!queue) {
        delivery.outcome = "dropped";
        delivery.error = "dropped: there is no such channel any more";
        ledger.changed(delivery);
      } else if (!spill.holds(queue, sequence - 1))
        queue.push(alert, { delivery }).current = resolvedAt === undefined;
    }
  };

  /** Puts an alert into the queues of these channels, and on record. */
  const tell = (alert: Alert, names: Iterable<string>, isLimited: boolean) => {
    const jobs: Job[] = [];
    const deliveries: DeliveryRecord[] = [];
    for (const name of names) {
      const queue = queues.get(name);
      if (queue) deliveries.push(enqueue(queue, alert, jobs, isLimited));
    }
    ledger.add(alert, statusOf(alert, deliveries), deliveries);
    if (store) void releaseOnDisk(store, alert, jobs);
    // Who joined a delivery only leaves something at it when asked to wait: there may be thousands.
    const isOwn = jobs.some((job) => job.alert === alert);
    if (isOwn) whenEnded(jobs, () => reportIfLost(alert, deliveries));
    return { deliveries, jobs };
  };

  /** A channel that was told what no later process knows would be told it again. */
  const releaseOnDisk = async (on: AlertStore, alert: Alert, jobs: readonly Job[]) => {
    const own = jobs.filter((job) => job.alert === alert);
    if (own.length === 0) return;
    await on.committed();
    for (const job of own) queues.get(job.delivery.channel)?.release(job);
  };

  const reportIfLost = ({ title }: Alert, deliveries: readonly DeliveryRecord[]) => {
    if (!deliveries.every(isLost)) return;
    const reasons = deliveries.map(({ channel, error }) => `${channel} (${error ?? "dropped"})`);
    const message = `alert "${title}" reached nobody: ${reasons.join(", ")}`;
    onProblem({ code: "undelivered", message });
  };

  const outcomes = async (
    { deliveries, jobs }: Told,
    { waitMs = 10_000 }: WaitOptions = {},
  ): Promise<readonly Delivery[]> => {
    if (store) await store.committed();
    if (jobs.length > 0 && waitMs > 0) {
      const ended = new Promise<void>((resolve) => whenEnded(jobs, resolve));
      await settledWithin(ended, waitMs);
    }
    return deliveries.map((delivery): Delivery => ({ ...delivery }));
  };

  const stats = () =>
    [...queues.values()].flatMap(
      ({ channel, size, circuit }) =>
        counters.get(channel.name)?.snapshot({ queued: size, circuit }) ?? [],
    );
  const countDropped = () => stats().reduce((sum, { dropped }) => sum + dropped, 0);

  /** Empties a queue, and what waits in the store for it; how many are left of those in memory. */
  const drain = async (queue: ChannelQueue, end: number, rest: "dropped" | "pending") => {
    let left = 0;
    do {
      left += await queue.drain(Math.max(0, end - performance.now()), rest);
      await store?.committed();
    } while (left === 0 && performance.now() < end && spill.refillNow(queue));
    return left;
  };

  const close = async (timeoutMs: number) => {
    closed = true;
    const end = performance.now() + timeoutMs;
    const lostBefore = countDropped();
    const rest = store ? "pending" : "dropped";
    const left = await Promise.all([...queues.values()].map((queue) => drain(queue, end, rest)));
    spill.close();
    await closeChannels(channels, end, onProblem);
    const kept = left.reduce((sum, count) => sum + count, 0);
    const lost = countDropped() - lostBefore;
    if (lost > 0)
      onProblem({ code: "lost_at_close", message: `${lost} deliveries were lost at close` });
    if (kept > 0)
      onProblem({
        code: "left_at_close",
        message: `${kept} deliveries are left for the next start`,
      });
    await store?.close();
  };

  return {
    queues,
    tell,
    takeUp,
    keepBack(alert, names, outcome, reason) {
      const deliveries = [...names].map((name) => outright(name, alert, outcome, reason));
      ledger.add(alert, outcome, deliveries);
      return { deliveries, jobs: [] };
    },
    outcomes,
    stats,
    close,
  };
}

function statusOf({ status }: Alert, deliveries: readonly Delivery[]): HistoryStatus {
  const isSuppressed =
    deliveries.length > 0 && deliveries.every(({ outcome }) => outcome === "suppressed");
  return isSuppressed ? "suppressed" : status;
}
