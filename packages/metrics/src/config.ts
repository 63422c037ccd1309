import * as z from "zod";

/** The `[metrics]` section: snake_case in the file, options of `createMetrics` in code. */
export const metricsConfig = z
  .strictObject({
    prefix: z
      .string()
      .regex(/^([a-zA-Z_:][a-zA-Z0-9_:]*)?$/, "expected the beginning of a metric name")
      .default("export_trakt_")
      .describe("Put before the names of the sixteen catalogue metrics, and of no other."),
    max_series_per_metric: z
      .int()
      .min(1)
      .default(2000)
      .describe("Label sets kept apart per metric; what comes later shares one series."),
  })
  .transform((section) => ({
    prefix: section.prefix,
    maxSeriesPerMetric: section.max_series_per_metric,
  }));

export type MetricsConfig = z.output<typeof metricsConfig>;
