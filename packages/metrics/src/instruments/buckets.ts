import { MetricError } from "../metric-error.ts";

/** prom-client's default buckets, in seconds. */
const defaultBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * The upper bounds in order, each once, without +Inf, which every histogram has.
 *
 * @throws {MetricError} One of them is no number.
 */
export function orderedBuckets(name: string, given: unknown = defaultBuckets): readonly number[] {
  if (
    !Array.isArray(given) ||
    !given.every((each) => typeof each === "number" && !Number.isNaN(each))
  )
    throw new MetricError(
      "invalid_config",
      name,
      `${name}: buckets are the upper bounds of its buckets, a list of numbers is expected`,
    );
  // Nothing is below -Infinity, and whatever is above the last bound is in +Inf.
  const finite = (given as number[]).filter(Number.isFinite);
  return [...new Set(finite)].sort((a, b) => a - b);
}
