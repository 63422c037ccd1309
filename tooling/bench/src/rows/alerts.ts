import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { shuffled } from "../paired.ts";
import type { FigureRow, Verdict } from "../row.ts";
import type { Measured, Side, Task } from "./alerts/task.ts";

const program = fileURLToPath(new URL("./alerts/program.js", import.meta.url));
const rounds = 9;

interface AlertFigure {
  readonly name: string;
  readonly unit: "ns" | "bytes";
  readonly count: number;
  /** By the name it has in the table. */
  readonly sides: Readonly<Record<string, Side>>;
}

const inMemory: AlertFigure = {
  name: "one alert accepted, in memory",
  unit: "ns",
  count: 50_000,
  sides: { ours: "memory", "JSON into an array": "limit" },
};
const onDisk: AlertFigure = {
  name: "one alert accepted, on disk, 64 callers",
  unit: "ns",
  count: 10_000,
  sides: { ours: "disk", "one commit each": "one commit each" },
};
const growth: AlertFigure = {
  name: "growth over 1,000,000 distinct alerts",
  unit: "bytes",
  count: 1_000_000,
  sides: { ours: "growth" },
};

/** What accepting an alert costs, and what a flood of distinct ones leaves. */
export const alertRows: readonly FigureRow[] = [
  rowOf({
    name: "alerts-accept",
    work: "an alert with history and one channel that takes it; on disk until its commit has returned",
    goals: [{ figure: onDisk.name, peer: "one commit each", atMost: 1 }],
    figures: [inMemory, onDisk],
    times: rounds,
  }),
  rowOf({
    name: "alerts-memory",
    work: "resident memory beyond that after 20,000 alerts, at most",
    goals: [{ figure: growth.name, atMost: 50 * 2 ** 20 }],
    figures: [growth],
    times: 3,
  }),
];

function rowOf({
  figures,
  times,
  ...face
}: Pick<FigureRow, "name" | "work" | "goals"> & {
  readonly figures: readonly AlertFigure[];
  readonly times: number;
}): FigureRow {
  return {
    ...face,
    async check(): Promise<Verdict> {
      const differences: string[] = [];
      for (const { sides, name } of figures)
        for (const side of Object.values(sides)) {
          const { recorded } = await measured(side, 1_000);
          if (recorded !== 1_000)
            differences.push(`${name}: ${side} recorded ${recorded} of 1,000`);
        }
      return { summary: "each has every alert on record", differences };
    },
    async measure(progress) {
      const result: { name: string; unit: "ns" | "bytes"; values: Map<string, number[]> }[] = [];
      for (const { name, unit, count, sides } of figures) {
        const values = new Map<string, number[]>(Object.keys(sides).map((side) => [side, []]));
        for (let round = 1; round <= times; round++)
          for (const [shown, side] of shuffled(Object.entries(sides))) {
            progress(`round ${round} of ${times}: ${name}, ${shown}`);
            values.get(shown)?.push((await measured(side, count)).value);
          }
        result.push({ name, unit, values });
      }
      return result;
    },
  };
}

async function measured(side: Side, count: number): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), "ettl-bench-"));
  try {
    const task: Task = { side, count, folder };
    const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(task)]);
    return JSON.parse(stdout) as Measured;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
