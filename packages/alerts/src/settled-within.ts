/** Waits for a promise, no longer than `waitMs`; keeps the process alive meanwhile. */
export async function settledWithin(settled: Promise<unknown>, waitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.min(waitMs, 2 ** 31 - 1));
  });
  await Promise.race([settled, expired]).finally(() => clearTimeout(timer));
}
