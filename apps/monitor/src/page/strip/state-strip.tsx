import { durationText } from "../../client/durations.ts";
import type { SamplePoint } from "../../samples/samples.ts";
import { momentText } from "../clock.ts";
import { statusWord, toneOf } from "../status-words.ts";
import { Grid, NowLine, percent } from "./axis.tsx";
import { linePath } from "./line-path.ts";
import type { Segment } from "./segments.ts";
import type { TimeAxis } from "./time-axis.ts";

interface StateStripOptions {
  readonly axis: TimeAxis;
  readonly label: string;
  readonly segments: readonly Segment[];
  /** Drawn above the states, such as response times. */
  readonly points: readonly SamplePoint[];
}

/** Where each tone is drawn: the worse, the higher. */
const places = {
  ok: { y: 39, height: 3 },
  warn: { y: 33, height: 9 },
  bad: { y: 25, height: 17 },
  unknown: { y: 33, height: 9 },
} as const;

/** Narrower ones can't be seen. */
const narrowest = 0.35;

/** States over time, and one line of values above them. */
export const StateStrip = ({ axis, label, segments, points }: StateStripOptions) => (
  <svg class="strip" role="img" aria-label={label}>
    <Grid />
    <svg
      x="0"
      y="3"
      width={percent(axis.x(axis.nowMs))}
      height="22"
      viewBox="0 0 1000 22"
      preserveAspectRatio="none"
    >
      <path
        class="ln1"
        d={linePath(points, {
          fromMs: axis.fromMs,
          toMs: axis.nowMs,
          width: 1_000,
          height: 21,
          gapMs: gapMs(points),
        })}
        vector-effect="non-scaling-stroke"
      />
    </svg>
    {segments.map((segment) => (
      <Ribbon axis={axis} segment={segment} />
    ))}
    <NowLine />
  </svg>
);

const Ribbon = ({ axis, segment }: { readonly axis: TimeAxis; readonly segment: Segment }) => {
  const { fromMs, toMs, status, message } = segment;
  const tone = toneOf[status] as keyof typeof places;
  const x = axis.x(fromMs);
  const width = Math.max(narrowest, axis.x(toMs) - x);
  const until = toMs >= axis.nowMs ? "now" : momentText(toMs, axis.nowMs);
  const reason = message === undefined || status === "healthy" ? "" : `, ${message}`;
  return (
    <rect
      class={`r-${tone}`}
      x={percent(x)}
      y={places[tone].y}
      width={percent(Math.round(width * 100) / 100)}
      height={places[tone].height}
      rx="1.5"
      fill={tone === "unknown" ? "url(#hatch)" : undefined}
    >
      <title>{`${momentText(fromMs, axis.nowMs)} to ${until} (${durationText(toMs - fromMs)}): ${statusWord[status]}${reason}`}</title>
    </rect>
  );
};

/** Two and a half times the usual distance of the newest points, in milliseconds. */
function gapMs(points: readonly SamplePoint[]): number {
  const steps = points
    .slice(-20)
    .map(({ at }, index, all) => Date.parse(all[index + 1]?.at ?? "") - Date.parse(at))
    .filter((step) => step > 0)
    .toSorted((a, b) => a - b);
  return 2.5 * Math.max(15_000, steps[Math.floor(steps.length / 2)] ?? 0);
}

/** A small line of the newest values, in a cell. */
export const Spark = ({ points }: { readonly points: readonly SamplePoint[] }) => {
  const newest = points.slice(-72);
  const [first] = newest;
  const last = newest.at(-1);
  if (!first || !last || newest.length < 2) return null;
  return (
    <svg
      class="spark"
      aria-hidden="true"
      focusable="false"
      viewBox="0 0 56 18"
      preserveAspectRatio="none"
    >
      <path
        class="ln1"
        d={linePath(newest, {
          fromMs: Date.parse(first.at),
          toMs: Date.parse(last.at),
          width: 56,
          height: 17,
          gapMs: gapMs(newest),
        })}
        vector-effect="non-scaling-stroke"
      />
    </svg>
  );
};
