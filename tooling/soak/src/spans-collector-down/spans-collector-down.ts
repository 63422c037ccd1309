import { startChild } from "../child.ts";
import type { Soak } from "../soak.ts";
import { type Fault, faultyCollector } from "../spans-faults/faulty-collector.ts";
import { figure, table } from "../table.ts";
import type { Report, Task } from "./task.ts";

const maxQueueSize = 2048;
const mostPeakMb = 30;

const cells = [
  { name: "OTLP, dead", endpoint: "otlpEndpoint", fault: "dead" },
  { name: "OTLP, hung", endpoint: "otlpEndpoint", fault: "hung" },
  { name: "Jaeger, dead", endpoint: "jaegerEndpoint", fault: "dead" },
  { name: "Jaeger, hung", endpoint: "jaegerEndpoint", fault: "hung" },
] as const satisfies readonly { name: string; endpoint: Task["endpoint"]; fault: Fault }[];

/** A collector that stays away: memory is flat, the queue bounded, and each lost span counted. */
export const spansCollectorDown: Soak = {
  name: "spans-collector-down",
  shows: `without a collector at most ${figure(maxQueueSize)} spans wait, memory grows by at most ${mostPeakMb} MB, and all others are counted`,
  count: 200_000,
  unit: "spans",
  async run(count, { signal, progress }) {
    const rows = [
      ["", "ended", "exported", "dropped", "most queued", "peak MB", "kept MB", "seconds"],
    ];
    const wrong: string[] = [];
    for (const { name, endpoint, fault } of cells) {
      progress(name);
      const report = await run({ endpoint, spans: count, maxQueueSize }, fault, signal);
      const complaint = complaintOf(report, count);
      if (complaint !== undefined) wrong.push(`  - ${name}: ${complaint}\n`);
      rows.push([`${complaint === undefined ? "" : "! "}${name}`, ...figuresOf(report)]);
    }
    return {
      text: table(rows) + wrong.join(""),
      verdict: `${cells.length - wrong.length} of ${cells.length} stay flat and add up to the span`,
      isShown: wrong.length === 0,
    };
  },
};

async function run(task: Omit<Task, "url">, fault: Fault, signal: AbortSignal): Promise<Report> {
  const collector = await faultyCollector(fault);
  try {
    const path = task.endpoint === "jaegerEndpoint" ? "/api/traces" : "";
    const child = startChild(
      new URL("./program.js", import.meta.url),
      { ...task, url: collector.url + path },
      { signal, timeoutMs: 300_000 },
    );
    let output = "";
    for await (const text of child.output) output += text;
    const { end, errors } = await child.ended();
    if (end !== "code 0") throw new Error(`the program ended with ${end}: ${errors}`);
    return JSON.parse(output);
  } finally {
    await collector.close();
  }
}

const megabytes = (bytes: number) => (bytes / 1024 ** 2).toFixed(1);

const figuresOf = (report: Report) => [
  figure(report.ended),
  figure(report.exported),
  figure(report.dropped),
  figure(report.mostQueued),
  megabytes(report.peakBytes),
  megabytes(report.heapBytes),
  report.seconds.toFixed(1),
];

function complaintOf(report: Report, count: number): string | undefined {
  const { ended, exported, dropped, mostQueued, peakBytes } = report;
  if (ended !== count) return `${figure(ended)} ended of ${figure(count)}`;
  if (exported !== 0) return `${figure(exported)} count as exported`;
  if (dropped !== ended) return `${figure(dropped)} dropped of ${figure(ended)}`;
  if (mostQueued > maxQueueSize) return `${figure(mostQueued)} waited at once`;
  return peakBytes > mostPeakMb * 1024 ** 2 ? `took more than ${mostPeakMb} MB` : undefined;
}
