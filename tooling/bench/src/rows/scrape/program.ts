// One side of a scrape row, in a process of its own: neither shares the other's heap or its garbage.
import { type Library, openLibrary, type Scrapable } from "./library.ts";
import { watched } from "./loop-watch.ts";
import { changedSeries, labelsOf, secondsOf } from "./series.ts";

export type InstrumentType = "counter" | "histogram";

export interface Task {
  readonly library: Library;
  readonly type: InstrumentType;
  readonly count: number;
}

export interface ScrapeAnswer {
  readonly ms: number;
  readonly longestBlockMs: number;
  readonly longestDelayMs: number;
}

export type Evidence = Awaited<ReturnType<Scrapable["evidence"]>>;

export type Question = "fill" | "scrape" | "evidence" | "memory";

const { library, type, count } = JSON.parse(process.argv[2] ?? "") as Task;
let scrapable: Scrapable;
let round = 0;

const answers: Record<Question, () => Promise<unknown>> = {
  /** Compiles what a scrape runs, on a small registry of its own, and then fills the large one. */
  async fill() {
    scrapable = openLibrary(library, 1000);
    for (let left = 50; left > 0; left--) {
      recordAll(1000);
      await scrapable.scrape();
    }
    scrapable = openLibrary(library, count);
    recordAll(count);
  },
  /** The first one as it is filled, the others after one series in twenty has changed. */
  async scrape(): Promise<ScrapeAnswer> {
    if (round > 0) for (const index of changedSeries(count, round)) record(index);
    round++;
    const { ms, longestBlockMs, longestDelayMs } = await watched(scrapable.scrape);
    return { ms, longestBlockMs, longestDelayMs };
  },
  evidence: () => scrapable.evidence(),
  /** Bytes per series, after a scrape: what it keeps belongs to them. */
  async memory(): Promise<number> {
    for (let index = 0; index < count; index++) labelsOf(index);
    scrapable = openLibrary(library, count);
    record(0);
    await scrapable.scrape();
    const before = await usedBytes();
    recordAll(count);
    await scrapable.scrape();
    return ((await usedBytes()) - before) / count;
  },
};

function recordAll(series: number): void {
  for (let index = 0; index < series; index++) record(index);
}

function record(index: number): void {
  if (type === "counter") scrapable.inc(labelsOf(index), 1 + (index % 1000));
  else scrapable.observe(labelsOf(index), secondsOf(index));
}

async function usedBytes(): Promise<number> {
  if (!globalThis.gc) throw new Error("memory is measured with --expose-gc only");
  for (let left = 3; left > 0; left--) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    globalThis.gc();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

process.on("message", async (question: Question) => {
  process.send?.((await answers[question]()) ?? null);
});
// Ends with the benchmark, however that ends.
process.on("disconnect", () => process.exit());
