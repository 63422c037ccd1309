import type { Alert } from "./alert.ts";

/** A place alerts are delivered to. */
export interface Channel {
  /** Unique within one alerter. Appears in the history and as a metric label. */
  readonly name: string;
  /** What kind of place it is, such as `slack`, for pages that list channels. */
  readonly type?: string;
  /**
   * Delivers one alert; resolves once the remote end has accepted it.
   *
   * Called for a firing alert and again, with `status: "resolved"`, when it is over. One call at a
   * time per alerter. Do not retry here: the alerter does.
   *
   * @throws {DeliveryError} Any other error is treated as retryable.
   */
  send(alert: Alert, options: SendOptions): Promise<void>;
  /**
   * Delivers several alerts in one message: 2 to 50 of one source, all firing or all resolved.
   * Without it alerts that were grouped are sent one by one.
   *
   * @throws {DeliveryError} None of them was accepted. Any other error is treated as retryable.
   */
  sendGroup?(alerts: readonly Alert[], options: SendOptions): Promise<void>;
  /**
   * How often an alert is sent again for as long as it fires, in milliseconds: for a remote end
   * that forgets what it does not hear of. Not part of the history.
   *
   * @default never
   */
  readonly resendMs?: number;
  /** Releases sockets and timers. Called once, after the last `send` settled. */
  close?(): Promise<void>;
}

/** What a channel is given besides the alert. */
export interface SendOptions {
  /** Aborts at the alerter's `sendTimeoutMs` or on shutdown. Always pass it on. */
  readonly signal: AbortSignal;
}
