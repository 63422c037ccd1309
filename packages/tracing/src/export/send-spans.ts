import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import type { BatchReceipt } from "./batch-exporter.ts";
import type { PostAnswer } from "./http-post.ts";
import { PostError } from "./post-error.ts";

export interface SpanRequests {
  readonly encode: (spans: readonly ReadableSpan[]) => Buffer;
  readonly send: (body: Buffer) => Promise<PostAnswer>;
  /** What an answer of 2xx says about the spans. */
  readonly receiptOf: (answer: PostAnswer) => BatchReceipt;
  /** A longer request is split, down to single spans. */
  readonly maxRequestBytes: number;
}

/**
 * Sends the parts of a batch, each in as many requests as its size needs. When some spans were taken
 * and others lost, the lost ones count as rejected, with the reason of their failure.
 *
 * @throws {Error} None was taken; the reason of the first request that failed.
 */
export async function sendSpans(
  parts: readonly (readonly ReadableSpan[])[],
  { encode, send, receiptOf, maxRequestBytes }: SpanRequests,
): Promise<BatchReceipt> {
  const waiting = [...parts];
  let taken = 0;
  let rejected = 0;
  let reason: string | undefined;
  const split = (part: readonly ReadableSpan[]) => {
    const half = Math.ceil(part.length / 2);
    waiting.unshift(part.slice(0, half), part.slice(half));
  };
  for (let part = waiting.shift(); part; part = waiting.shift()) {
    try {
      const body = encode(part);
      if (body.length > maxRequestBytes && part.length > 1) {
        split(part);
        continue;
      }
      const receipt = receiptOf(await send(body));
      taken += part.length;
      rejected += receipt.rejected;
      reason ??= receipt.reason;
    } catch (error) {
      const isTooLarge = error instanceof PostError && error.status === 413;
      if (isTooLarge && part.length > 1) split(part);
      else {
        // Too large by itself says nothing about the others; any other failure would meet them too.
        const lost = isTooLarge ? [part] : [part, ...waiting.splice(0)];
        const isLast = waiting.length === 0;
        if (taken === 0 && isLast) throw error;
        rejected += lost.reduce((sum, { length }) => sum + length, 0);
        reason ??= error instanceof Error ? error.message : String(error);
      }
    }
  }
  return { rejected, ...(reason !== undefined && { reason }) };
}
