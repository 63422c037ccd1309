import { setTimeout as delay } from "node:timers/promises";
import type { HttpPost, PostAnswer } from "./http-post.ts";
import { PostError } from "./post-error.ts";

export interface RetryOptions {
  /** Begins each message: `collector http://localhost:4318`. */
  readonly collector: string;
  /** What a refusal says for people, if that can be known. */
  readonly reasonOf: (answer: PostAnswer) => string | undefined;
  /** When the signal of this export will end it, on the clock of `performance.now()`. */
  readonly endsAtMs: number;
  /** Milliseconds before the first repetition. */
  readonly firstDelayMs: number;
}

// https://opentelemetry.io/docs/specs/otlp/#failures-1
const passing = new Set([429, 502, 503, 504]);
const mostRepetitions = 5;
const growth = 1.5;
const longestDelayMs = 5000;

/**
 * Sends a body until it is taken, unless nothing speaks for another attempt.
 *
 * @throws {PostError} It was not taken.
 */
export async function sendWithRetries(
  post: HttpPost,
  body: Buffer,
  signal: AbortSignal,
  options: RetryOptions,
): Promise<PostAnswer> {
  let delayMs = options.firstDelayMs;
  for (let repetitions = 0; ; repetitions++) {
    const outcome = await post.send(body, signal).catch(asPostError);
    const error = outcome instanceof PostError ? outcome : refusal(outcome, options);
    if (error === undefined) return outcome as PostAnswer;
    if (!error.retryable || repetitions === mostRepetitions || signal.aborted) throw error;
    // Up to a fifth more or less, so that those who failed together don't come back together.
    const ownMs = delayMs * (0.8 + Math.random() * 0.4);
    const waitMs = error.retryAfterMs ?? ownMs;
    if (performance.now() + waitMs > options.endsAtMs) throw error;
    await delay(waitMs, undefined, { signal, ref: false }).catch(() => {
      throw error;
    });
    delayMs = Math.min(delayMs * growth, longestDelayMs);
  }
}

function refusal(answer: PostAnswer, { collector, reasonOf }: RetryOptions): PostError | undefined {
  const { status, retryAfter } = answer;
  if (status >= 200 && status < 300) return undefined;
  const reason = reasonOf(answer);
  return new PostError(
    `${collector} answered ${status}${reason === undefined ? "" : `: ${reason}`}`,
    {
      retryable: passing.has(status),
      status,
      retryAfterMs: retryAfterMs(retryAfter),
    },
  );
}

/** Seconds or a date; undefined for anything else. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function retryAfterMs(value = ""): number | undefined {
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  if (!/^[a-z]{3},? /i.test(value)) return undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

function asPostError(error: unknown): PostError {
  if (error instanceof PostError) return error;
  throw error;
}
