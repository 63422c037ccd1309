import type { Labels } from "../labels.ts";

/**
 * Starts a timer. The function it returns hands the seconds since to `record`, with the labels of
 * both ends, and returns them.
 */
export function startTimer<T extends string>(
  labels: Labels<T> | undefined,
  record: (labels: Labels<T>, seconds: number) => void,
): (endLabels?: Labels<T>) => number {
  const start = performance.now();
  return (endLabels) => {
    const seconds = (performance.now() - start) / 1000;
    record({ ...labels, ...endLabels } as Labels<T>, seconds);
    return seconds;
  };
}
