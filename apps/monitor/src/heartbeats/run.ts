/**
 * How a run stands or ended. `abandoned`: no end was ever told, and another run took its place, too
 * many were open, or three days have passed.
 */
export type RunOutcome =
  | "running"
  | "finished"
  | "failed"
  | "too_long"
  | "too_short"
  | "did_not_start"
  | "abandoned";

/** One run of a job, or one that did not come. Times in milliseconds since 1970. */
export interface Run {
  readonly id: string;
  readonly heartbeat: string;
  /** The job's own id of the run. */
  readonly rid?: string | undefined;
  /** When it was due; missing where nothing was. */
  readonly expectedAt?: number | undefined;
  /** Missing where only the end was told. */
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
  readonly outcome: RunOutcome;
  /** Whether it came later than is allowed, well or not. */
  readonly late: boolean;
  readonly durationMs?: number | undefined;
  readonly exitCode?: number | undefined;
  /** The end of what its pings carried. */
  readonly log?: string | undefined;
}

/** A run that has not ended. */
export interface OpenRun {
  readonly id: string;
  readonly rid?: string | undefined;
  startedAt: number;
  readonly expectedAt?: number | undefined;
  readonly late: boolean;
  /** Time that does not count: the clock was set forward, or the machine slept. */
  skippedMs: number;
  /** Whether it was told that it runs too long. */
  toldTooLong: boolean;
  log?: string | undefined;
}

/** A run as JSON has it: `snake_case`, times as ISO 8601. */
export function runJson(run: Run): Record<string, unknown> {
  const time = (ms: number | undefined) => ms !== undefined && new Date(ms).toISOString();
  const { expectedAt, startedAt, endedAt, durationMs, exitCode } = run;
  return {
    id: run.id,
    heartbeat: run.heartbeat,
    ...(run.rid !== undefined && { rid: run.rid }),
    ...(expectedAt !== undefined && { expected_at: time(expectedAt) }),
    ...(startedAt !== undefined && { started_at: time(startedAt) }),
    ...(endedAt !== undefined && { ended_at: time(endedAt) }),
    outcome: run.outcome,
    late: run.late,
    ...(durationMs !== undefined && { duration_ms: durationMs }),
    ...(exitCode !== undefined && { exit_code: exitCode }),
    ...(run.log !== undefined && { log: run.log }),
  };
}
