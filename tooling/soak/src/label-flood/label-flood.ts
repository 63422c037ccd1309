import { startChild } from "../child.ts";
import type { Soak } from "../soak.ts";
import { figure, table } from "../table.ts";
import type { Report, Task } from "./task.ts";

const defaultLimit = 2000;
/** Of which most is garbage of the flood itself: label objects that wait for their collection. */
const mostPeakMb = 60;
/** What 2,001 series may keep. */
const mostKeptMb = 4;
const mostScrapeMs = 1000;
const mostBlockMs = 100;

interface Cell {
  readonly name: string;
  readonly task: Task;
}

/** A label with endless values: memory stays bounded at the default limit, and a scrape short. */
export const labelFlood: Soak = {
  name: "label-flood",
  shows: `endless label sets take at most ${mostPeakMb} MB while they come and ${mostKeptMb} MB after, and a scrape less than ${mostScrapeMs / 1000} s`,
  count: 1_000_000,
  unit: "label sets",
  async run(count, { signal, progress }) {
    const tenth = Math.ceil(count / 10);
    const cells: readonly Cell[] = [
      cell("counter, default limit", "counter", count),
      cell("histogram, default limit", "histogram", count),
      cell("counter, all kept", "counter", count, count),
      cell("histogram, a tenth, all kept", "histogram", tenth, tenth),
    ];
    const rows = [
      [
        "",
        "ns/sample",
        "peak MB",
        "kept MB",
        "B/series",
        "first ms",
        "scrape ms",
        "block ms",
        "body MB",
      ],
    ];
    const faults: string[] = [];
    for (const { name, task } of cells) {
      progress(name);
      const report = await flood(task, signal);
      const fault = faultOf(report, task);
      if (fault !== undefined) faults.push(`  - ${name}: ${fault}\n`);
      rows.push([`${fault === undefined ? "" : "! "}${name}`, ...figuresOf(report)]);
    }
    const overflow = `  at the default limit ${figure(Math.max(0, count - defaultLimit))} samples are in one series\n`;
    return {
      text: table(rows) + overflow + faults.join(""),
      verdict: `${cells.length - faults.length} of ${cells.length} floods within bounds, no sample lost`,
      isShown: faults.length === 0,
    };
  },
};

const cell = (name: string, type: Task["type"], labelSets: number, limit?: number): Cell => ({
  name,
  task: { type, labelSets, maxSeriesPerMetric: limit },
});

async function flood(task: Task, signal: AbortSignal): Promise<Report> {
  const program = new URL("./program.js", import.meta.url);
  const child = startChild(program, task, { signal, timeoutMs: 300_000 });
  let output = "";
  for await (const text of child.output) output += text;
  const { end, errors } = await child.ended();
  if (end !== "code 0") throw new Error(`a flood ended with ${end}: ${errors}`);
  return JSON.parse(output);
}

function figuresOf(report: Report): string[] {
  const megabytes = (bytes: number) => (bytes / 1024 ** 2).toFixed(1);
  return [
    report.nanosecondsPerSample.toFixed(0),
    megabytes(report.peakBytes),
    megabytes(report.heapBytes),
    figure(Math.round(report.heapBytes / report.series)),
    report.firstScrapeMs.toFixed(0),
    report.scrapeMs.toFixed(1),
    report.longestBlockMs.toFixed(1),
    megabytes(report.bodyBytes),
  ];
}

function faultOf(report: Report, task: Task): string | undefined {
  const { labelSets, maxSeriesPerMetric: limit = defaultLimit } = task;
  const kept = Math.min(labelSets, limit);
  if (report.series !== kept) return `${figure(report.series)} series, expected ${figure(kept)}`;
  if (report.overflowed !== labelSets - kept)
    return `${figure(report.overflowed)} samples overflowed, expected ${figure(labelSets - kept)}`;
  if (report.total !== labelSets) return `the scrape shows ${figure(report.total)} samples`;
  if (report.longestBlockMs > mostBlockMs) return `stood still for more than ${mostBlockMs} ms`;
  if (task.maxSeriesPerMetric !== undefined) return undefined;
  if (report.peakBytes > mostPeakMb * 1024 ** 2) return `took more than ${mostPeakMb} MB`;
  if (report.heapBytes > mostKeptMb * 1024 ** 2) return `keeps more than ${mostKeptMb} MB`;
  const slowest = Math.max(report.firstScrapeMs, report.scrapeMs);
  return slowest > mostScrapeMs ? `a scrape took more than ${mostScrapeMs} ms` : undefined;
}
