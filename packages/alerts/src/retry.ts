import type { DeliveryError } from "./delivery-error.ts";

/** When to try again. */
export interface RetryOptions {
  /**
   * Attempts per alert and channel, the first included.
   *
   * @default 5
   */
  readonly maxAttempts?: number;
  /**
   * Wait before the second attempt, in milliseconds; doubles each time, less up to half of it at random.
   *
   * @default 500
   */
  readonly baseDelayMs?: number;
  /**
   * Longest wait of our own choosing, in milliseconds.
   *
   * @default 30_000
   */
  readonly maxDelayMs?: number;
  /**
   * Longest wait a remote end may ask for with `Retry-After`, in milliseconds; more is cut to this.
   *
   * @default 60_000
   */
  readonly maxRetryAfterMs?: number;
}

/** How long to wait, and whether the remote end asked for it. */
export interface RetryDelay {
  readonly delayMs: number;
  readonly asked: boolean;
}

/** Decides about the next attempt. */
export type RetryPolicy = (error: DeliveryError, attempts: number) => RetryDelay | undefined;

/** Builds the decision after each failed attempt: a delay, or undefined to give up. */
export function retryPolicy(
  {
    maxAttempts = 5,
    baseDelayMs = 500,
    maxDelayMs = 30_000,
    maxRetryAfterMs = 60_000,
  }: RetryOptions = {},
  random: () => number = Math.random,
): RetryPolicy {
  for (const [name, value] of Object.entries({ baseDelayMs, maxDelayMs, maxRetryAfterMs }))
    if (!(value >= 0 && value <= 2 ** 31 - 1))
      throw new RangeError(`retry.${name} is ${value}; expected 0 to ${2 ** 31 - 1} milliseconds`);
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1)
    throw new RangeError(`retry.maxAttempts is ${maxAttempts}; expected an integer from 1`);

  return (error, attempts) => {
    if (!error.retryable || attempts >= maxAttempts) return undefined;
    const { retryAfterMs } = error;
    if (retryAfterMs !== undefined && retryAfterMs >= 0)
      return { delayMs: Math.min(retryAfterMs, maxRetryAfterMs), asked: true };
    const ceiling = Math.min(maxDelayMs, baseDelayMs * 2 ** (attempts - 1));
    return { delayMs: ceiling * (1 - random() / 2), asked: false };
  };
}
