import type { Alert } from "./alert.ts";
import type { DeliveryError } from "./delivery-error.ts";

/**
 * What became of an alert at one channel. `delivered`, `failed`, `suppressed` (told lately, or muted
 * by another alert), `silenced` (by a silence or a maintenance window), `dropped` (queue full, or
 * closed before its turn), `pending`.
 */
export type DeliveryOutcome =
  | "delivered"
  | "failed"
  | "suppressed"
  | "silenced"
  | "dropped"
  | "pending";

/** The result for one channel, as `send` returns it and the history keeps it. */
export interface Delivery {
  readonly channel: string;
  readonly outcome: DeliveryOutcome;
  /** Calls of the channel's `send` so far. */
  readonly attempts: number;
  /**
   * The last error: its code, a colon and a message without URLs or secrets. Why it was kept back,
   * where it was silenced or muted.
   */
  readonly error?: string;
}

/** What `onDelivery` is told, once per alert and channel, when the outcome is final. */
export interface DeliveryEvent {
  readonly channel: string;
  readonly outcome: Exclude<DeliveryOutcome, "pending">;
  readonly attempts: number;
  /** From `send` to the outcome, in milliseconds. */
  readonly durationMs: number;
  readonly alert: Alert;
  readonly error?: DeliveryError;
}

/** The same record while it changes; the history shows its present state. */
export type DeliveryRecord = { -readonly [Key in keyof Delivery]: Delivery[Key] };

/** Whether a channel will never be given it. */
export function isLost({ outcome }: Delivery): boolean {
  return outcome === "failed" || outcome === "dropped";
}

/** The record of one that was not attempted yet. */
export const pendingAt = (channel: string): DeliveryRecord => ({
  channel,
  outcome: "pending",
  attempts: 0,
});
