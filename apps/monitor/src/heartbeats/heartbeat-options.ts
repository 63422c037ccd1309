import type { Condition } from "./condition.ts";

/** What is expected of one job. */
export interface HeartbeatOptions {
  readonly name: string;
  /** Cron pattern; this or `periodMs`. */
  readonly schedule?: string | undefined;
  readonly periodMs?: number | undefined;
  /** IANA zone of the schedule, and of times in messages. */
  readonly timezone: string;
  /** How long after the expected time a job is late. */
  readonly lateMs: number;
  /** How long after the expected time a job did not start. */
  readonly graceMs: number;
  readonly minDurationMs?: number | undefined;
  readonly maxDurationMs: number;
  /** What is raised; runs are recorded as they are all the same. */
  readonly alarms: readonly Condition[];
}
