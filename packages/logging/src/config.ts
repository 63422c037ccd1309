import * as z from "zod";
import { defaultRedactionKinds, redactionKinds } from "./redaction/kinds.ts";

const output = z.enum(["stdout", "stderr", "file"]);
const format = z.enum(["json", "visual", "text", "ecs"]);

/** The `[logging]` section: snake_case in the file, {@link LoggingConfig} in code. */
export const loggingConfig = z
  .strictObject({
    level: z
      .enum(["debug", "info", "warn", "error", "fatal"])
      .default("info")
      .describe("Lines below this level are not written."),
    format: format
      .default("json")
      .describe(
        "json: one object per line. visual: a tree for people. text: key=value pairs. ecs: JSON by the Elastic Common Schema.",
      ),
    output: z
      .union([output, z.array(output).min(1)])
      .default("stdout")
      .describe("Where lines go: stdout, stderr or file, or a list of several."),
    file: z.string().min(1).default("logs/app.log").describe("The file of the output file."),
    file_format: format
      .exactOptional()
      .describe("Format of the file, where it differs from format."),
    correlation_id: z
      .boolean()
      .default(true)
      .describe("Whether each line carries the correlation id of its operation."),
    rotation_enabled: z
      .boolean()
      .default(true)
      .describe("Whether the file rolls by day and size. Without it, it is one plain file."),
    max_size_mb: z
      .number()
      .positive()
      .default(100)
      .describe("Megabytes; a file this large is followed by a new one."),
    max_backups: z
      .int()
      .min(0)
      .default(3)
      .describe("Files kept besides the open one, those of earlier runs included."),
    max_age_days: z
      .number()
      .positive()
      .default(30)
      .describe("Days; files last written longer ago are removed."),
    compress: z.boolean().default(false).describe("Whether files that are full are gzipped."),
    redact: z
      .array(z.string().min(1))
      .default([])
      .describe(
        "Further names of keys whose values are never written, beside password, token and the like.",
      ),
    redact_values: z
      .array(z.enum(redactionKinds))
      .default([...defaultRedactionKinds])
      .describe(
        "What is looked for in texts, whatever their key; an empty list looks for nothing.",
      ),
    burst_lines: z
      .int()
      .min(0)
      .default(0)
      .describe("Lines of one message written in a window, the rest are counted; 0: all."),
    burst_window_seconds: z.number().min(0.001).default(10).describe("Seconds of that window."),
    recent_lines: z
      .int()
      .min(0)
      .max(100_000)
      .default(1000)
      .describe("Lines remembered for /telemetry/logs."),
  })
  .transform((section) => ({
    level: section.level,
    format: section.format,
    outputs: [...new Set([section.output].flat())],
    correlationId: section.correlation_id,
    file: {
      path: section.file,
      format: section.file_format ?? section.format,
      rotation: section.rotation_enabled,
      maxSizeMb: section.max_size_mb,
      maxBackups: section.max_backups,
      maxAgeDays: section.max_age_days,
      compress: section.compress,
    },
    redact: { keys: section.redact, values: section.redact_values },
    ...(section.burst_lines > 0 && {
      burst: { lines: section.burst_lines, windowMs: section.burst_window_seconds * 1000 },
    }),
    recentLines: section.recent_lines,
  }));

/** The `[logging]` section as code has it. */
export type LoggingConfig = z.output<typeof loggingConfig>;
