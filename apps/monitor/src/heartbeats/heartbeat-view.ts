import { type Condition, levelOf } from "./condition.ts";
import type { Heartbeat } from "./heartbeat.ts";
import type { HeartbeatOptions } from "./heartbeat-options.ts";
import type { HeartbeatState } from "./heartbeat-state.ts";
import { createMessages } from "./messages.ts";
import type { OpenRun, Run } from "./run.ts";

export type HeartbeatWord = "healthy" | "degraded" | "unhealthy" | "unknown";

/** All that a page shows of a heartbeat. Times in milliseconds since 1970. */
export interface HeartbeatView {
  readonly name: string;
  readonly state: HeartbeatWord;
  /** At most 300 characters. */
  readonly message: string;
  /** Worst first. */
  readonly conditions: readonly {
    readonly condition: Condition;
    readonly level: "warning" | "error";
    readonly since: number;
    readonly message: string;
  }[];
  /** What nothing has served yet; has passed where a job is late. */
  readonly expectedAt: number;
  /** The first expected time that is yet to come. */
  readonly nextExpectedAt: number;
  readonly knownSince: number;
  readonly lastStartAt: number | undefined;
  readonly lastGoodAt: number | undefined;
  /** The last that ended or did not start; a run under way does not hide it. */
  readonly lastRun: Run | undefined;
  /** Oldest first. */
  readonly runningRuns: readonly Readonly<OpenRun>[];
  /** How long a run is expected to take. */
  readonly band: { readonly minDurationMs: number | undefined; readonly maxDurationMs: number };
  readonly schedule: string | undefined;
  readonly periodMs: number | undefined;
  readonly timezone: string;
  readonly lateMs: number;
  readonly graceMs: number;
}

/** From the worst on; the first three are unhealthy. */
const severity: Readonly<Record<Condition, number>> = {
  did_not_start: 0,
  failed: 1,
  too_long: 2,
  late: 3,
  too_short: 4,
};
const maxMessageLength = 300;

/** Healthy only after a good run; before the first expected time has passed nothing is known. */
export function wordOf({ raised, lastGoodAt }: HeartbeatState): HeartbeatWord {
  if (raised.some(({ condition }) => severity[condition] < 3)) return "unhealthy";
  if (raised.length > 0) return "degraded";
  return lastGoodAt === undefined ? "unknown" : "healthy";
}

export function viewOf(
  options: HeartbeatOptions,
  state: HeartbeatState,
  heartbeat: Heartbeat,
  nowMs: number,
): HeartbeatView {
  const { minDurationMs, maxDurationMs, schedule, periodMs, timezone, lateMs, graceMs } = options;
  const nextExpectedAt = heartbeat.comingAfter(nowMs);
  const conditions = state.raised
    .map(({ condition, since, message }) => ({
      condition,
      level: levelOf(condition),
      since,
      message,
    }))
    .sort((one, other) => severity[one.condition] - severity[other.condition]);
  return {
    name: options.name,
    state: wordOf(state),
    message: messageOf(options, state, conditions, nextExpectedAt, nowMs),
    conditions,
    expectedAt: state.expectedAt,
    nextExpectedAt,
    knownSince: state.knownSince,
    lastStartAt: state.lastStartAt,
    lastGoodAt: state.lastGoodAt,
    lastRun: state.lastRun,
    runningRuns: state.openRuns.map((run) => ({ ...run })),
    band: { minDurationMs, maxDurationMs },
    schedule,
    periodMs,
    timezone,
    lateMs,
    graceMs,
  };
}

function messageOf(
  options: HeartbeatOptions,
  state: HeartbeatState,
  conditions: readonly { readonly message: string }[],
  nextExpectedAt: number,
  nowMs: number,
): string {
  const messages = createMessages(options, state);
  const { lastRun } = state;
  const running = state.openRuns.at(-1);
  const ended = lastRun?.endedAt !== undefined && lastRun.outcome === "finished";
  const parts =
    conditions.length > 0
      ? conditions.map(({ message }) => message)
      : [
          ...(ended ? [messages.finished(lastRun, nowMs)] : []),
          ...(running ? [messages.running(running, nowMs)] : []),
          ...(!ended && !running ? ["no run yet"] : []),
          messages.expected(nextExpectedAt, nowMs),
        ];
  const message = parts.join("; ");
  return message.length > maxMessageLength ? `${message.slice(0, maxMessageLength - 1)}…` : message;
}
