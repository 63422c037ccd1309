import { availableParallelism, cpus, loadavg } from "node:os";
import type { Samples } from "./paired.ts";
import type { Case, Goal } from "./row.ts";
import { type Spread, spreadOf } from "./spread.ts";

/** On what the numbers were measured; only ratios within one run mean anything. */
export function machine(): string {
  const model = cpus()[0]?.model ?? process.arch;
  const load = loadavg()[0]?.toFixed(1) ?? "?";
  const gc = globalThis.gc ? ", gc before each slice" : "";
  return `Node ${process.version}, ${availableParallelism()} × ${model}, load ${load}${gc}`;
}

/** The table of one row, and how far its goal is. */
export function report(samples: Samples, goal: Goal): string {
  const cases = [...samples.keys()];
  const ours = cases.find(({ role }) => role === "ours");
  const peer = cases.find(({ name }) => name === goal.peer);
  if (!ours || !peer) throw new Error(`a row needs a case "ours" and the case "${goal.peer}"`);

  const table = [["case", "median ns", "middle half", "of ours"]];
  for (const each of cases) {
    const time = spreadOf(samples.get(each) ?? []);
    const ratio = ratioOf(samples, each, ours);
    const name = each.role === "limit" ? `limit: ${each.name}` : each.name;
    table.push([name, whole(time.median), range(time, whole), ratio.median.toFixed(2)]);
  }
  const reached = ratioOf(samples, ours, peer);
  const verdict = reached.median <= goal.atMost ? "met" : "not met";
  return `${columns(table)}
  ours / ${peer.name}: ${reached.median.toFixed(2)} (${range(reached, (n) => n.toFixed(2))})
  goal: at most ${goal.atMost.toFixed(2)}: ${verdict}
`;
}

/** Of the times of the same round, so that a slow moment of the machine cancels out. */
function ratioOf(samples: Samples, of: Case, to: Case): Spread {
  const base = samples.get(to) ?? [];
  const times = samples.get(of) ?? [];
  return spreadOf(times.map((time, round) => time / (base[round] ?? Number.NaN)));
}

function columns(table: readonly (readonly string[])[]): string {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((line) => line[column]?.length ?? 0)),
  );
  const padded = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  return table.map((line) => `  ${line.map(padded).join("   ")}\n`).join("");
}

const whole = (value: number) => Math.round(value).toLocaleString("en");
const range = ({ low, high }: Spread, format: (value: number) => string) =>
  `${format(low)} – ${format(high)}`;
