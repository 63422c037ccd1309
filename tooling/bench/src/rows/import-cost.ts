import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { shuffled } from "../paired.ts";
import type { Figure, FigureRow, Verdict } from "../row.ts";

const rounds = 15;
const figure = "until it can be used";
const peer = "SDK by hand";

/** A function that each side must have after its import. */
const expected: Readonly<Record<string, string>> = {
  ours: "createTracing",
  [peer]: "BasicTracerProvider",
  "SDK and its OTLP exporter": "OTLPTraceExporter",
  "@ettl/telemetry": "createTelemetry",
};

/** What a program waits for at its start, each import in a process of its own. */
export const importCost: FigureRow = {
  name: "import",
  work: "import of @ettl/tracing, no exporter loaded; the same of its peers",
  goals: [{ figure, peer, atMost: 1 }],
  async check(): Promise<Verdict> {
    const differences: string[] = [];
    for (const [side, name] of Object.entries(expected)) {
      const { functions } = await importIn(side);
      if (!functions.includes(name)) differences.push(`${side} has no ${name} after its import`);
    }
    return { summary: "each has what it is imported for", differences };
  },
  async measure(progress) {
    const sides = Object.keys(expected);
    const values = new Map<string, number[]>(sides.map((side) => [side, []]));
    for (let round = 1; round <= rounds; round++)
      for (const side of shuffled(sides)) {
        progress(`round ${round} of ${rounds}: ${side}`);
        values.get(side)?.push((await importIn(side)).ms);
      }
    return [{ name: figure, unit: "ms", values }] satisfies Figure[];
  },
};

const program = fileURLToPath(new URL("./import/program.js", import.meta.url));

async function importIn(side: string): Promise<{ ms: number; functions: readonly string[] }> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, side]);
  return JSON.parse(stdout);
}
