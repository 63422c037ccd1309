import type { Labels } from "../labels.ts";

/**
 * Starts a timer. The function it returns hands the seconds since to `record`, with the labels of
 * both ends, and returns them. Labels that can't be read are undefined.
 */
export function startTimer<T extends string>(
  labels: Labels<T> | undefined,
  record: (labels: Labels | undefined, seconds: number) => void,
): (endLabels?: Labels<T>) => number {
  const start = performance.now();
  return (endLabels) => {
    const seconds = (performance.now() - start) / 1000;
    record(joined(labels, endLabels), seconds);
    return seconds;
  };
}

/** The labels of both; undefined if they can't be read. */
export function joined(
  labels: Labels | undefined,
  endLabels: Labels | undefined,
): Labels | undefined {
  try {
    return { ...labels, ...endLabels };
  } catch {
    return undefined;
  }
}
