import type { WatchView } from "../../watch/watches.ts";
import type { PageContext } from "../page-context.ts";
import type { IconName } from "../shell/icons.tsx";
import { type Tone, toneOf } from "../status-words.ts";
import { type Band, type RunView, recentRunView, runLooks, runView } from "../strip/job-runs.ts";
import { subjectOf } from "./subject.ts";

/** What is shown of a job over time. */
export interface JobRow {
  readonly view: WatchView;
  readonly name: string;
  readonly subject: string;
  readonly tone: Tone;
  readonly word: string;
  readonly icon: IconName;
  readonly reason: string;
  /** Whether one is under way, whatever the last one came to. */
  readonly isRunning: boolean;
  /** Cron or period in words, and the cron itself. */
  readonly schedule: string;
  readonly cron: string | undefined;
  readonly timezone: string;
  readonly band: Band;
  /** Oldest first, those of the time that is shown. */
  readonly runs: readonly RunView[];
  readonly lastRun: RunView | undefined;
  readonly nextMs: number | undefined;
}

const conditionLooks: Readonly<Record<string, keyof typeof runLooks>> = {
  late: "late",
  did_not_start: "did_not_start",
  too_long: "too_long",
  too_short: "too_short",
  failed: "failed",
};

/** Reads what is known of a job since `fromMs`. */
export async function jobRow(
  { parts: { recentRuns, job }, nowMs }: PageContext,
  view: WatchView,
  fromMs: number,
): Promise<JobRow> {
  const { name, status } = view;
  const known = job(name) ?? {};
  const runs = (await recentRuns.since(name, fromMs)).map((run) => recentRunView(run, nowMs));
  const [condition] = list(known.conditions);
  const isRunning = list(known.running).length > 0;
  const worst = conditionLooks[String(condition?.condition)];
  const look = worst ? runLooks[worst] : undefined;
  const last = known.last_run as Readonly<Record<string, unknown>> | null | undefined;
  const lastRun = last
    ? runView(last, nowMs)
    : runs.findLast(({ word: one }) => one !== "running" && one !== "did_not_start");
  return {
    view,
    name,
    subject: subjectOf("heartbeat", name),
    ...(look
      ? {
          tone: toneOf[status] === "ok" ? look.tone : toneOf[status],
          word: look.word,
          icon: look.icon,
        }
      : isRunning
        ? { tone: "run", word: "Running", icon: "run" }
        : status === "healthy"
          ? { tone: "ok", word: lastRun ? "Finished" : "Waiting", icon: "ok" }
          : { tone: toneOf[status], word: "Waiting", icon: toneOf[status] }),
    reason: view.message ?? "",
    isRunning,
    ...scheduleOf(known),
    timezone: typeof known.timezone === "string" ? known.timezone : "UTC",
    band: {
      minMs: typeof known.min_duration_ms === "number" ? known.min_duration_ms : 0,
      maxMs: typeof known.max_duration_ms === "number" ? known.max_duration_ms : 0,
    },
    runs,
    lastRun,
    nextMs: momentOf(known.next_expected_at),
  };
}

type Entry = Readonly<Record<string, unknown>>;

const list = (value: unknown): readonly Entry[] => (Array.isArray(value) ? value : []);

function momentOf(value: unknown): number | undefined {
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

function scheduleOf(known: Entry): {
  readonly schedule: string;
  readonly cron: string | undefined;
} {
  if (typeof known.schedule === "string")
    return { schedule: cronText(known.schedule), cron: known.schedule };
  const periodMs = typeof known.period_ms === "number" ? known.period_ms : undefined;
  if (periodMs === undefined) return { schedule: "no schedule", cron: undefined };
  return { schedule: `Every ${periodText(periodMs)}`, cron: undefined };
}

function periodText(ms: number): string {
  for (const [unitMs, unit] of [
    [86_400_000, "day"],
    [3_600_000, "hour"],
    [60_000, "minute"],
    [1_000, "second"],
  ] as const) {
    const count = ms / unitMs;
    if (Number.isInteger(count)) return count === 1 ? unit : `${count} ${unit}s`;
  }
  return `${ms} ms`;
}

const weekdays = [
  "Sundays",
  "Mondays",
  "Tuesdays",
  "Wednesdays",
  "Thursdays",
  "Fridays",
  "Saturdays",
];

/** The common ones in words; another as it stands. */
export function cronText(cron: string): string {
  const [minute = "", hour = "", day, month, weekday, ...more] = cron.trim().split(/\s+/);
  if (more.length > 0 || day !== "*" || month !== "*" || weekday === undefined) return cron;
  const isNumber = (text: string) => /^\d{1,2}$/.test(text);
  const at = (text: string) => text.padStart(2, "0");
  const every = /^\*\/(\d{1,2})$/;
  if (weekday === "*") {
    if (minute === "*" && hour === "*") return "Every minute";
    if (every.test(minute) && hour === "*") return `Every ${minute.slice(2)} minutes`;
    if (isNumber(minute) && hour === "*") return `Every hour at :${at(minute)}`;
    if (isNumber(minute) && every.test(hour))
      return `Every ${hour.slice(2)} hours at :${at(minute)}`;
    if (isNumber(minute) && isNumber(hour)) return `Daily at ${at(hour)}:${at(minute)}`;
    return cron;
  }
  const name = weekdays[Number(weekday) % 7];
  if (/^[0-7]$/.test(weekday) && name && isNumber(minute) && isNumber(hour))
    return `${name} at ${at(hour)}:${at(minute)}`;
  return cron;
}
