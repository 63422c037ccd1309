import type { RuntimeMetricsOptions } from "@ettl/metrics";
import { startChild } from "../child.ts";
import type { Soak } from "../soak.ts";
import { table } from "../table.ts";
import type { Report, Task } from "./task.ts";

const mostPercent = 1;

const none = {
  cpu: false,
  memory: false,
  eventLoop: false,
  gc: false,
  heapSpaces: false,
  activeResources: false,
  fileDescriptors: false,
} satisfies RuntimeMetricsOptions;

interface Process {
  readonly name: string;
  readonly runtimeMetrics: Task["runtimeMetrics"];
}

const processes: readonly Process[] = [
  { name: "nothing", runtimeMetrics: false },
  { name: "everything", runtimeMetrics: true },
  ...Object.keys(none).map((key) => ({
    name: `only ${key}`,
    runtimeMetrics: { ...none, [key]: true },
  })),
];

/** What the runtime metrics cost a process that has nothing else to do. */
export const runtimeCost: Soak = {
  name: "runtime-cost",
  shows: `all runtime metrics, scraped each second, cost at most ${mostPercent} % of a core`,
  count: 60,
  unit: "seconds",
  async run(count, { signal, progress }) {
    progress(`${processes.length} processes for ${count} s`);
    // Side by side: what disturbs the machine disturbs all of them.
    const runs = await Promise.all(
      processes.map(async (each) => ({ ...each, ...(await measure(each, count, signal)) })),
    );
    const faults = runs.flatMap(({ name, fault }) => (fault ? [`  - ${name}: ${fault}\n`] : []));
    const percent = (name: string) => runs.find((run) => run.name === name)?.percent ?? Number.NaN;
    const cost = (name: string) => (percent(name) - percent("nothing")).toFixed(2);
    const rows = runs.map((run) => [
      run.name,
      `${run.samples}`,
      run.percent.toFixed(2),
      run.name === "nothing" ? "–" : cost(run.name),
    ]);
    const total = percent("everything") - percent("nothing");
    return {
      text:
        table([["collected", "samples", "% of a core", "more than nothing"], ...rows]) +
        faults.join(""),
      verdict: `${total.toFixed(2)} % of a core`,
      isShown: faults.length === 0 && total <= mostPercent,
    };
  },
};

async function measure({ runtimeMetrics }: Process, seconds: number, signal: AbortSignal) {
  const task: Task = { runtimeMetrics, seconds };
  const timeoutMs = 60_000 + 2000 * seconds;
  const child = startChild(new URL("./program.js", import.meta.url), task, { signal, timeoutMs });
  let output = "";
  for await (const text of child.output) output += text;
  const { end, errors } = await child.ended();
  if (end !== "code 0")
    return { percent: Number.NaN, samples: 0, fault: `ended with ${end}: ${errors.trim()}` };
  const { cpuMicroseconds, elapsedMs, samples }: Report = JSON.parse(output);
  return { percent: cpuMicroseconds / 10 / elapsedMs, samples, fault: undefined };
}
