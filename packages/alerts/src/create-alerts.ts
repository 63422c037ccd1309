import { type Alert, type AlertInput, alertLevels, firingAlert, resolvedAlert } from "./alert.ts";
import { type AlertsOptions, checkedChannels, checkedLimits } from "./alerts-options.ts";
import { type ChannelQueue, createChannelQueue, type Job } from "./channel-queue.ts";
import { type ChannelStats, createChannelCounters } from "./channel-stats.ts";
import type { Delivery, DeliveryEvent, DeliveryRecord } from "./delivery.ts";
import type { DeliveryError } from "./delivery-error.ts";
import { type AlertIdentity, fingerprint } from "./fingerprint.ts";
import { createFiringAlerts } from "./firing.ts";
import { guard } from "./guard.ts";
import { createHistory, type HistoryPage, type HistoryQuery } from "./history.ts";
import { createRateLimit } from "./rate-limit.ts";
import { retryPolicy } from "./retry.ts";

/** How long `send` and `resolve` wait. */
export interface WaitOptions {
  /**
   * Longest wait for the outcomes, in milliseconds; what is not settled by then answers `pending`
   * and goes on. 0 only accepts.
   *
   * @default 10_000
   */
  readonly waitMs?: number | undefined;
}

/** An alert to resolve, with what to say about its end; by default its firing's message. */
export interface ResolveInput extends AlertIdentity {
  readonly message?: string | undefined;
}

/** What an alerter did so far. */
export interface AlertsStats {
  /** Alerts sent and not resolved. */
  readonly firing: number;
  /** Firing alerts forgotten because there were more than `maxFingerprints`. */
  readonly forgotten: number;
  /** Entries in the history. */
  readonly history: number;
  readonly channels: readonly ChannelStats[];
}

/** Delivers alerts to channels and keeps a record of it. */
export interface Alerts extends AsyncDisposable {
  /** Accepts an alert and tells what became of it, per channel. Never rejects. */
  send(alert: AlertInput, options?: WaitOptions): Promise<readonly Delivery[]>;
  /** Tells every channel that an alert is over. Does nothing, and answers [], unless it is firing. */
  resolve(
    alert: string | AlertInput | ResolveInput,
    options?: WaitOptions,
  ): Promise<readonly Delivery[]>;
  /**
   * The last alerts, suppressed and undelivered ones too, newest first.
   *
   * @throws {RangeError} for a bad limit, level, status, time or cursor.
   */
  history(query?: HistoryQuery): Promise<HistoryPage>;
  /** Counters, for metrics and status pages. */
  stats(): AlertsStats;
  /**
   * Delivers what is queued, then closes the channels. What is not delivered in `timeoutMs`
   * (default 10 000) is `dropped` in the history and counted. Safe to call again.
   */
  close(options?: { readonly timeoutMs?: number | undefined }): Promise<void>;
}

/**
 * Makes an alerter.
 *
 * @example
 * const alerts = createAlerts({ channels: [webhook({ url })] });
 * await alerts.send({ level: "error", title: "Export failed", message: "disk full", source: "exporter" });
 *
 * @throws {TypeError} for a channel that is none or a name used twice.
 * @throws {RangeError} for a number out of its range.
 */
export function createAlerts(options: AlertsOptions): Alerts {
  const limits = checkedLimits(options);
  const channels = checkedChannels(options.channels);
  const now = options.now ?? (() => performance.now());
  const context = guard("context", options.context);
  const onDelivery = guard("onDelivery", options.onDelivery);
  const onProblem = guard("onProblem", options.onProblem);
  const { maxFingerprints } = limits;
  const rateLimit = createRateLimit({ windowMs: limits.rateLimitMs, maxFingerprints, now });
  const firing = createFiringAlerts(maxFingerprints);
  const history = createHistory(limits.historySize);
  const counters = new Map(channels.map(({ name }) => [name, createChannelCounters(name)]));
  const nextAttempt = retryPolicy(options.retry);

  const report = (event: DeliveryEvent) => {
    counters.get(event.channel)?.count(event);
    onDelivery(event);
  };

  const onSettled = ({ alert, delivery, queuedAt, current }: Job, error?: DeliveryError) => {
    const { channel, outcome, attempts } = delivery;
    if (outcome === "pending" || outcome === "silenced") return;
    if (outcome === "delivered" && current && alert.status === "firing")
      rateLimit.arm(alert.fingerprint, alert.level, channel);
    const durationMs = performance.now() - queuedAt;
    report({ channel, outcome, attempts, durationMs, alert, ...(error && { error }) });
  };

  const queues = channels.map((channel) =>
    createChannelQueue(channel, {
      capacity: limits.queueSize,
      sendTimeoutMs: limits.sendTimeoutMs,
      nextAttempt,
      onSettled,
      onFull: () =>
        onProblem({
          code: "queue_full",
          message: `channel ${channel.name}: more than ${limits.queueSize} alerts wait; the oldest are dropped`,
        }),
    }),
  );
  let closed = false;
  let closing: Promise<void> | undefined;

  /** Puts an alert into one queue, or says why not. */
  const route = (queue: ChannelQueue, alert: Alert, jobs: Job[]): DeliveryRecord => {
    const channel = queue.channel.name;
    const end = (outcome: "suppressed" | "dropped", error?: string): DeliveryRecord => {
      report({ channel, outcome, attempts: 0, durationMs: 0, alert });
      return { channel, outcome, attempts: 0, ...(error && { error }) };
    };
    if (closed) return end("dropped", "dropped: the alerter is closed");
    if (alert.status === "firing") {
      const joined = queue.underWay(alert.fingerprint, alert.level);
      if (joined) {
        jobs.push(joined);
        return joined.delivery;
      }
      if (rateLimit.limited(alert.fingerprint, alert.level, channel)) return end("suppressed");
    }
    const job = queue.push(alert);
    jobs.push(job);
    return job.delivery;
  };

  const dispatch = async (alert: Alert, { waitMs = 10_000 }: WaitOptions = {}) => {
    const jobs: Job[] = [];
    const deliveries = queues.map((queue) => route(queue, alert, jobs));
    history.add(alert, deliveries);
    const settled = Promise.all(jobs.map((job) => job.settled)).then(() => {
      if (deliveries.length === 0 || !deliveries.every(isLost)) return;
      const reasons = deliveries.map(({ channel, error }) => `${channel} (${error ?? "dropped"})`);
      const message = `alert "${alert.title}" reached nobody: ${reasons.join(", ")}`;
      onProblem({ code: "undelivered", message });
    });
    if (jobs.length > 0 && waitMs > 0) await settledWithin(settled, waitMs);
    return deliveries.map((delivery): Delivery => ({ ...delivery }));
  };

  const invalid = (message: string) => onProblem({ code: "invalid_alert", message });

  const close = async (timeoutMs: number) => {
    // Drained first; each channel's own close gets what is left, at least a moment.
    closed = true;
    const end = performance.now() + timeoutMs;
    const lostBefore = countDropped();
    await Promise.all(queues.map((queue) => queue.drain(timeoutMs)));
    await Promise.all(channels.map((channel) => closeChannel(channel, end)));
    const lost = countDropped() - lostBefore;
    if (lost > 0)
      onProblem({ code: "lost_at_close", message: `${lost} deliveries were lost at close` });
  };

  const closeChannel = async (channel: (typeof channels)[number], end: number) => {
    try {
      const closed = Promise.resolve(channel.close?.());
      await settledWithin(closed, Math.max(100, end - performance.now()));
    } catch {
      onProblem({ code: "channel_close_failed", message: `channel ${channel.name}: close failed` });
    }
  };

  const channelStats = () =>
    queues.flatMap(({ channel, size }) => counters.get(channel.name)?.snapshot(size) ?? []);
  const countDropped = () => channelStats().reduce((sum, { dropped }) => sum + dropped, 0);

  const nothing: Promise<readonly Delivery[]> = Promise.resolve([]);

  const resolveFiring = async (
    given: string | AlertInput | ResolveInput,
    waitOptions: WaitOptions | undefined,
  ): Promise<readonly Delivery[]> => {
    try {
      const key = typeof given === "string" ? given : fingerprint(given);
      const past = firing.take(key);
      if (past === undefined) return [];
      const message = typeof given === "string" ? undefined : given.message;
      const alert = resolvedAlert(past, message, context() ?? {});
      rateLimit.lift(key);
      for (const queue of queues) queue.supersede(key);
      history.markResolved(key, alert.timestamp);
      return await dispatch(alert, waitOptions);
    } catch (error) {
      invalid(`an alert could not be read: ${error instanceof Error ? error.name : "error"}`);
      return [];
    }
  };

  const alerts: Alerts = {
    async send(input, waitOptions) {
      try {
        const problem = problemOf(input);
        if (problem) invalid(problem);
        const alert = firingAlert(input, context() ?? {});
        if (!closed) firing.add(alert);
        return await dispatch(alert, waitOptions);
      } catch (error) {
        invalid(`an alert could not be read: ${error instanceof Error ? error.name : "error"}`);
        return [];
      }
    },
    // Every success of an operation asks, and mostly nothing fires: that must cost nothing.
    resolve: (given, waitOptions) =>
      firing.size === 0 ? nothing : resolveFiring(given, waitOptions),
    history: async (query = {}) => history.query(query),
    stats: () => ({
      firing: firing.size,
      forgotten: firing.forgotten,
      history: history.size,
      channels: channelStats(),
    }),
    close({ timeoutMs = 10_000 } = {}) {
      closing ??= close(timeoutMs);
      return closing;
    },
    [Symbol.asyncDispose]: () => alerts.close(),
  };
  return alerts;
}

function isLost({ outcome }: Delivery): boolean {
  return outcome === "failed" || outcome === "dropped";
}

function problemOf(input: AlertInput): string | undefined {
  if (!alertLevels.includes(input.level))
    return `an alert's level is none of ${alertLevels.join(", ")}; sent as error`;
  if (typeof input.title !== "string" || typeof input.source !== "string")
    return "an alert's title and source must be texts; sent as they read";
  return undefined;
}

/** Keeps the process alive while somebody waits, no longer than `waitMs`. */
async function settledWithin(settled: Promise<unknown>, waitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.min(waitMs, 2 ** 31 - 1));
  });
  await Promise.race([settled, expired]).finally(() => clearTimeout(timer));
}
