import type { Labels } from "../labels.ts";

/**
 * Starts a timer. The function it returns hands the seconds since to `record`, with the labels of
 * both ends, and returns them. Labels that can't be read are handed on as undefined.
 */
export function startTimer<T extends string>(
  labels: Labels<T> | undefined,
  record: (labels: Labels<T> | undefined, seconds: number) => void,
): (endLabels?: Labels<T>) => number {
  const start = performance.now();
  return (endLabels) => {
    const seconds = (performance.now() - start) / 1000;
    record(mergedLabels(labels, endLabels), seconds);
    return seconds;
  };
}

/** The labels of both; undefined if one of them throws when it is read. */
export function mergedLabels<T extends string>(
  labels: Labels<T> | undefined,
  endLabels: Labels<T> | undefined,
): Labels<T> | undefined {
  try {
    return { ...labels, ...endLabels } as Labels<T>;
  } catch {
    // A getter or a proxy of the caller's.
    return undefined;
  }
}
