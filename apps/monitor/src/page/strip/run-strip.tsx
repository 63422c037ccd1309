import { durationText } from "../../client/durations.ts";
import { clockText } from "../clock.ts";
import type { IconName } from "../shell/icons.tsx";
import { Grid, NowLine, percent } from "./axis.tsx";
import { type Band, type RunView, type RunWord, runLooks } from "./job-runs.ts";
import type { TimeAxis } from "./time-axis.ts";

interface RunStripOptions {
  readonly axis: TimeAxis;
  readonly label: string;
  readonly runs: readonly RunView[];
  readonly band: Band;
  readonly nextMs?: number | undefined;
  /** @default 48 */
  readonly height?: number;
}

/** So many runs have dots of their own; of more, only what is unusual has. */
const mostDots = 30;

/**
 * Runs over time, each drawn against its own expectation: the bottom of the band is the shortest
 * duration that is expected, its top the longest, so a job of 4 s and one of 20 min read alike.
 */
export const RunStrip = (options: RunStripOptions) => {
  const { axis, label, runs, band, nextMs, height = 48 } = options;
  const scale = runScale(height, band);
  const isDense = runs.length > mostDots;
  const past = percent(axis.x(axis.nowMs));
  const isNextShown = nextMs !== undefined && nextMs > axis.nowMs && nextMs < axis.toMs;
  return (
    <svg class={height > 48 ? "strip big" : "strip"} role="img" aria-label={label}>
      <Grid />
      <rect class="band" x="0" y={scale.top} width={past} height={scale.bottom - scale.top} />
      {isDense && <QuietRuns axis={axis} runs={runs} scale={scale} />}
      {runs
        .filter(({ word }) => !(isDense && word === "finished"))
        .map((run) => (
          <Run axis={axis} run={run} scale={scale} size={height > 48 ? 14 : 11} />
        ))}
      {isNextShown && <Next x={percent(axis.x(nextMs))} atMs={nextMs} scale={scale} />}
      <line class="bl" x1="0" x2={past} y1={scale.base} y2={scale.base} />
      <NowLine />
    </svg>
  );
};

interface RunScale {
  readonly base: number;
  readonly bottom: number;
  readonly top: number;
  y(durationMs: number): number;
}

function runScale(height: number, { minMs, maxMs }: Band): RunScale {
  const base = height - 6;
  const bottom = height - 14;
  const top = Math.round(height * 3.4) / 10;
  const highest = 6;
  const y = (ms: number) => {
    if (ms <= minMs) return minMs === 0 ? bottom : base - ((base - bottom) * ms) / minMs;
    if (ms <= maxMs) return bottom - ((bottom - top) * (ms - minMs)) / (maxMs - minMs);
    return Math.max(highest, top - (top - highest) * Math.min(1, (ms - maxMs) / (maxMs * 0.5)));
  };
  return { base, bottom, top, y: (ms) => Math.round(y(ms) * 10) / 10 };
}

interface Drawn {
  readonly axis: TimeAxis;
  readonly scale: RunScale;
}

/** More lines than these touch each other, and only weigh. */
const mostStems = 200;

/** Many good runs as one shape: 1,440 of them a day are nothing to look at one by one. */
const QuietRuns = ({ axis, runs, scale }: Drawn & { readonly runs: readonly RunView[] }) => {
  const places = new Map<number, number>();
  const step = runs.length > mostStems ? 0.5 : 0.1;
  for (const { word, atMs, durationMs = 0 } of runs) {
    if (word !== "finished" || atMs < axis.fromMs) continue;
    // Two in the same place would hide each other.
    const x = Math.round(axis.x(atMs) / step) * step;
    places.set(x, Math.min(places.get(x) ?? scale.base, Math.round(scale.y(durationMs))));
  }
  return (
    <svg
      x="0"
      y="0"
      width="100%"
      height="100%"
      viewBox={`0 0 1000 ${scale.base + 6}`}
      preserveAspectRatio="none"
    >
      <path
        class="st ok"
        vector-effect="non-scaling-stroke"
        d={[...places].map(([x, y]) => `M${Math.round(x * 10)} ${scale.base}V${y}`).join("")}
      />
    </svg>
  );
};

const Run = ({
  axis,
  run,
  scale,
  size,
}: Drawn & { readonly run: RunView; readonly size: number }) => {
  const { word, atMs, expectedMs, durationMs } = run;
  const { tone, mark } = runLooks[word];
  const x = percent(axis.x(atMs));
  const isMissing = word === "did_not_start" || word === "abandoned";
  const y = isMissing ? scale.top : scale.y(durationMs ?? 0);
  const glyph = glyphs[word];
  return (
    <g>
      <line class={`st ${mark}`} x1={x} x2={x} y1={scale.base} y2={y} />
      {word === "finished" && <circle class="dot" cx={x} cy={y} r={size > 11 ? 3.2 : 2.6} />}
      {word === "late" && expectedMs !== undefined && (
        <>
          <line
            class="tail"
            x1={percent(axis.x(expectedMs))}
            x2={x}
            y1={scale.base}
            y2={scale.base}
          />
          <circle class="exp" cx={percent(axis.x(expectedMs))} cy={scale.base} r="2.5" />
        </>
      )}
      {glyph !== undefined && (
        <Glyph
          name={glyph}
          x={x}
          y={isMissing ? (scale.base + scale.top) / 2 : y + (word === "too_short" ? -5 : 0)}
          size={size}
          tone={tone}
        />
      )}
      <title>{titleOf(run)}</title>
    </g>
  );
};

/** Only what is unusual has one. */
const glyphs: Readonly<Partial<Record<RunWord, IconName>>> = {
  failed: "bad",
  too_long: "long",
  too_short: "short",
  late: "late",
  did_not_start: "missed",
  abandoned: "unknown",
  running: "run",
};

function titleOf({ word, atMs, expectedMs, durationMs }: RunView): string {
  const took = durationMs === undefined ? "" : `, took ${durationText(durationMs)}`;
  const isOff = expectedMs !== undefined && expectedMs !== atMs && word === "late";
  const expected = isOff ? `, expected ${clockText(expectedMs)}` : "";
  return `${clockText(atMs)}: ${runLooks[word].word}${took}${expected}`;
}

/** An icon whose middle is at a place in percent. */
const Glyph = ({
  name,
  x,
  y,
  size,
  tone,
}: {
  readonly name: IconName;
  readonly x: string;
  readonly y: number;
  readonly size: number;
  readonly tone: string;
}) => (
  <svg
    class={`gl s-${tone}`}
    x={x}
    y={Math.round((y - size / 2) * 10) / 10}
    width={size}
    height={size}
    overflow="visible"
  >
    <svg x={-size / 2} width={size} height={size}>
      <use href={`#i-${name}`} width={size} height={size} />
    </svg>
  </svg>
);

const Next = ({
  x,
  atMs,
  scale,
}: {
  readonly x: string;
  readonly atMs: number;
  readonly scale: RunScale;
}) => (
  <g>
    <line class="st next" x1={x} x2={x} y1={scale.base} y2={scale.bottom - 6} />
    <circle class="nx" cx={x} cy={scale.bottom - 9} r="3" />
    <title>{`Next expected ${clockText(atMs)}`}</title>
  </g>
);
