import type { HeartbeatOptions } from "./heartbeat-options.ts";
import type { HeartbeatState } from "./heartbeat-state.ts";
import type { OpenRun, Run } from "./run.ts";
import { duration, zoneTime } from "./zone-time.ts";

/** Says what is wrong, in the heartbeat's zone; no message is longer than 300 characters. */
export function createMessages(options: HeartbeatOptions, state: HeartbeatState) {
  const { timezone, maxDurationMs, minDurationMs = 0 } = options;
  const at = (ms: number, nowMs: number) => `${zoneTime(ms, timezone, nowMs)} ${timezone}`;
  /** What may be our own fault says so. */
  const unwatched = (fromMs: number, nowMs: number) => {
    const gap = state.unwatched;
    if (!gap || gap.to < fromMs) return "";
    const [from, to] = [gap.from, gap.to].map((ms) => zoneTime(ms, timezone, nowMs));
    return `; the monitor did not run from ${from} to ${to}`;
  };
  const after = ({ durationMs }: Run) =>
    durationMs === undefined ? "" : ` after ${duration(durationMs)}`;

  return {
    late: (expectedAt: number, deadline: number, nowMs: number) =>
      `late: expected ${at(expectedAt, nowMs)}, nothing seen by ${zoneTime(deadline, timezone, nowMs)}${unwatched(expectedAt, nowMs)}`,

    didNotStart: (expectedAt: number, deadline: number, count: number, nowMs: number) =>
      `did not start${count > 1 ? ` ${count} times, the last` : ""}: expected ${at(expectedAt, nowMs)}, nothing seen by ${zoneTime(deadline, timezone, nowMs)}${unwatched(expectedAt, nowMs)}`,

    runsTooLong: ({ startedAt }: OpenRun, nowMs: number) =>
      `too long: running since ${at(startedAt, nowMs)}, expected at most ${duration(maxDurationMs)}${unwatched(startedAt, nowMs)}`,

    ranTooLong: ({ durationMs = 0 }: Run) =>
      `too long: ran ${duration(durationMs)}, expected at most ${duration(maxDurationMs)}`,

    tooShort: ({ durationMs = 0 }: Run) =>
      `too short: finished after ${duration(durationMs)}, expected at least ${duration(minDurationMs)}`,

    failed: (run: Run, nowMs: number) =>
      `failed ${at(run.endedAt ?? nowMs, nowMs)}${after(run)}${run.exitCode === undefined ? "" : ` with exit code ${run.exitCode}`}`,

    finished: (run: Run, nowMs: number) => {
      const begun = run.startedAt ?? run.endedAt ?? nowMs;
      const late =
        run.late && run.expectedAt !== undefined
          ? `, ${duration(begun - run.expectedAt)} late`
          : "";
      return `finished ${at(run.endedAt ?? nowMs, nowMs)}${after(run)}${late}`;
    },

    running: ({ startedAt }: OpenRun, nowMs: number) => `running since ${at(startedAt, nowMs)}`,

    expected: (expectedAt: number, nowMs: number) => `expected ${at(expectedAt, nowMs)}`,
  };
}
