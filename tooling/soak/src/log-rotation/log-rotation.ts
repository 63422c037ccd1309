import { startChild } from "../child.ts";
import { type FoundFiles, linesOfFolder } from "../numbered-lines.ts";
import type { Soak } from "../soak.ts";
import { figure, table } from "../table.ts";
import { inTemporaryFolder } from "../temporary-folder.ts";
import type { Report, Task } from "./task.ts";

const maxSizeMb = 0.1;
const maxSizeBytes = Math.floor(maxSizeMb * 1024 ** 2);
const fewBackups = 3;
/** More than any line here has: a file may be longer than its limit by one line. */
const lineBytes = 200;

interface Run {
  readonly name: string;
  readonly linesPerTurn: number;
  readonly maxBackups: number;
}

/** Rotation at full speed: nothing is lost, and no more is kept than was asked for. */
export const logRotation: Soak = {
  name: "log-rotation",
  shows:
    "rotation at full speed loses no line, repeats none, and keeps to size and number of files",
  count: 100_000,
  unit: "lines per run",
  async run(count, { signal, progress }) {
    // Two lines make no more than two files: this many backups keep all.
    const all = count;
    const runs: readonly Run[] = [
      { name: "keep all, 100 lines per turn", linesPerTurn: 100, maxBackups: all },
      { name: `keep ${fewBackups}, 100 lines per turn`, linesPerTurn: 100, maxBackups: fewBackups },
      { name: "keep all, all in one turn", linesPerTurn: count, maxBackups: all },
      { name: `keep ${fewBackups}, all in one turn`, linesPerTurn: count, maxBackups: fewBackups },
    ];
    const rows = [["run", "lines kept", "files", "at most", "largest, bytes", "over the size"]];
    const faults: string[] = [];
    for (const run of runs) {
      signal.throwIfAborted();
      progress(run.name);
      const { found, fault } = await rotate(run, count, signal);
      if (fault !== undefined) faults.push(`  - ${run.name}: ${fault}\n`);
      rows.push([
        run.name,
        `${fault === undefined ? "" : "! "}${figure(found.whole)}`,
        figure(found.files),
        run.maxBackups === all ? "–" : figure(run.maxBackups + 1),
        figure(found.largestBytes),
        overshoot(found.largestBytes),
      ]);
    }
    const size = `  size limit ${maxSizeMb} MB = ${figure(maxSizeBytes)} bytes\n`;
    return {
      text: table(rows) + size + faults.join(""),
      verdict: `${runs.length - faults.length} of ${runs.length} runs without loss, gap, file too large or file too many`,
      isShown: faults.length === 0,
    };
  },
};

function rotate({ linesPerTurn, maxBackups }: Run, count: number, signal: AbortSignal) {
  return inTemporaryFolder(async (folder) => {
    const task: Task = { folder, count, linesPerTurn, maxSizeMb, maxBackups };
    const program = new URL("./program.js", import.meta.url);
    const child = startChild(program, task, { signal, timeoutMs: 60_000 + count });
    let output = "";
    for await (const text of child.output) output += text;
    const { end, errors } = await child.ended();
    const found = await linesOfFolder(folder);
    if (end !== "code 0") return { found, fault: `ended with ${end}: ${errors.trim()}` };
    return { found, fault: faultOf(found, task, JSON.parse(output)) };
  });
}

function faultOf(found: FoundFiles, task: Task, report: Report): string | undefined {
  const { count, maxBackups } = task;
  const problem = report.problems[0];
  if (problem !== undefined) return `reported: ${problem}`;
  if (report.dropped > 0) return `${figure(report.dropped)} lines were dropped`;
  if (found.faults > 0) return `${figure(found.faults)} × broken or not in order: ${found.fault}`;
  if (found.last !== count - 1) return `ends with line ${found.last ?? "–"}, not the newest`;
  if (found.files > maxBackups + 1) return `${found.files} files, expected ${maxBackups + 1}`;
  if (found.largestBytes > maxSizeBytes + lineBytes) return "a file is longer by more than a line";
  if (found.first === 0)
    return found.files === 1 ? "nothing rolled; take a larger --count" : undefined;
  // Between two files there may be no open one; one less than asked for is removed too early.
  return found.files < maxBackups ? `only ${found.files} files are left` : undefined;
}

function overshoot(largestBytes: number): string {
  const share = largestBytes / maxSizeBytes - 1;
  return share <= 0 ? "none" : `${figure(Math.ceil(share * 10_000) / 100)} %`;
}
