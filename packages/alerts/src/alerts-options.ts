import type { AlertContext } from "./alert.ts";
import type { AlertStore } from "./alert-store.ts";
import type { Channel } from "./channel.ts";
import type { DeliveryEvent } from "./delivery.ts";
import type { Inhibition } from "./inhibitions.ts";
import type { LinkTemplates } from "./links.ts";
import type { MaintenanceWindow } from "./maintenance.ts";
import type { RetryOptions } from "./retry.ts";
import type { AlertRoute, Escalation } from "./routes.ts";

/** Something the person who runs the program should know. */
export interface AlertsProblem {
  /**
   * `undelivered`: no channel took an alert; `queue_full`: alerts are being dropped; `lost_at_close`:
   * not all could be delivered in time; `left_at_close`: the same, but the store has them;
   * `resend_failed`: a channel that forgets could not be reminded; `invalid_alert`: the caller's
   * alert could not be used as it was; `channel_close_failed`.
   */
  readonly code:
    | "undelivered"
    | "queue_full"
    | "lost_at_close"
    | "left_at_close"
    | "resend_failed"
    | "invalid_alert"
    | "channel_close_failed";
  readonly message: string;
}

/** Options of `createAlerts`. */
export interface AlertsOptions {
  /** Where alerts go. Names must be unique. */
  readonly channels: readonly Channel[];
  /**
   * How long the same alert at the same level is not told again to a channel it reached, in
   * minutes; 0 tells every one.
   *
   * Armed by that channel's success only. A resolve is never limited, and lifts the limit.
   *
   * @default 5
   */
  readonly rateLimitMinutes?: number | undefined;
  /**
   * Entries the history keeps. With a `store` on disk, the newest 1,000 of them in memory too.
   *
   * @default 1000, and 100,000 with a `store`
   */
  readonly historySize?: number | undefined;
  /**
   * Alerts that wait for one channel in memory; past it the oldest is dropped. With a `store` nothing
   * is: what is too many waits on disk.
   *
   * @default 1000
   */
  readonly queueSize?: number | undefined;
  /**
   * Alerts whose state and rate limit are remembered; past it the oldest are forgotten.
   *
   * @default 10_000
   */
  readonly maxFingerprints?: number | undefined;
  /**
   * Deadline of one attempt at one channel, in milliseconds.
   *
   * @default 10_000
   */
  readonly sendTimeoutMs?: number | undefined;
  /**
   * How long alerts of one source wait for each other to go out in one message, in milliseconds, by
   * channels that can do that (Slack, e-mail, Alertmanager); 0: each by itself.
   *
   * @default 0
   */
  readonly groupWaitMs?: number | undefined;
  /**
   * After what time an alert that still fires is told again, in milliseconds; 0: never. Not for level
   * `info`.
   *
   * @default 0
   */
  readonly repeatIntervalMs?: number | undefined;
  /** Which channels are told of which alerts: the first that matches decides. @default all of all */
  readonly routes?: readonly AlertRoute[] | undefined;
  /** Channels told besides when an alert goes on firing. */
  readonly escalations?: readonly Escalation[] | undefined;
  /** Alerts not told while others fire. */
  readonly inhibitions?: readonly Inhibition[] | undefined;
  /** Times in which alerts are kept in the history only. */
  readonly maintenance?: readonly MaintenanceWindow[] | undefined;
  /** Templates of the addresses that each alert carries. */
  readonly links?: LinkTemplates | undefined;
  /**
   * Keeps what was accepted beyond the process, made by `openAlertStore`; retries then go on for
   * longer (20 attempts). The alerter closes it.
   *
   * @default in memory
   */
  readonly store?: AlertStore | undefined;
  /** When failed attempts are repeated. */
  readonly retry?: RetryOptions | undefined;
  /** The ids of what is going on, asked at each `send`. */
  readonly context?: (() => AlertContext | undefined) | undefined;
  /**
   * A monotonic clock in milliseconds, for the rate limit.
   *
   * @default performance.now
   */
  readonly now?: (() => number) | undefined;
  /** Told each final outcome, once per alert and channel. A `send` that joined another is not told. */
  readonly onDelivery?: ((event: DeliveryEvent) => void) | undefined;
  /** Told what would otherwise be logged. */
  readonly onProblem?: ((problem: AlertsProblem) => void) | undefined;
}

/** The numbers among the options, checked, with their defaults. */
export type Limits = ReturnType<typeof checkedLimits>;

/** Checks them. */
export function checkedLimits(options: AlertsOptions) {
  const limit = (
    name:
      | "rateLimitMinutes"
      | "historySize"
      | "queueSize"
      | "maxFingerprints"
      | "sendTimeoutMs"
      | "groupWaitMs"
      | "repeatIntervalMs",
    byDefault: number,
    lowest: number,
    highest: number,
  ) => {
    const value = options[name] ?? byDefault;
    if (!(value >= lowest && value <= highest))
      throw new RangeError(`${name} is ${value}; expected a number from ${lowest} to ${highest}`);
    return value;
  };
  const historySize = Math.floor(
    limit("historySize", options.store ? 100_000 : 1_000, 1, 10_000_000),
  );
  return {
    historySize,
    /** Of the history, what is in memory. */
    recentSize: options.store ? Math.min(1_000, historySize) : historySize,
    rateLimitMs: limit("rateLimitMinutes", 5, 0, 525_600) * 60_000,
    queueSize: Math.floor(limit("queueSize", 1_000, 1, 1_000_000)),
    maxFingerprints: Math.floor(limit("maxFingerprints", 10_000, 1, 10_000_000)),
    sendTimeoutMs: limit("sendTimeoutMs", 10_000, 1, 2 ** 31 - 1),
    groupWaitMs: limit("groupWaitMs", 0, 0, 3_600_000),
    repeatIntervalMs: limit("repeatIntervalMs", 0, 0, 2 ** 31 - 1),
  };
}

/** The channels among the options, checked. */
export function checkedChannels(channels: readonly Channel[]): readonly Channel[] {
  if (!Array.isArray(channels)) throw new TypeError("channels: expected an array of channels");
  const names = new Set<string>();
  for (const channel of channels) {
    const { name, send } = (channel ?? {}) as Partial<Channel>;
    if (typeof name !== "string" || name === "" || typeof send !== "function")
      throw new TypeError("channels: expected { name, send(alert, { signal }), close? }");
    if (names.has(name)) throw new TypeError(`channels: two are named "${name}"; names are unique`);
    names.add(name);
  }
  return [...channels];
}
