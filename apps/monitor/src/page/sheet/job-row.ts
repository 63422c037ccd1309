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
  const fields = cron.trim().split(/\s+/);
  if (fields.length === 5) return minutesText(fields) ?? cron;
  const [second = "", ...rest] = fields;
  if (rest.length !== 5) return cron;
  if (second === "0") return minutesText(rest) ?? cron;
  return (rest.every((field) => field === "*") && everyText(second, 60, "second")) || cron;
}

/** `Every 5 minutes`; undefined where the steps are not the same from one hour or day to the next. */
function everyText(field: string, ofWhole: number, unit: string): string | undefined {
  const step = field === "*" ? 1 : Number(/^\*\/(\d{1,2})$/.exec(field)?.[1]);
  if (!(step > 0 && ofWhole % step === 0)) return undefined;
  return step === 1 ? `Every ${unit}` : `Every ${step} ${unit}s`;
}

function minutesText([minute = "", hour = "", day, month, weekday = ""]: readonly string[]):
  | string
  | undefined {
  if (day !== "*" || month !== "*") return undefined;
  const isNumber = (text: string) => /^\d{1,2}$/.test(text);
  const clock = `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
  if (weekday === "*") {
    if (hour === "*" && !isNumber(minute)) return everyText(minute, 60, "minute");
    if (!isNumber(minute)) return undefined;
    if (isNumber(hour)) return `Daily at ${clock}`;
    const every = everyText(hour, 24, "hour");
    return every && `${every} at :${minute.padStart(2, "0")}`;
  }
  const name = /^[0-7]$/.test(weekday) ? weekdays[Number(weekday) % 7] : undefined;
  return name && isNumber(minute) && isNumber(hour) ? `${name} at ${clock}` : undefined;
}
