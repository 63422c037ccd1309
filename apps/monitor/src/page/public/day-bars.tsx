import { durationText } from "../../client/durations.ts";
import { type Day, dayUptime } from "../../watch/days.ts";
import { dateText } from "../clock.ts";
import { percentText } from "../sheet/figures.tsx";
import type { Tone } from "../status-words.ts";

interface DayBarsOptions {
  readonly name: string;
  readonly days: readonly Day[];
}

/** Where each is drawn: the worse and the longer, the higher. */
const heights = { ok: 3, warn: 9, bad: 17, unknown: 9 } as const;
const tones = ["ok", "warn", "bad", "unknown"] as const;
/** What was shorter is drawn half as high. */
const shortMs = 10 * 60_000;
const base = 26;

/** Wide enough for one bar and the gap behind it, in the units of the drawing. */
const pitch = 10;
const width = 8;

/** One bar a day, by the worst that it was. */
export const DayBars = ({ name, days }: DayBarsOptions) => {
  const bars = days.map(dayBar);
  /** All bars of a tone as one shape: a page has thousands of them. */
  const shape = (tone: keyof typeof heights) =>
    bars
      .map((bar, index) =>
        bar?.tone === tone ? `M${index * pitch + 1} ${base}v${-bar.height}h${width}V${base}z` : "",
      )
      .join("");
  return (
    <svg
      class="days"
      role="img"
      aria-label={daysSentence(name, days)}
      viewBox={`0 0 ${days.length * pitch} ${base + 2}`}
      preserveAspectRatio="none"
    >
      {tones.map((tone) => {
        const d = shape(tone);
        const fill = tone === "unknown" ? "url(#hatch)" : undefined;
        return d === "" ? null : <path class={`r-${tone}`} d={d} fill={fill} />;
      })}
      {days.map(
        (day, index) =>
          bars[index] && (
            <rect class="hit" x={index * pitch} width={pitch} height={base + 2}>
              <title>{dayText(day)}</title>
            </rect>
          ),
      )}
    </svg>
  );
};

/** How loud a day is; undefined where nothing was watched yet. */
export function dayBar({
  lastedMs,
}: Day): { readonly tone: Exclude<Tone, "run">; readonly height: number } | undefined {
  const { healthy, degraded, unhealthy, unknown } = lastedMs;
  const bar = (tone: keyof typeof heights, ms: number) => ({
    tone,
    height: ms < shortMs ? Math.ceil(heights[tone] / 2) : heights[tone],
  });
  if (unhealthy > 0) return bar("bad", unhealthy);
  if (degraded > 0) return bar("warn", degraded);
  if (healthy > 0) return { tone: "ok", height: heights.ok };
  return unknown > 0 ? { tone: "unknown", height: heights.unknown } : undefined;
}

/** `12 Nov: 99.2 % up, 11 min unhealthy`. */
export function dayText(day: Day): string {
  const { fromMs, passedMs, lastedMs } = day;
  const { ratio, known_seconds: knownSeconds } = dayUptime(day);
  if (ratio === null) return `${dateText(fromMs)}: nothing known`;
  const knownMs = knownSeconds * 1_000;
  const isPartial = knownMs < passedMs * 0.99 - 60_000;
  const parts = [`${percentText(ratio)} up${isPartial ? ` of ${durationText(knownMs)}` : ""}`];
  if (lastedMs.unhealthy > 0) parts.push(`${durationText(lastedMs.unhealthy)} unhealthy`);
  if (lastedMs.degraded > 0) parts.push(`${durationText(lastedMs.degraded)} degraded`);
  return `${dateText(fromMs)}: ${parts.join(", ")}`;
}

/** So many days that were not well are told one by one, the latest. */
const mostTold = 7;

/** What the bars show; days without failure are only counted. */
export function daysSentence(name: string, days: readonly Day[]): string {
  const known = days.filter((day) => dayUptime(day).ratio !== null);
  if (known.length === 0) return `${name}, last ${days.length} days: nothing known.`;
  const bad = known.filter(({ lastedMs }) => lastedMs.unhealthy + lastedMs.degraded > 0);
  const well = `${known.length - bad.length} of ${known.length} known days without failure`;
  const told = bad.slice(-mostTold).map(dayText);
  return `${name}, last ${days.length} days: ${[well, ...told].join("; ")}.`;
}
