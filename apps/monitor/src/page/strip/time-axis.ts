import type { Range } from "../range.ts";

/** Maps moments to places on the one axis that all rows of a page share. */
export interface TimeAxis {
  readonly nowMs: number;
  readonly fromMs: number;
  /** Past now, so that what is expected next has its place. */
  readonly toMs: number;
  /** The lines of the grid. */
  readonly lines: readonly number[];
  /** 0 to 100, with two digits behind the point. */
  x(ms: number): number;
}

/** How much of the past the axis reaches into the future. */
const future = 1 / 16;

/** The axis of a page that shows `range` and a little of what comes. */
export function timeAxis({ lengthMs, gridMs }: Range, nowMs: number): TimeAxis {
  const fromMs = nowMs - lengthMs;
  const toMs = nowMs + lengthMs * future;
  const lines: number[] = [];
  for (let ms = Math.ceil(fromMs / gridMs) * gridMs; ms < toMs; ms += gridMs) lines.push(ms);
  return {
    nowMs,
    fromMs,
    toMs,
    lines,
    x(ms) {
      const within = Math.min(Math.max(ms, fromMs), toMs);
      return Math.round(((within - fromMs) / (toMs - fromMs)) * 10_000) / 100;
    },
  };
}

const dayMs = 86_400_000;

/** Whether a line is one between two days, UTC. */
export function isMidnight(ms: number): boolean {
  return ms % dayMs === 0;
}
