import { availableParallelism, cpus, loadavg } from "node:os";
import type { Samples } from "./paired.ts";
import type { Case, Goal } from "./row.ts";
import { ratios, spreadOf } from "./spread.ts";
import { columns, range, share, verdict, whole } from "./table.ts";

/** On what the numbers were measured; only ratios within one run mean anything. */
export function machine(): string {
  const model = cpus()[0]?.model ?? process.arch;
  const load = loadavg()[0]?.toFixed(1) ?? "?";
  const gc = globalThis.gc ? ", gc before each slice" : "";
  return `Node ${process.version}, ${availableParallelism()} × ${model}, load ${load}${gc}`;
}

/** The table of one row, and how far its goals are. */
export function report(samples: Samples, goals: readonly Goal[]): string {
  const ours = caseOf(samples, ({ role }) => role === "ours", 'a case with the role "ours"');
  const table = [["case", "median ns", "middle half", "of ours"]];
  for (const each of samples.keys()) {
    const time = spreadOf(samples.get(each) ?? []);
    const ratio = ratioOf(samples, each, ours);
    const name = each.role === "limit" ? `limit: ${each.name}` : each.name;
    table.push([name, whole(time.median), range(time, whole), ratio.median.toFixed(2)]);
  }
  return `${columns(table)}\n${goals.map((goal) => reached(samples, ours, goal)).join("")}`;
}

function reached(samples: Samples, ours: Case, goal: Goal): string {
  if ("atMostNs" in goal) {
    const times = samples.get(ours) ?? [];
    const time = spreadOf(times);
    // With a busy machine, the fastest round is nearest to what the work itself takes.
    return `  ours: ${whole(time.median)} ns (${range(time, whole)}), fastest round ${whole(Math.min(...times))} ns
  goal: at most ${whole(goal.atMostNs)} ns: ${verdict(time.median <= goal.atMostNs)}
`;
  }
  const peer = caseOf(samples, ({ name }) => name === goal.peer, `the case "${goal.peer}"`);
  const ratio = ratioOf(samples, ours, peer);
  return `  ours / ${peer.name}: ${share(ratio.median)} (${range(ratio, share)})
  goal: at most ${share(goal.atMost)}: ${verdict(ratio.median <= goal.atMost)}
`;
}

function caseOf(samples: Samples, isIt: (each: Case) => boolean, what: string): Case {
  const found = [...samples.keys()].find(isIt);
  if (!found) throw new Error(`the row has not ${what}`);
  return found;
}

/** Of the times of the same round, so that a slow moment of the machine cancels out. */
const ratioOf = (samples: Samples, of: Case, to: Case) =>
  spreadOf(ratios(samples.get(of) ?? [], samples.get(to) ?? []));
