import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { alertsKills } from "./alerts-kills/alerts-kills.ts";
import { alertsStorm } from "./alerts-storm/alerts-storm.ts";
import { exporterAccount } from "./exporter-account/exporter-account.ts";
import { exporterKills } from "./exporter-kills/exporter-kills.ts";
import { labelFlood } from "./label-flood/label-flood.ts";
import { liveFeed } from "./live-feed/live-feed.ts";
import { logExits } from "./log-exits/log-exits.ts";
import { logRotation } from "./log-rotation/log-rotation.ts";
import { metricsDifferential } from "./metrics-differential/metrics-differential.ts";
import { monitorKills } from "./monitor-kills/monitor-kills.ts";
import { monitorLoad } from "./monitor-load/monitor-load.ts";
import { pageLive } from "./page-live/page-live.ts";
import { piiSoak } from "./pii/pii-soak.ts";
import { runtimeCost } from "./runtime-cost/runtime-cost.ts";
import { scrapeStorm } from "./scrape-storm/scrape-storm.ts";
import { shortJobs } from "./short-jobs/short-jobs.ts";
import type { Soak } from "./soak.ts";
import { spansCollectorDown } from "./spans-collector-down/spans-collector-down.ts";
import { spansDifferential } from "./spans-differential/spans-differential.ts";
import { spansFaults } from "./spans-faults/spans-faults.ts";
import { figure } from "./table.ts";

const soaks: readonly Soak[] = [
  alertsKills,
  alertsStorm,
  exporterAccount,
  exporterKills,
  labelFlood,
  liveFeed,
  logExits,
  logRotation,
  metricsDifferential,
  monitorKills,
  monitorLoad,
  pageLive,
  piiSoak,
  runtimeCost,
  scrapeStorm,
  shortJobs,
  spansCollectorDown,
  spansFaults,
  spansDifferential,
];

const help = `Runs for long and shows figures.

  pnpm soak <name…> [--count N] [--list] [--help]

  name       what to run, one or several
  --count N  how many lines, values, …; a full run without it
  --list     the names, what each shows and its full count
  --help     this text

Exit code: 0 shown, 1 not shown, 2 wrong usage; 130 after Ctrl-C.
`;

class UsageError extends Error {}

async function main(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = readArguments(args);
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  if (values.list) {
    for (const { name, shows, count, unit } of soaks)
      process.stdout.write(`${name}: ${shows} (${figure(count)} ${unit})\n`);
    return 0;
  }
  const count = values.count === undefined ? undefined : Number(values.count);
  if (count !== undefined && !(Number.isSafeInteger(count) && count > 0))
    throw new UsageError(`--count is "${values.count}", expected a whole number, 1 or more`);
  if (positionals.length === 0) throw new UsageError(`which one? There is ${names()}`);
  const chosen = positionals.map(soakNamed);

  process.stdout.write(`Node ${process.version}, ${availableParallelism()} cores\n`);
  let isShown = true;
  for (const soak of chosen) {
    const isThisShown = await runSoak(soak, count ?? soak.count, signal);
    isShown &&= isThisShown;
  }
  return isShown ? 0 : 1;
}

async function runSoak(soak: Soak, count: number, signal: AbortSignal): Promise<boolean> {
  process.stdout.write(`\n${soak.name}: ${soak.shows}\n  ${figure(count)} ${soak.unit}\n\n`);
  const begin = performance.now();
  try {
    const { text, verdict, isShown } = await soak.run(count, { signal, progress });
    progress("");
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    process.stdout.write(
      `${text}\n  ${isShown ? "shown" : "NOT SHOWN"}: ${verdict} (${seconds} s)\n`,
    );
    return isShown;
  } finally {
    progress("");
  }
}

/** One line that is overwritten, for somebody who waits; an empty step clears it. */
function progress(step: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${step}`);
}

const names = () => soaks.map(({ name }) => name).join(", ");

function soakNamed(name: string): Soak {
  const soak = soaks.find((each) => each.name === name);
  if (soak) return soak;
  throw new UsageError(`no soak "${name}"; there is ${names()}`);
}

function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        count: { type: "string" },
        list: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

// A second signal finds no listener and ends the process at once.
const interrupted = new AbortController();
process.once("SIGINT", () => interrupted.abort(130));
process.once("SIGTERM", () => interrupted.abort(143));

try {
  process.exitCode = await main(process.argv.slice(2), interrupted.signal);
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${help}`);
    process.exitCode = 2;
  } else if (interrupted.signal.aborted) process.exitCode = interrupted.signal.reason;
  else throw error;
}
