import * as z from "zod";

/** The `[logging]` section: snake_case in the file, {@link LoggingConfig} in code. */
export const loggingConfig = z
  .strictObject({
    level: z
      .enum(["debug", "info", "warn", "error", "fatal"])
      .default("info")
      .describe("Lines below this level are not written."),
    format: z
      .enum(["json", "visual", "text"])
      .default("json")
      .describe("json: one object per line. visual: a tree for people. text: key=value pairs."),
    output: z.enum(["stdout", "stderr", "file"]).default("stdout").describe("Where lines go."),
    file: z.string().min(1).default("logs/app.log").describe('The file of output = "file".'),
    correlation_id: z
      .boolean()
      .default(true)
      .describe("Whether each line carries the correlation id of its operation."),
    rotation_enabled: z.boolean().default(true).describe("Whether the file rolls by day and size."),
    max_size_mb: z.number().positive().default(100).describe("Roll past this many megabytes."),
    max_backups: z.int().min(0).default(3).describe("Files kept besides the open one."),
    max_age_days: z.number().positive().default(30).describe("Files older than this are removed."),
  })
  .transform((section) => ({
    level: section.level,
    format: section.format,
    output: section.output,
    correlationId: section.correlation_id,
    file: {
      path: section.file,
      rotation: section.rotation_enabled,
      maxSizeMb: section.max_size_mb,
      maxBackups: section.max_backups,
      maxAgeDays: section.max_age_days,
    },
  }));

export type LoggingConfig = z.output<typeof loggingConfig>;
