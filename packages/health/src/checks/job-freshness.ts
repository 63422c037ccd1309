import { stat } from "node:fs/promises";
import type { HealthCheck, HealthCheckSettings } from "../check.ts";
import { goDuration } from "../go-duration.ts";
import { settingsOf } from "./settings.ts";

/** How old the last success may be. */
export interface FreshnessLimits extends HealthCheckSettings {
  readonly name: string;
  /** Unhealthy when the last success is not younger than these milliseconds. */
  readonly youngerThanMs: number;
  /** Degraded when it is older than these milliseconds already. */
  readonly degradedAfterMs?: number;
  /** @default Date.now */
  readonly now?: () => number;
}

/** What {@link jobFreshness} takes. */
export interface JobFreshnessOptions extends FreshnessLimits {
  /** When the job last succeeded: a date, milliseconds since 1970, or undefined for never. */
  readonly lastSuccess: () => Date | number | undefined | Promise<Date | number | undefined>;
}

/** What {@link jobFreshnessOfFile} takes. */
export interface FileFreshnessOptions extends FreshnessLimits {
  /** A file that the job writes when it succeeds. Never shown in the report. */
  readonly path: string;
}

/**
 * Unhealthy when a job's last success is too long ago, or it never succeeded.
 *
 * @throws {RangeError} when a limit is not a positive number.
 */
export function jobFreshness(options: JobFreshnessOptions): HealthCheck {
  const { name, youngerThanMs, degradedAfterMs, lastSuccess, now = Date.now } = options;
  for (const [key, value] of Object.entries({ youngerThanMs, degradedAfterMs }))
    if (value !== undefined && !(value > 0))
      throw new RangeError(
        `health check ${JSON.stringify(name)}: ${key} is ${value}, must be more than 0`,
      );
  return {
    ...settingsOf(options),
    name,
    async run() {
      const last = await lastSuccess();
      const timeMs = last instanceof Date ? last.getTime() : last;
      if (timeMs === undefined || !Number.isFinite(timeMs))
        return { status: "unhealthy", message: "never succeeded" };
      // A clock that went back must not make the age negative.
      const ageMs = Math.max(0, now() - timeMs);
      const status =
        ageMs >= youngerThanMs
          ? "unhealthy"
          : ageMs > (degradedAfterMs ?? Number.POSITIVE_INFINITY)
            ? "degraded"
            : "healthy";
      const expected =
        status === "healthy"
          ? ""
          : `, expected within ${goDuration(degradedAfterMs && status === "degraded" ? degradedAfterMs : youngerThanMs)}`;
      return {
        status,
        message: `last succeeded ${inSeconds(ageMs)} ago${expected}`,
        details: {
          last_success: new Date(timeMs).toISOString(),
          age_seconds: Math.floor(ageMs / 1_000),
        },
      };
    },
  };
}

/**
 * Takes the time a file was last written as the last success of the job that writes it.
 *
 * @throws {RangeError} when a limit is not a positive number.
 */
export function jobFreshnessOfFile({ path, ...limits }: FileFreshnessOptions): HealthCheck {
  return jobFreshness({
    ...limits,
    lastSuccess: async () => {
      try {
        return (await stat(path)).mtime;
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        if (code === "ENOENT") return undefined;
        throw new Error(`cannot look at the job's file: ${code ?? "unknown reason"}`);
      }
    },
  });
}

const inSeconds = (ms: number) => goDuration(Math.floor(ms / 1_000) * 1_000);
