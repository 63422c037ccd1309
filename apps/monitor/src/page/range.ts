const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How much time a page shows. */
export interface Range {
  readonly word: "15m" | "1h" | "6h" | "24h" | "7d";
  readonly lengthMs: number;
  /** In words: `hour`, `6 hours`, … as in "the last …". */
  readonly text: string;
  /** From one line of the grid to the next. */
  readonly gridMs: number;
}

/** The ranges that can be chosen. */
export const ranges: readonly Range[] = [
  { word: "15m", lengthMs: 15 * minuteMs, text: "15 minutes", gridMs: 3 * minuteMs },
  { word: "1h", lengthMs: hourMs, text: "hour", gridMs: 10 * minuteMs },
  { word: "6h", lengthMs: 6 * hourMs, text: "6 hours", gridMs: hourMs },
  { word: "24h", lengthMs: dayMs, text: "24 hours", gridMs: 3 * hourMs },
  { word: "7d", lengthMs: 7 * dayMs, text: "7 days", gridMs: dayMs },
];

/**
 * The one with this word. Else a day, or less where nothing is known of a day: the shortest that
 * holds all of `knownMs`.
 */
export function rangeOf(word: string | null | undefined, knownMs: number): Range {
  const day = ranges[3] as Range;
  return (
    ranges.find((range) => range.word === word) ??
    ranges.find(({ lengthMs }) => lengthMs < day.lengthMs && knownMs <= lengthMs) ??
    day
  );
}
