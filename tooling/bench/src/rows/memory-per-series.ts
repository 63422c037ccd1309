import { shuffled } from "../paired.ts";
import type { Figure, FigureRow } from "../row.ts";
import { libraries } from "./scrape/library.ts";
import type { InstrumentType } from "./scrape/program.ts";
import { startSide } from "./scrape/side-process.ts";

const rounds = 3;
const series: Readonly<Record<InstrumentType, number>> = { counter: 100_000, histogram: 30_000 };
const figureName = (type: InstrumentType) => `one series of a ${type}`;
const types = ["counter", "histogram"] as const;

/** What is kept per series, each measurement in a new process after a full collection. */
export const memoryPerSeries: FigureRow = {
  name: "memory-per-series",
  work: "heap per series with 3 labels after a scrape; 100,000 counters, 30,000 histograms of 11 buckets",
  goals: [
    { figure: figureName("counter"), peer: "prom-client", atMost: 1.2 },
    { figure: figureName("histogram"), peer: "prom-client", atMost: 0.8 },
  ],
  async check() {
    const differences: string[] = [];
    for (const type of types) {
      const evidence = new Map<string, string>();
      for (const library of libraries) {
        await using side = startSide(library, type, series[type]);
        await side.ask("memory");
        evidence.set(library, (await side.ask("evidence")).sorted);
      }
      for (const [library, sorted] of evidence)
        if (sorted !== evidence.get("prom-client"))
          differences.push(`${library}: other ${type}s than prom-client`);
    }
    return { summary: "all keep the same samples", differences };
  },
  async measure(progress) {
    const figures: Figure[] = [];
    for (const type of types) {
      const values = new Map<string, number[]>(libraries.map((library) => [library, []]));
      for (let round = 1; round <= rounds; round++)
        for (const library of shuffled(libraries)) {
          progress(`round ${round} of ${rounds}: ${library}, ${type}`);
          await using side = startSide(library, type, series[type]);
          values.get(library)?.push(await side.ask("memory"));
        }
      figures.push({ name: figureName(type), unit: "bytes", values });
    }
    return figures;
  },
};
