import type { SamplePoint } from "../../samples/samples.ts";

interface PathOptions {
  readonly fromMs: number;
  readonly toMs: number;
  readonly width: number;
  readonly height: number;
  /** Longest distance that is drawn through, in milliseconds; a longer one is a gap. */
  readonly gapMs: number;
}

/** How many points at most are worth their bytes. */
const mostPoints = 145;

/** A line through points as the `d` of an SVG path, from 0 at the bottom to the highest at the top. */
export function linePath(points: readonly SamplePoint[], options: PathOptions): string {
  const { fromMs, toMs, width, height, gapMs } = options;
  const slots = new Map<number, { atMs: number; value: number }>();
  const slotMs = (toMs - fromMs) / mostPoints;
  for (const { at, mean } of points) {
    const atMs = Date.parse(at);
    if (atMs < fromMs || atMs > toMs) continue;
    const slot = Math.floor((atMs - fromMs) / slotMs);
    const known = slots.get(slot);
    // A short peak must not vanish.
    if (!known || mean > known.value) slots.set(slot, { atMs, value: mean });
  }
  const kept = [...slots.values()];
  const highest = Math.max(...kept.map(({ value }) => value), Number.MIN_VALUE) * 1.08;
  let beforeMs = Number.NEGATIVE_INFINITY;
  let path = "";
  for (const { atMs, value } of kept) {
    const x = Math.round(((atMs - fromMs) / (toMs - fromMs)) * width);
    const y = Math.round((1 - value / highest) * height * 10) / 10;
    path += `${atMs - beforeMs > gapMs + slotMs ? "M" : "L"}${x} ${y}`;
    beforeMs = atMs;
  }
  return path;
}
