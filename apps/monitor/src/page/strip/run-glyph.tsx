import type { IconName } from "../shell/icons.tsx";
import type { Band, RunWord } from "./job-runs.ts";

/** Where durations are drawn in a strip, in pixels from its top. */
export interface RunScale {
  /** Of nothing. */
  readonly base: number;
  /** Of the shortest duration that is expected. */
  readonly bottom: number;
  /** Of the longest. */
  readonly top: number;
  y(durationMs: number): number;
}

/** The scale of a strip so many pixels high. */
export function runScale(height: number, { minMs, maxMs }: Band): RunScale {
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

/** Only what is unusual has a drawing. */
export const glyphs: Readonly<Partial<Record<RunWord, IconName>>> = {
  failed: "bad",
  too_long: "long",
  too_short: "short",
  late: "late",
  did_not_start: "missed",
  abandoned: "unknown",
  running: "run",
};

/** The drawing of a run, its middle at a place in percent. */
export const Glyph = ({
  word,
  x,
  y: top,
  base,
  size,
  tone,
}: {
  readonly word: RunWord;
  readonly x: string;
  /** Where its stem ends. */
  readonly y: number;
  /** Where its stem begins. */
  readonly base: number;
  readonly size: number;
  readonly tone: string;
}) => {
  const name = glyphs[word];
  if (name === undefined) return null;
  const isMissing = word === "did_not_start" || word === "abandoned";
  const y = isMissing ? (base + top) / 2 : top + (word === "too_short" ? -5 : 0);
  return (
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
};
