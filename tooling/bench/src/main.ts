import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { reportFigures } from "./figure-report.ts";
import { measure } from "./paired.ts";
import { machine, report } from "./report.ts";
import type { Row } from "./row.ts";
import { alertRows } from "./rows/alerts.ts";
import {
  counterBound,
  counterFreshLabel,
  counterLabels,
  counterNewSeries,
  counterOverflow,
} from "./rows/counters.ts";
import { encodeSpan } from "./rows/encode-span.ts";
import { exportCsvRow } from "./rows/export-csv.ts";
import { expositionParse } from "./rows/exposition-parse.ts";
import { healthRows } from "./rows/health-requests.ts";
import { histogramBound, histogramLabels } from "./rows/histograms.ts";
import { importCost } from "./rows/import-cost.ts";
import { liveFanOut } from "./rows/live-fan-out.ts";
import { logLine } from "./rows/log-line.ts";
import { memoryPerSeries } from "./rows/memory-per-series.ts";
import { scrapeRows } from "./rows/scrapes.ts";
import { scrub } from "./rows/scrub.ts";
import { spanRows } from "./rows/spans.ts";
import { watchLook } from "./rows/watch-look.ts";
import { wholeOperation } from "./rows/whole-operation.ts";

const rows: readonly Row[] = [
  wholeOperation,
  logLine,
  scrub,
  counterLabels,
  counterFreshLabel,
  counterNewSeries,
  counterOverflow,
  counterBound,
  histogramLabels,
  histogramBound,
  ...scrapeRows,
  ...healthRows,
  ...alertRows,
  liveFanOut,
  watchLook,
  exportCsvRow,
  expositionParse,
  memoryPerSeries,
  ...spanRows,
  encodeSpan,
  importCost,
];
const fewestRounds = 9;

const help = `Measures ours beside its peers, paired in one run.

  pnpm bench [row…] [--rounds N] [--bare] [--list] [--help]

  row         what to measure (default: all rows)
  --rounds N  how often each case is timed, ${fewestRounds} or more (default: 51); scrapes and memory
              have rounds of their own
  --bare      without the lines about the machine
  --list      the rows
  --help      this text

Each row has a process of its own. It first checks that both sides record the same. A goal that is
not met is a figure, not a failure. Exit code: 0 measured, 1 the sides did not do the same work, 2 wrong usage.
`;

class UsageError extends Error {}

async function main(args: string[]): Promise<number> {
  const { values, positionals } = readArguments(args);
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  if (values.list) {
    for (const { name, work } of rows) process.stdout.write(`${name}: ${work}\n`);
    return 0;
  }
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < fewestRounds)
    throw new UsageError(`--rounds is "${values.rounds}", expected ${fewestRounds} or more`);
  const chosen = positionals.length === 0 ? rows : positionals.map(rowNamed);

  if (!values.bare)
    process.stdout.write(`${machine()}\n${rounds} rounds, cases shuffled in each\n`);
  const [first, ...others] = chosen;
  if (first && others.length === 0) return (await measureRow(first, rounds)) ? 0 : 1;
  for (const { name } of chosen) {
    const code = await inOwnProcess([name, "--bare", "--rounds", String(rounds)]);
    if (code !== 0) return code;
  }
  return 0;
}

/** So that what one row made the compiler believe is not there for the next. */
async function inOwnProcess(args: readonly string[]): Promise<number> {
  const program = fileURLToPath(import.meta.url);
  const child = spawn(process.execPath, [...process.execArgv, program, ...args], {
    stdio: "inherit",
  });
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
}

async function measureRow(row: Row, rounds: number): Promise<boolean> {
  process.stdout.write(`\n${row.name}: ${row.work}\n`);
  progress("check");
  const { summary, differences } = await row.check();
  progress("");
  if (differences.length > 0) {
    process.stdout.write(`  not timed, the sides did not do the same work:\n`);
    for (const difference of differences) process.stdout.write(`  - ${difference}\n`);
    return false;
  }
  process.stdout.write(`  checked: ${summary}\n\n`);

  if ("measure" in row) {
    const figures = await row.measure(progress);
    progress("");
    process.stdout.write(reportFigures(figures, row.goals));
    return true;
  }
  await using open = await row.open();
  const samples = await measure(open.cases, { rounds, sliceMs: 25, warmUpMs: 1500, progress });
  progress("");
  process.stdout.write(report(samples, row.goals));
  return true;
}

/** One line that is overwritten, for somebody who waits; an empty step clears it. */
function progress(step: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${step}`);
}

function rowNamed(name: string): Row {
  const row = rows.find((each) => each.name === name);
  if (row) return row;
  throw new UsageError(`no row "${name}"; there is ${rows.map((each) => each.name).join(", ")}`);
}

function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        rounds: { type: "string", default: "51" },
        bare: { type: "boolean", default: false },
        list: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${help}`);
  process.exitCode = 2;
}
