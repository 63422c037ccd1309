import { inCode } from "@ettl/health/config";
import * as z from "zod";

/** `[history]`: how much of what happened the monitor keeps. */
export const historyConfig = z
  .strictObject({
    max_age_days: z
      .number()
      .positive()
      .max(3_650)
      .default(30)
      .describe("Days that runs, changes of status and samples are kept."),
    max_entries: z
      .int()
      .min(1_000)
      .max(100_000_000)
      .optional()
      .describe(
        "Runs and changes of status kept at most, each; default: 50000 in memory, 5000000 with monitoring.state_dir.",
      ),
    max_size_mb: z
      .number()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe(
        "Megabytes that it may take on disk, default 1000, or the logs of runs in memory, default 64; the oldest go.",
      ),
    samples: z
      .boolean()
      .default(true)
      .describe("Whether response times and metrics of targets are kept for charts."),
  })
  .prefault({})
  .transform(inCode)
  .describe("How much of what happened is kept.");

/** The section, as it is used in code. */
export type HistoryConfig = z.output<typeof historyConfig>;
