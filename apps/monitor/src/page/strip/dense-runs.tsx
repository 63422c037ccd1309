import { momentText } from "../clock.ts";
import { percent } from "./axis.tsx";
import { type RunView, type RunWord, runLooks } from "./job-runs.ts";
import { Glyph, glyphs, type RunScale } from "./run-glyph.tsx";
import type { TimeAxis } from "./time-axis.ts";

interface DenseRunsOptions {
  readonly axis: TimeAxis;
  readonly runs: readonly RunView[];
  readonly scale: RunScale;
  /** Of a drawing of what is unusual, in pixels. */
  readonly size: number;
}

/** How many stems fit beside each other. */
const places = 500;
/** How many drawings do, each a little wider than its place. */
const slots = 80;

/**
 * Many runs, of each word as one shape: 1,440 of them a day are nothing to look at one by one. Of
 * those that are unusual and near each other one drawing says how many there are.
 */
export const DenseRuns = ({ axis, runs, scale, size }: DenseRunsOptions) => {
  const words = new Map<RunWord, RunView[]>();
  for (const run of runs) {
    const list = words.get(run.word);
    if (list) list.push(run);
    else words.set(run.word, [run]);
  }
  return (
    <>
      <svg
        x="0"
        y="0"
        width="100%"
        height="100%"
        viewBox={`0 0 ${places} ${scale.base + 6}`}
        preserveAspectRatio="none"
      >
        {[...words].map(([word, list]) => (
          <path
            class={`st ${runLooks[word].mark}`}
            vector-effect="non-scaling-stroke"
            d={stems(axis, list, scale)}
          />
        ))}
      </svg>
      {[...words].map(([word, list]) =>
        glyphs[word] === undefined
          ? null
          : groupsOf(axis, list).map((group) => (
              <Group axis={axis} group={group} scale={scale} size={size} />
            )),
      )}
    </>
  );
};

/** From the top of one stem to the bottom of the next, and up: the numbers stay short. */
function stems(axis: TimeAxis, runs: readonly RunView[], scale: RunScale): string {
  const tops = new Map<number, number>();
  for (const run of runs) {
    // Two in the same place would hide each other: the longer is seen.
    const x = Math.round((axis.x(run.atMs) / 100) * places);
    tops.set(x, Math.min(tops.get(x) ?? Number.POSITIVE_INFINITY, Math.round(topOf(run, scale))));
  }
  let path = "";
  let fromX = 0;
  let fromY = 0;
  for (const [x, y] of [...tops].sort(([a], [b]) => a - b)) {
    path += `m${x - fromX} ${scale.base - fromY}v${y - scale.base}`;
    fromX = x;
    fromY = y;
  }
  return path;
}

function groupsOf(axis: TimeAxis, runs: readonly RunView[]): RunView[][] {
  const groups = new Map<number, RunView[]>();
  for (const run of runs) {
    const slot = Math.floor((axis.x(run.atMs) / 100) * slots);
    const group = groups.get(slot);
    if (group) group.push(run);
    else groups.set(slot, [run]);
  }
  return [...groups.values()];
}

const Group = ({
  axis,
  group,
  scale,
  size,
}: Omit<DenseRunsOptions, "runs"> & { readonly group: readonly RunView[] }) => {
  const first = group[0];
  const last = group.at(-1);
  if (!first || !last) return null;
  const { word } = last;
  const { tone, word: said } = runLooks[word];
  const title =
    group.length === 1
      ? `${momentText(last.atMs, axis.nowMs)}: ${said}`
      : `${momentText(first.atMs, axis.nowMs)} to ${momentText(last.atMs, axis.nowMs)}: ${said}, ${group.length} times`;
  return (
    <g>
      <Glyph
        word={word}
        x={percent(axis.x(last.atMs))}
        y={topOf(last, scale)}
        base={scale.base}
        size={size}
        tone={tone}
      />
      <title>{title}</title>
    </g>
  );
};

/** Where the stem of a run ends; those without a duration reach through the band. */
function topOf({ word, durationMs }: RunView, scale: RunScale): number {
  return word === "did_not_start" || word === "abandoned" ? scale.top : scale.y(durationMs ?? 0);
}
