import * as z from "zod";

// A year: whoever wants longer writes 0.
const maxTtlSeconds = 365 * 24 * 3600;

/** Seconds that a group may stay, in the file and with a push. */
export const ttlSeconds = z.number().int().min(0).max(maxTtlSeconds);

/** `[push]`: a target for what short jobs push, as a Prometheus Pushgateway is. */
export const pushConfig = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe("Whether jobs may push to /metrics/job/…, as to a Prometheus Pushgateway."),
    ttl_seconds: ttlSeconds
      .default(3600)
      .describe("Seconds until a group that is not pushed again vanishes; 0: never."),
    max_groups: z
      .number()
      .int()
      .min(1)
      .max(100_000)
      .default(1000)
      .describe("Groups that are kept at most; a push of a further one answers 507."),
    max_size_mb: z
      .number()
      .min(1)
      .max(1024)
      .default(64)
      .describe("Mebibytes that all groups may take together; a push beyond them answers 507."),
    max_body_kb: z
      .number()
      .int()
      .min(1)
      .max(65_536)
      .default(1024)
      .describe("Kibibytes of one push, compressed or not; a longer one answers 413."),
  })
  .prefault({})
  .describe("Target of what short jobs push; Prometheus scrapes it at /pushed/metrics.")
  .transform(({ enabled, ttl_seconds, max_groups, max_size_mb, max_body_kb }) => ({
    enabled,
    ttlMs: ttl_seconds * 1000,
    maxGroups: max_groups,
    maxBytes: Math.floor(max_size_mb * 1024 ** 2),
    maxBodyBytes: max_body_kb * 1024,
  }));
