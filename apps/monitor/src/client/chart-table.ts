import { gapsOf } from "./gaps.ts";

/** What a line shows, as the page tells it. */
export interface ChartLine {
  readonly metric: string;
  readonly of: "mean" | "max";
  readonly scale: number;
}

/** A point of a line, as the API has it. */
export interface ChartPoint {
  readonly at: string;
  readonly mean: number;
  readonly max: number;
}

/** What a chart reaches over, in milliseconds since 1970. */
export interface ChartSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** From the first point of all lines to now, the same for all charts; undefined without points. */
export function spanOf(
  points: ReadonlyMap<string, readonly ChartPoint[]>,
  nowMs: number,
): ChartSpan | undefined {
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = nowMs;
  for (const list of points.values()) {
    const [first] = list;
    const last = list.at(-1);
    if (!first || !last) continue;
    fromMs = Math.min(fromMs, Date.parse(first.at));
    toMs = Math.max(toMs, Date.parse(last.at));
  }
  return fromMs < toMs ? { fromMs, toMs } : undefined;
}

/** Moments in seconds since 1970, then for each line its values; `null`: nothing is known then. */
export type ChartTable = [number[], ...(number | null)[][]];

/** Brings lines with moments of their own onto common ones, and breaks each where it has a gap. */
export function chartTable(
  lines: readonly ChartLine[],
  points: ReadonlyMap<string, readonly ChartPoint[]>,
  { fromMs, toMs }: ChartSpan,
): ChartTable {
  const values = lines.map(({ metric, of, scale }) => {
    const list = points.get(metric) ?? [];
    const times = list.map(({ at }) => Date.parse(at));
    const gaps = gapsOf(times);
    const known = new Map<number, number | null>();
    for (const [index, point] of list.entries()) {
      const time = times[index] ?? 0;
      known.set(time, point[of] * scale);
      if (gaps[index]) known.set(time + 1, null);
    }
    return known;
  });
  const moments = [
    ...new Set([fromMs, ...values.flatMap((known) => [...known.keys()]), toMs]),
  ].sort((a, b) => a - b);
  // A line without a value at a moment of another one does not break there: `undefined` says so.
  const rows = values.map((known) => moments.map((ms) => known.get(ms) as number | null));
  return [moments.map((ms) => ms / 1_000), ...rows];
}
