import * as z from "zod";
import { customMetrics, refuseTakenNames } from "./custom-metrics.config.ts";

const collector = (what: string) => z.boolean().default(true).describe(what);

/** The `[metrics.runtime]` table: which of `process_*` and `nodejs_*` are collected. */
const runtimeConfig = z
  .strictObject({
    cpu: collector("CPU time of the process."),
    memory: collector("Memory of the process, and V8's heap."),
    event_loop: collector("Lag and utilization of the event loop."),
    gc: collector("Duration of garbage collections."),
    heap_spaces: collector("Spaces of V8's heap."),
    active_resources: collector("Sockets, timers and what else keeps the event loop busy."),
    file_descriptors: collector("Open file descriptors and their limit, on Linux."),
  })
  .transform((table) => ({
    cpu: table.cpu,
    memory: table.memory,
    eventLoop: table.event_loop,
    gc: table.gc,
    heapSpaces: table.heap_spaces,
    activeResources: table.active_resources,
    fileDescriptors: table.file_descriptors,
  }));

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
    strict: z
      .boolean()
      .default(false)
      .describe("Whether a value that makes no sense throws, for development; else it is counted."),
    collect_timeout_seconds: z
      .number()
      .positive()
      .max(60)
      .default(1)
      .describe("Time that each metric that is read at a scrape has for it."),
    textfile: z
      .string()
      .regex(/[^/]\.prom$/, "expected a file whose name ends with .prom")
      .optional()
      .describe("File for node_exporter, written when the program stops."),
    custom: customMetrics.prefault([]).describe("Metrics of the program's own business."),
    runtime: runtimeConfig
      .prefault({})
      .describe("What is collected about the process itself, as process_* and nodejs_*."),
  })
  .superRefine(refuseTakenNames)
  .transform((section) => ({
    prefix: section.prefix,
    maxSeriesPerMetric: section.max_series_per_metric,
    strict: section.strict,
    collectTimeoutMs: section.collect_timeout_seconds * 1000,
    ...(section.textfile !== undefined && { textfile: section.textfile }),
    custom: section.custom,
    runtimeMetrics: section.runtime,
  }));

/** The `[metrics]` section as code has it. */
export type MetricsConfig = z.output<typeof metricsConfig>;
