import * as z from "zod";

const spans = z.int().min(1).max(1_000_000);
const largestBatch = 512;

/** Keys of `[tracing]` about the queue that each exporter has. */
export const batchFields = {
  max_queue_size: spans
    .default(2048)
    .describe("Spans that wait for each exporter; what comes on top is dropped and counted."),
  max_batch_size: spans
    .exactOptional()
    .describe(
      `Spans of one request, not more than max_queue_size. Default: ${largestBatch}, or max_queue_size where that is less.`,
    ),
  schedule_delay_seconds: z
    .number()
    .min(0)
    .max(3600)
    .default(5)
    .describe("Seconds that a span waits for company before it is sent."),
  export_timeout_seconds: z
    .number()
    .min(0.001)
    .max(3600)
    .default(30)
    .describe("Seconds until a batch, its repetitions included, counts as failed."),
};

type BatchSection = z.output<z.ZodObject<typeof batchFields>>;

/** Told of both keys: the value of either may be one that a variable has and that is let go. */
export function refuseLargeBatches(section: BatchSection, context: z.RefinementCtx): void {
  const { max_queue_size: queue, max_batch_size: batch = 0 } = section;
  if (batch <= queue) return;
  for (const [key, message] of [
    ["max_queue_size", `expected max_batch_size (${batch}) or more`],
    ["max_batch_size", `expected max_queue_size (${queue}) or less`],
  ] as const)
    context.addIssue({ code: "custom", path: [key], message });
}

export function batchOptions(section: BatchSection) {
  return {
    maxQueueSize: section.max_queue_size,
    maxBatchSize: section.max_batch_size ?? Math.min(largestBatch, section.max_queue_size),
    scheduleDelayMs: section.schedule_delay_seconds * 1000,
    exportTimeoutMs: section.export_timeout_seconds * 1000,
  };
}
