import { setTimeout as delay } from "node:timers/promises";
import { TraktError } from "./trakt-error.ts";

export interface RetryOptions {
  /** Attempts after the first. */
  readonly retries: number;
  /** Before the first retry; doubles with each, less a random part of up to a half. */
  readonly backoffMs: number;
  /** Ends a wait at once. */
  readonly signal?: AbortSignal | undefined;
}

const longestBackoffMs = 30_000;
/** The period over which Trakt counts requests; asked to wait longer, it is better to come again later. */
const longestRetryAfterMs = 300_000;

/**
 * Repeats `attempt` while it fails in a way that may pass. It is told how often it was tried before.
 *
 * @throws {TraktError} the last one, with the number of attempts in its message.
 */
export async function withRetries<T>(
  attempt: (retriesSoFar: number) => Promise<T>,
  { retries, backoffMs, signal }: RetryOptions,
): Promise<T> {
  for (let attempts = 1; ; attempts++) {
    signal?.throwIfAborted();
    try {
      return await attempt(attempts - 1);
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof TraktError) || !error.retryable) throw error;
      const { retryAfterMs = 0 } = error;
      if (attempts > retries || retryAfterMs > longestRetryAfterMs)
        throw exhausted(error, attempts);
      await wait(error.retryAfterMs ?? backoff(backoffMs, attempts), signal);
    }
  }
}

function backoff(baseMs: number, attempts: number): number {
  return Math.min(baseMs * 2 ** (attempts - 1), longestBackoffMs) * (1 - Math.random() / 2);
}

async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(ms, undefined, signal ? { signal } : {});
  } catch (error) {
    // The caller gets the reason that it gave itself, not one about timers.
    signal?.throwIfAborted();
    throw error;
  }
}

function exhausted(error: TraktError, attempts: number): TraktError {
  if (attempts === 1) return error;
  const { code, retryable, status, retryAfterMs } = error;
  return new TraktError(`${error.message} (tried ${attempts} times)`, {
    code,
    retryable,
    cause: error,
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
