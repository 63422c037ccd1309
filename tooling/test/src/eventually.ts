import { setTimeout as delay } from "node:timers/promises";

/**
 * Resolves with the first value of `probe` that is neither undefined nor false.
 * For conditions of other processes and sockets that offer no event to await.
 *
 * @throws when the guard of `timeoutMs` (default 60 000) is over, naming `what`.
 */
export async function eventually<T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  { timeoutMs = 60_000 }: { timeoutMs?: number } = {},
): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > end) throw new Error(`not seen within ${timeoutMs} ms: ${what}`);
    await delay(10);
  }
}
