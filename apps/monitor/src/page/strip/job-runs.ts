import { type RecentRun, recentRun } from "../../watch/recent-runs.ts";
import type { IconName } from "../shell/icons.tsx";
import type { Tone } from "../status-words.ts";

/** How a run is shown; `late` stands for one that came late and ended well. */
export type RunWord =
  | "finished"
  | "failed"
  | "too_long"
  | "too_short"
  | "late"
  | "did_not_start"
  | "running"
  | "abandoned";

interface RunLook {
  readonly tone: Tone;
  readonly word: string;
  readonly icon: IconName;
  /** The class of its line. */
  readonly mark: string;
}

/** Tone, word and drawing of each. */
export const runLooks: Readonly<Record<RunWord, RunLook>> = {
  finished: { tone: "ok", word: "Finished", icon: "check", mark: "ok" },
  failed: { tone: "bad", word: "Failed", icon: "bad", mark: "fail" },
  too_long: { tone: "warn", word: "Too long", icon: "long", mark: "long" },
  too_short: { tone: "warn", word: "Too short", icon: "short", mark: "short" },
  late: { tone: "warn", word: "Late", icon: "late", mark: "late" },
  did_not_start: { tone: "bad", word: "Did not start", icon: "missed", mark: "missed" },
  running: { tone: "run", word: "Running", icon: "run", mark: "run" },
  abandoned: { tone: "unknown", word: "End unknown", icon: "unknown", mark: "gone" },
};

/** One run, with what is drawn of it. */
export interface RunView {
  readonly id: string;
  readonly word: RunWord;
  /** When it began, or was to begin, in milliseconds since 1970. */
  readonly atMs: number;
  readonly expectedMs?: number | undefined;
  readonly durationMs?: number | undefined;
  readonly exitCode?: number | undefined;
  readonly rid?: string | undefined;
  readonly log?: string | undefined;
}

/** How long a run should last, in milliseconds. */
export interface Band {
  readonly minMs: number;
  readonly maxMs: number;
}

/** A run as it is stored, for the page; one that is open lasts until `nowMs`. */
export function runView(
  run: Readonly<Record<string, unknown>>,
  nowMs: number,
): RunView | undefined {
  const read = recentRun(run);
  if (!read) return undefined;
  const { exit_code: exitCode, rid, log } = run;
  return {
    ...recentRunView(read, nowMs),
    exitCode: typeof exitCode === "number" ? exitCode : undefined,
    rid: typeof rid === "string" ? rid : undefined,
    log: typeof log === "string" ? log : undefined,
  };
}

/** A run of a chart, for the page. */
export function recentRunView(run: RecentRun, nowMs: number): RunView {
  const { id, outcome, atMs, expectedMs } = run;
  const isOpen = outcome === "running" && run.isStartKnown;
  return {
    id,
    word: outcome === "finished" && run.late ? "late" : outcome,
    atMs,
    expectedMs,
    durationMs: isOpen ? nowMs - atMs : run.durationMs,
  };
}
