import * as z from "zod";

/** The keys of `[alerts]` about the way from `send` to a channel. */
export const flowFields = {
  group_wait_seconds: z
    .number()
    .min(0)
    .max(3_600)
    .default(0)
    .describe(
      "Seconds for which alerts of one source wait to go out in one message, by channels that can do that.",
    ),
  repeat_interval_minutes: z
    .number()
    .min(0)
    .max(20_000)
    .default(0)
    .describe("Minutes after which an alert that still fires is told again; 0: never."),
  send_timeout_seconds: z
    .number()
    .positive()
    .max(600)
    .default(10)
    .describe("Deadline of one attempt at one channel."),
  queue_size: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1_000)
    .describe(
      "Alerts that wait for one channel in memory; past it the oldest is dropped, or the newest waits in state_dir.",
    ),
  history_size: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe("Alerts that are remembered. Default: 1000; 100000 with state_dir."),
  state_dir: z
    .string()
    .optional()
    .describe(
      "Folder for what must outlive the process: history, and alerts not delivered yet. Default: none, in memory. On Node below 22.13 it needs @photostructure/sqlite.",
    ),
  export_success: z
    .enum(["history", "notify", "off"])
    .default("history")
    .describe("What becomes of an export that succeeded: the history only, an alert, or nothing."),
  slow_export_seconds: z
    .number()
    .min(0)
    .max(1_000_000)
    .default(0)
    .describe("Seconds from which on an export that succeeded is a warning; 0: never."),
  retry: z
    .strictObject({
      max_attempts: z
        .int()
        .min(1)
        .max(1_000)
        .optional()
        .describe("Attempts per alert and channel. Default: 5; 20 with state_dir."),
      base_delay_seconds: z
        .number()
        .min(0)
        .max(3_600)
        .default(0.5)
        .describe("Wait before the second attempt; it doubles each time."),
      max_delay_seconds: z.number().min(0).max(3_600).default(30).describe("The longest wait."),
    })
    .prefault({})
    .describe("When a failed delivery is tried again."),
};

/** What is passed on under another name or in another unit. */
export function flowOptions(table: z.output<z.ZodObject<typeof flowFields>>) {
  const { state_dir, slow_export_seconds, retry } = table;
  return {
    groupWaitMs: table.group_wait_seconds * 1_000,
    repeatIntervalMs: table.repeat_interval_minutes * 60_000,
    sendTimeoutMs: table.send_timeout_seconds * 1_000,
    queueSize: table.queue_size,
    ...(table.history_size !== undefined && { historySize: table.history_size }),
    retry: {
      ...(retry.max_attempts !== undefined && { maxAttempts: retry.max_attempts }),
      baseDelayMs: retry.base_delay_seconds * 1_000,
      maxDelayMs: retry.max_delay_seconds * 1_000,
    },
    exportSuccess: table.export_success,
    ...(state_dir && { stateDir: state_dir }),
    ...(slow_export_seconds > 0 && { slowExportMs: slow_export_seconds * 1_000 }),
  };
}
