const neighbours = 10;
/** Never a gap: what comes every 15 s may come a little late. */
const shortestGapMs = 40_000;

/**
 * Which distances between moments are gaps: `true` at an index says that nothing is known between
 * that moment and the next. Older moments stand further apart, so what is usual is looked for on
 * both sides.
 *
 * @param timesMs in order
 */
export function gapsOf(timesMs: readonly number[]): boolean[] {
  const steps = timesMs.slice(1).map((ms, index) => ms - (timesMs[index] ?? 0));
  return steps.map((step, index) => {
    if (step <= shortestGapMs) return false;
    const before = median(steps.slice(Math.max(0, index - neighbours), index));
    const after = median(steps.slice(index + 1, index + 1 + neighbours));
    const usual = Math.max(before, after);
    return usual > 0 && step > 2.5 * usual;
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
