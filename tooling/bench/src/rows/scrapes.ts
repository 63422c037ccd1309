import { shuffled } from "../paired.ts";
import type { Figure, FigureGoal, FigureRow, Verdict } from "../row.ts";
import { libraries } from "./scrape/library.ts";
import type { InstrumentType, ScrapeAnswer } from "./scrape/program.ts";
import { type SideProcess, startSide } from "./scrape/side-process.ts";

/** How often both sides are started anew, and how often each then scrapes after its first scrape. */
const processes = 5;
const repeats = 3;

const peer = "prom-client";
const first: FigureGoal = { figure: "first scrape", peer, atMost: 1 / 3 };
const tenth: FigureGoal = { figure: "repeated scrape", peer, atMost: 0.1 };
const seventh: FigureGoal = { figure: "repeated scrape", peer, atMost: 1 / 7 };

export const scrapeRows: readonly FigureRow[] = [
  scrapeRow("counter", "scrape-counters-10k", 10_000, [first, tenth]),
  scrapeRow("counter", "scrape-counters-100k", 100_000, [first, tenth]),
  scrapeRow("counter", "scrape-counters-300k", 300_000, [
    first,
    tenth,
    { figure: "longest block", atMost: 25 },
  ]),
  scrapeRow("histogram", "scrape-histograms-30k", 30_000, [first, seventh]),
];

/** One metric with `count` series of three labels, written as text. */
function scrapeRow(
  type: InstrumentType,
  name: string,
  count: number,
  goals: readonly FigureGoal[],
): FigureRow {
  const series = `${count.toLocaleString("en")} ${type}s`;
  return {
    name,
    work: `${series} with 3 labels as text; 5 % of them changed between two scrapes`,
    goals,
    check: () => check(type, count),
    measure: (progress) => measure(type, count, progress),
  };
}

async function check(type: InstrumentType, count: number): Promise<Verdict> {
  const found = [];
  for (const library of libraries) {
    await using side = startSide(library, type, count);
    await side.ask("fill");
    // The second scrape is the one that could be wrong: what the first kept may be old by then.
    for (let left = 2; left > 0; left--) await side.ask("scrape");
    found.push({ library, ...(await side.ask("evidence")) });
  }
  const [ours, prom] = found;
  const differences = found
    .filter((each) => each.sorted !== prom?.sorted)
    .map(
      (each) => `${each.library}: ${each.lines} samples, others than prom-client's ${prom?.lines}`,
    );
  if (ours?.inOrder !== prom?.inOrder) differences.push("ours: not the bytes of prom-client");
  const lines = ours?.lines.toLocaleString("en");
  return {
    summary: `${lines} samples after the second scrape: ours and prom-client the same bytes`,
    differences,
  };
}

async function measure(
  type: InstrumentType,
  count: number,
  progress: (step: string) => void,
): Promise<Figure[]> {
  const firsts = answersByLibrary();
  const repeated = answersByLibrary();
  for (let started = 1; started <= processes; started++) {
    const sides = new Map<string, SideProcess>();
    try {
      for (const library of shuffled(libraries)) {
        progress(`process ${started} of ${processes}: ${library}`);
        const side = startSide(library, type, count);
        sides.set(library, side);
        await side.ask("fill");
      }
      for (let round = 0; round <= repeats; round++)
        for (const [library, side] of shuffled([...sides]))
          (round === 0 ? firsts : repeated).get(library)?.push(await side.ask("scrape"));
    } finally {
      for (const side of sides.values()) await side[Symbol.asyncDispose]();
    }
  }
  const figure = (name: string, of: typeof firsts, value: keyof ScrapeAnswer): Figure => ({
    name,
    unit: "ms",
    values: new Map([...of].map(([library, answers]) => [library, answers.map((a) => a[value])])),
  });
  return [
    figure("first scrape", firsts, "ms"),
    figure("repeated scrape", repeated, "ms"),
    figure("longest block of the first", firsts, "longestBlockMs"),
    figure("longest block", repeated, "longestBlockMs"),
    figure("the same by Node's monitor", repeated, "longestDelayMs"),
  ];
}

const answersByLibrary = () =>
  new Map<string, ScrapeAnswer[]>(libraries.map((library) => [library, []]));
