import type { Case } from "./row.ts";

export interface PairedOptions {
  readonly rounds: number;
  /** How long a case runs in each round, in milliseconds. */
  readonly sliceMs: number;
  /** How long a case runs before the first round, in milliseconds. */
  readonly warmUpMs: number;
  /** Told what runs now. */
  readonly progress: (step: string) => void;
}

/** Nanoseconds per operation of each case, one value per round: index n is the same round in all. */
export type Samples = ReadonlyMap<Case, readonly number[]>;

/**
 * Times all cases side by side: each round runs every case once, in a new random order, so that
 * whatever else the machine does meets them all alike.
 */
export async function measure(cases: readonly Case[], options: PairedOptions): Promise<Samples> {
  const { rounds, sliceMs, progress } = options;
  const iterations = new Map<Case, number>();
  for (const each of cases) {
    progress(`warm-up: ${each.name}`);
    iterations.set(each, await warmUp(each, options));
  }
  const samples = new Map<Case, number[]>(cases.map((each) => [each, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const each of shuffled(cases)) {
      progress(`round ${round} of ${rounds}: ${each.name}`);
      // Outside of the timing, so that nobody pays for what the case before left behind.
      globalThis.gc?.();
      const count = iterations.get(each) ?? 1;
      samples.get(each)?.push(((await elapsedMs(each, count)) * 1e6) / count);
    }
  }
  progress(`${rounds} rounds of ${sliceMs} ms per case`);
  return samples;
}

/** Runs the case until it is compiled; returns how many iterations fill one slice. */
async function warmUp(each: Case, { warmUpMs, sliceMs }: PairedOptions): Promise<number> {
  const end = performance.now() + warmUpMs;
  let iterations = 16;
  for (;;) {
    const elapsed = await elapsedMs(each, iterations);
    const isFull = elapsed >= sliceMs / 2;
    if (isFull) iterations = Math.max(1, Math.round((iterations * sliceMs) / elapsed));
    else iterations *= 2;
    if (isFull && performance.now() >= end) return iterations;
  }
}

async function elapsedMs(each: Case, iterations: number): Promise<number> {
  await each.prepare?.();
  const start = performance.now();
  await each.run(iterations);
  return performance.now() - start;
}

export function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, rank: Math.random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
