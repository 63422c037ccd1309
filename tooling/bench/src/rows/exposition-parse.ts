import { isDeepStrictEqual } from "node:util";
import { measure } from "../paired.ts";
import type { Case, Figure, FigureRow } from "../row.ts";
import {
  parsed,
  parsedByPattern,
  picked,
  pickedByOnePattern,
  pickedByPattern,
  type Sample,
  walked,
} from "./exposition/sides.ts";
import { metricsText } from "./exposition/texts.ts";

const rounds = 31;
const byPattern = "pattern per line";
const byOnePattern = "one pattern";
const small = "one kB of 20, all series";
const large = "one kB of 1,000, all series";
const few = "one kB of 20, five names";

type Reader = (body: Buffer) => readonly Sample[] | number | string;

const limits: readonly (readonly [string, Reader])[] = [
  ["limit: look at each byte", walked],
  ["limit: decode", (body) => body.toString()],
];
const all: readonly (readonly [string, Reader])[] = [
  ["ours", parsed],
  [byPattern, parsedByPattern],
  ...limits,
];
const someOf: readonly (readonly [string, Reader])[] = [
  ["ours", picked],
  [byPattern, pickedByPattern],
  [byOnePattern, pickedByOnePattern],
  ...limits,
];

/** What it costs to read the metrics of a program, against their size on the wire. */
export const expositionParse: FigureRow = {
  name: "exposition-parse",
  work: "the text of /metrics from bytes to samples; ns for 1,000 bytes",
  goals: [
    { figure: small, peer: byPattern, atMost: 1 },
    { figure: few, peer: byPattern, atMost: 0.5 },
    { figure: few, peer: "limit: look at each byte", atMost: 2 },
  ],
  async check() {
    const body = await metricsText(20_000);
    const differences = [all, someOf].flatMap(([first, ...others]) => {
      const expected = first?.[1](body);
      return others
        .filter(
          ([name, read]) => !name.startsWith("limit") && !isDeepStrictEqual(read(body), expected),
        )
        .map(([name]) => `${name} read other samples than ours`);
    });
    const counts = `${parsed(body).length} samples, ${picked(body).length} of them wanted`;
    return {
      summary: `${body.length.toLocaleString("en")} bytes each, the same ${counts}`,
      differences,
    };
  },
  async measure(progress) {
    const [short, long] = [await metricsText(20_000), await metricsText(1_000_000)];
    return [
      await figure(small, short, all, progress),
      await figure(large, long, all, progress),
      await figure(few, short, someOf, progress),
    ];
  },
};

async function figure(
  name: string,
  body: Buffer,
  sides: readonly (readonly [string, Reader])[],
  progress: (step: string) => void,
): Promise<Figure> {
  const cases = sides.map(
    ([side, read]): Case => ({ name: side, role: "peer", run: reading(read, body) }),
  );
  const samples = await measure(cases, { rounds, sliceMs: 50, warmUpMs: 1500, progress });
  const values = [...samples].map(
    ([side, times]) => [side.name, times.map((ns) => (ns * 1000) / body.length)] as const,
  );
  return { name, unit: "ns", values: new Map(values) };
}

function reading(read: Reader, body: Buffer) {
  return async (iterations: number) => {
    let seen = 0;
    for (let left = iterations; left > 0; left--) {
      const result = read(body);
      seen += typeof result === "number" ? result : result.length;
    }
    // Looked at, so that the work can't be left out.
    if (seen === 0) throw new Error("nothing was read");
  };
}
