import { setMaxListeners } from "node:events";
import { startChild } from "../child.ts";
import type { Soak } from "../soak.ts";
import { figure, table } from "../table.ts";
import { type Fault, faults, faultyCollector } from "./faulty-collector.ts";
import type { Report, Task } from "./task.ts";

const closeMs = 10_000;
/** What a loaded machine may take to notice that a timer is over. */
const graceSeconds = 0.5;
const endpoints = ["otlpEndpoint", "jaegerEndpoint"] as const;

/** Every way in which a collector can fail, for both exporters: each span has one fate, in time. */
export const spansFaults: Soak = {
  name: "spans-faults",
  shows: `whatever is wrong with a collector, every ended span is exported or counted as dropped, and closing takes at most ${closeMs / 1000} s`,
  count: 5000,
  unit: "spans per cell",
  async run(count, { signal, progress }) {
    setMaxListeners(2 * faults.length, signal);
    const rows = [["", "ended", "exported", "dropped", "close s", "dropped because"]];
    const wrong: string[] = [];
    for (const endpoint of endpoints) {
      progress(endpoint);
      // Side by side: most of them only wait.
      const cells = await Promise.all(
        faults.map((fault) => cell(fault, { endpoint, spans: count, closeMs }, signal)),
      );
      for (const { fault, report, taken } of cells) {
        const name = `${endpoint === "otlpEndpoint" ? "OTLP" : "Jaeger"}, ${fault}`;
        const complaint = complaintOf(report, { fault, taken, count });
        if (complaint !== undefined) wrong.push(`  - ${name}: ${complaint}\n`);
        rows.push([`${complaint === undefined ? "" : "! "}${name}`, ...figuresOf(report)]);
      }
    }
    const cellCount = endpoints.length * faults.length;
    return {
      text: table(rows) + wrong.join(""),
      verdict: `${cellCount - wrong.length} of ${cellCount} add up to the span and closed in time`,
      isShown: wrong.length === 0,
    };
  },
};

async function cell(fault: Fault, task: Omit<Task, "url">, signal: AbortSignal) {
  const collector = await faultyCollector(fault);
  try {
    const path = task.endpoint === "jaegerEndpoint" ? "/api/traces" : "";
    const program = new URL("./program.js", import.meta.url);
    const child = startChild(
      program,
      { ...task, url: collector.url + path },
      { signal, timeoutMs: 120_000 },
    );
    let output = "";
    for await (const text of child.output) output += text;
    const { end, errors } = await child.ended();
    if (end !== "code 0") throw new Error(`${fault}: the program ended with ${end}: ${errors}`);
    if (errors !== "") throw new Error(`${fault}: the program complained: ${errors}`);
    const report: Report = JSON.parse(output);
    return { fault, report, taken: collector.taken() };
  } finally {
    await collector.close();
  }
}

const figuresOf = ({ ended, exported, dropped, closeSeconds, droppedByReason }: Report) => [
  figure(ended),
  figure(exported),
  figure(dropped),
  closeSeconds.toFixed(1),
  Object.entries(droppedByReason)
    .map(([reason, spans]) => `${reason} ${figure(spans)}`)
    .join(", "),
];

function complaintOf(
  { ended, exported, dropped, queued, closeSeconds }: Report,
  { fault, taken, count }: { fault: Fault; taken: number; count: number },
): string | undefined {
  if (ended !== count) return `${figure(ended)} ended of ${figure(count)}`;
  if (queued !== 0) return `${figure(queued)} are queued after the close`;
  if (exported + dropped !== ended)
    return `${figure(exported)} + ${figure(dropped)} are not ${figure(ended)}`;
  if (exported !== taken) return `the collector has ${figure(taken)} of ${figure(exported)}`;
  if (["none", "recovering", "slow"].includes(fault) && exported === 0) return "none was exported";
  if (closeSeconds > closeMs / 1000 + graceSeconds)
    return `closing took ${closeSeconds.toFixed(1)} s`;
  return undefined;
}
