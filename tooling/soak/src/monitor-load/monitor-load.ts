import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "@ettl-tooling/test";
import { type Child, startChild } from "../child.ts";
import { startMonitor } from "../monitor-program.ts";
import type { Soak, SoakOptions, SoakResult } from "../soak.ts";
import { figure, table } from "../table.ts";
import { inTemporaryFolder } from "../temporary-folder.ts";
import { processCost } from "./process-cost.ts";
import { keyOf, type PingCounts, type TargetCounts } from "./task.ts";

const program = new URL("./program.js", import.meta.url);
const intervalSeconds = 15;
const size = { targets: 2_000, heartbeats: 2_000, probes: 500 };
/** Until every watch was looked at once. */
const warmUpMs = 30_000;

/** Thousands of watches on one core, for as long as it is told. */
export const monitorLoad: Soak = {
  name: "monitor-load",
  shows: `the monitor watches ${figure(size.targets)} targets, ${figure(size.heartbeats)} heartbeats and ${figure(size.probes)} probes at ${intervalSeconds} s and skips none`,
  count: 600,
  unit: "seconds after the start",
  run: (count, options) => inTemporaryFolder((folder) => run(count, folder, options)),
};

async function run(seconds: number, folder: string, options: SoakOptions): Promise<SoakResult> {
  const { signal, progress } = options;
  const timeoutMs = seconds * 1_000 + 300_000;
  const targets = startChild(program, { kind: "targets" }, { signal, timeoutMs });
  const { port } = await said<TargetCounts>(targets);
  const monitorPort = await freePort();
  await writeFile(join(folder, "ettl.toml"), configuration(port, monitorPort), { mode: 0o600 });
  const { program: monitor, url } = await startMonitor(folder);
  const pings = startChild(
    program,
    { kind: "pings", url, heartbeats: size.heartbeats, intervalMs: intervalSeconds * 1_000 },
    { signal, timeoutMs },
  );
  try {
    progress("every watch is looked at for the first time");
    await delay(warmUpMs, undefined, { signal });
    const before = { cost: processCost(monitor.child.pid ?? 0), metrics: await metricsOf(url) };
    const begin = performance.now();
    for (let second = 0; second < seconds; second += 1) {
      progress(`${second} of ${seconds} s`);
      await delay(1_000, undefined, { signal });
    }
    const elapsedSeconds = (performance.now() - begin) / 1_000;
    const after = { cost: processCost(monitor.child.pid ?? 0), metrics: await metricsOf(url) };
    const overview = (await (await fetch(`${url}/api/overview`)).json()) as {
      counts: Record<string, Record<string, number>>;
    };
    const reasons = await reasonsOf(url);
    const pinged = await stopped<PingCounts>(pings);
    const asked = await stopped<TargetCounts>(targets);
    monitor.kill("SIGTERM");
    const { code } = await monitor.ended();
    return verdict({ elapsedSeconds, before, after, overview, reasons, pinged, asked, code });
  } finally {
    await monitor[Symbol.asyncDispose]();
    for (const child of [targets, pings]) child.process.kill("SIGKILL");
  }
}

function configuration(port: number, monitorPort: number): string {
  const lines = [
    `[monitoring]\nmetrics_port = ${monitorPort}\n`,
    `[health]\ninterval_seconds = ${intervalSeconds}\n`,
  ];
  for (let index = 0; index < size.targets; index += 1)
    lines.push(`[[targets]]\nname = "target ${index}"\nurl = "http://127.0.0.1:${port}"\n`);
  for (let index = 0; index < size.probes; index += 1)
    lines.push(
      index % 5 === 0
        ? `[[probes]]\ntype = "tcp"\nname = "port ${index}"\nhost = "127.0.0.1"\nport = ${port}\n`
        : `[[probes]]\ntype = "http"\nname = "page ${index}"\nurl = "http://127.0.0.1:${port}/probe"\nconditions = { status = [200], response_time_ms = 4000 }\n`,
    );
  for (let index = 0; index < size.heartbeats; index += 1)
    lines.push(
      `[[heartbeats]]\nname = "job ${index}"\nkey = "${keyOf(index)}"\nperiod_seconds = ${intervalSeconds}\nlate_seconds = 5\ngrace_seconds = 15\n`,
    );
  return lines.join("\n");
}

interface Snapshot {
  readonly cost: ReturnType<typeof processCost>;
  readonly metrics: ReadonlyMap<string, number>;
}

async function metricsOf(url: string): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const wanted = text
    .split("\n")
    .filter((line) => /^ettl_(health_schedule_delay_seconds|health_checks_skipped)/.test(line));
  return new Map(
    wanted.map((line) => {
      const at = line.lastIndexOf(" ");
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

function verdict(found: {
  readonly elapsedSeconds: number;
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly overview: { readonly counts: Record<string, Record<string, number>> };
  readonly reasons: readonly string[];
  readonly pinged: PingCounts;
  readonly asked: TargetCounts;
  readonly code: number | null;
}): SoakResult {
  const { elapsedSeconds, before, after, overview, reasons, pinged, asked, code } = found;
  const difference = (name: string) =>
    (after.metrics.get(name) ?? 0) - (before.metrics.get(name) ?? 0);
  const cpuSeconds = after.cost.cpuSeconds - before.cost.cpuSeconds;
  const skipped = difference("ettl_health_checks_skipped_total");
  const begun = difference("ettl_health_schedule_delay_seconds_count");
  const expected = ((size.targets + size.probes) / intervalSeconds) * elapsedSeconds;
  const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  const wrong = Object.entries(overview.counts)
    .flatMap(([kind, counts]) =>
      Object.entries(counts).map(([status, count]) => ({ kind, status, count })),
    )
    .filter(({ status, count }) => status !== "healthy" && count > 0)
    .map(({ kind, status, count }) => `  ${figure(count)} of kind ${kind} are ${status}\n`);
  // A tenth of jitter per round averages out; over a short run it may not.
  const isComplete = begun >= expected * 0.95;
  return {
    text:
      table([
        ["seconds", "CPU", "RSS", "peak", "looks", "skipped", "delay p50", "p99", "max", "pings"],
        [
          elapsedSeconds.toFixed(0),
          `${((100 * cpuSeconds) / elapsedSeconds).toFixed(1)} % (${cpuSeconds.toFixed(1)} s)`,
          megabytes(after.cost.rssBytes),
          megabytes(after.cost.peakRssBytes),
          figure(begun),
          figure(skipped),
          ...[0.5, 0.99, 1].map((share) => delayAt(share, difference)),
          `${figure(pinged.sent)} (${figure(pinged.sentAgain)} sent again, ${figure(pinged.refused)} refused)`,
        ],
      ]) + [...wrong, ...reasons].join(""),
    verdict: `${figure(asked.polls)} polls of targets and ${figure(asked.probes)} of pages answered, ${figure(skipped)} skipped, ${wrong.length === 0 ? "every watch healthy" : "not every watch healthy"}, monitor ended with ${code}`,
    isShown:
      skipped === 0 && pinged.refused === 0 && wrong.length === 0 && isComplete && code === 0,
  };
}

/** The first few watches that are not healthy, each with its reason. */
async function reasonsOf(url: string): Promise<readonly string[]> {
  const { watches } = (await (await fetch(`${url}/api/watches`)).json()) as {
    watches: readonly { name: string; status: string; message?: string }[];
  };
  return watches
    .filter(({ status }) => status !== "healthy")
    .slice(0, 5)
    .map((one) => `  ${JSON.stringify(one)}\n`);
}

/** The bucket in which the share of delays ends. */
function delayAt(share: number, difference: (name: string) => number): string {
  const bounds = ["0.001", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "5"];
  const total = difference("ettl_health_schedule_delay_seconds_count");
  const found = bounds.find(
    (bound) =>
      difference(`ettl_health_schedule_delay_seconds_bucket{le="${bound}"}`) >= share * total,
  );
  return found === undefined ? "> 5 s" : `≤ ${Number(found) * 1_000} ms`;
}

async function said<T>(child: Child): Promise<T> {
  let text = "";
  for (;;) {
    const [chunk] = (await once(child.output, "data")) as [string];
    text += chunk;
    if (text.endsWith("\n")) return JSON.parse(text) as T;
  }
}

/** Ends a child, and reads what it counted. */
async function stopped<T>(child: Child): Promise<T> {
  const last = said<T>(child);
  child.process.kill("SIGTERM");
  const counts = await last;
  await child.ended();
  return counts;
}
