import { durationText } from "../../client/durations.ts";
import { momentText } from "../clock.ts";
import { Grid, NowLine, percent } from "./axis.tsx";
import { DenseRuns } from "./dense-runs.tsx";
import { type Band, type RunView, runLooks } from "./job-runs.ts";
import { Glyph, type RunScale, runScale } from "./run-glyph.tsx";
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
  const size = height > 48 ? 14 : 11;
  const isDense = runs.length > mostDots;
  const unusual = runs.filter(({ word }) => word !== "finished");
  const single = unusual.length > mostDots ? [] : unusual;
  const quiet = single.length > 0 ? runs.filter(({ word }) => word === "finished") : runs;
  const past = percent(axis.x(axis.nowMs));
  const isNextShown = nextMs !== undefined && nextMs > axis.nowMs && nextMs < axis.toMs;
  return (
    <svg class={height > 48 ? "strip big" : "strip"} role="img" aria-label={label}>
      <Grid />
      <rect class="band" x="0" y={scale.top} width={past} height={scale.bottom - scale.top} />
      {isDense && <DenseRuns axis={axis} runs={quiet} scale={scale} size={size} />}
      {(isDense ? single : runs).map((run) => (
        <Run axis={axis} run={run} scale={scale} size={size} />
      ))}
      {isNextShown && <Next axis={axis} atMs={nextMs} scale={scale} />}
      <line class="bl" x1="0" x2={past} y1={scale.base} y2={scale.base} />
      <NowLine />
    </svg>
  );
};

interface Drawn {
  readonly axis: TimeAxis;
  readonly scale: RunScale;
}

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
      <Glyph word={word} x={x} y={y} base={scale.base} size={size} tone={tone} />
      <title>{titleOf(run, axis.nowMs)}</title>
    </g>
  );
};

function titleOf({ word, atMs, expectedMs, durationMs }: RunView, nowMs: number): string {
  const took = durationMs === undefined ? "" : `, took ${durationText(durationMs)}`;
  const isOff = expectedMs !== undefined && expectedMs !== atMs && word === "late";
  const expected = isOff ? `, expected ${momentText(expectedMs, nowMs)}` : "";
  return `${momentText(atMs, nowMs)}: ${runLooks[word].word}${took}${expected}`;
}

const Next = ({ axis, atMs, scale }: Drawn & { readonly atMs: number }) => {
  const x = percent(axis.x(atMs));
  return (
    <g>
      <line class="st next" x1={x} x2={x} y1={scale.base} y2={scale.bottom - 6} />
      <circle class="nx" cx={x} cy={scale.bottom - 9} r="3" />
      <title>{`Next expected ${momentText(atMs, axis.nowMs)}`}</title>
    </g>
  );
};
