import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { eventually, freePort } from "@ettl-tooling/test";
import { startChild } from "../child.ts";
import { startMonitor } from "../monitor-program.ts";
import type { Soak, SoakOptions, SoakResult } from "../soak.ts";
import { figure, table } from "../table.ts";
import { inTemporaryFolder } from "../temporary-folder.ts";
import { type Hands, type MainThread, type Measured, openReader } from "./reader.ts";
import { writeYesterday } from "./yesterday.ts";

/** Answers as many targets do; the load of the monitor uses it too. */
const targetsProgram = new URL("../monitor-load/program.js", import.meta.url);
const size = { targets: 70, jobs: 70, probes: 60, denseJobs: 10 };
const updatesPerSecond = 10;
const keyOf = (index: number) => `page-live-heartbeat-${String(index).padStart(4, "0")}`;

/** The page under the hands of a reader, while much happens. */
export const pageLive: Soak = {
  name: "page-live",
  shows: `${size.targets + size.jobs + size.probes} rows, 1,440 runs a day and ${updatesPerSecond} updates a second move nothing under a reader's hands`,
  count: 60,
  unit: "seconds",
  run: (count, options) => inTemporaryFolder((folder) => run(count, folder, options)),
};

async function run(seconds: number, folder: string, options: SoakOptions): Promise<SoakResult> {
  const { signal, progress } = options;
  progress("a day of history is written");
  const names = (kind: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${kind} ${index}`);
  await writeYesterday({
    stateFolder: join(folder, "state"),
    jobs: names("job", size.jobs).map((name, index) => ({
      name,
      runs: index < size.denseJobs ? 1_440 : 24,
    })),
    watches: [
      ...names("target", size.targets).map((name) => ({ kind: "target", name }) as const),
      ...names("probe", size.probes).map((name) => ({ kind: "probe", name }) as const),
    ],
    transitions: 6,
  });
  const timeoutMs = seconds * 1_000 + 300_000;
  const targets = startChild(targetsProgram, { kind: "targets" }, { signal, timeoutMs });
  const [said] = (await once(targets.output, "data")) as [string];
  const { port } = JSON.parse(said) as { port: number };
  const monitorPort = await freePort();
  await writeFile(join(folder, "ettl.toml"), configuration(folder, port, monitorPort), {
    mode: 0o600,
  });
  const { program: monitor, url } = await startMonitor(folder);
  try {
    progress("every watch is looked at for the first time");
    await eventually(
      "every look",
      async () => {
        const overview = (await (await fetch(`${url}/api/overview`)).json()) as {
          counts: { target: { healthy: number }; probe: { healthy: number } };
        };
        return (
          overview.counts.target.healthy + overview.counts.probe.healthy ===
          size.targets + size.probes
        );
      },
      { timeoutMs: 120_000 },
    );
    const reader = await openReader(url, {
      focus: "row-heartbeat%20job%2040",
      select: "row-heartbeat%20job%2041",
    });
    try {
      await eventually("a live page", () => reader.isLive(), { timeoutMs: 30_000 });
      const first = await reader.hands();
      const begin = { thread: await reader.mainThread(), measured: await reader.measured() };
      const wrong = new Map<string, number>();
      let sent = 0;
      for (let second = 0; second < seconds; second += 1) {
        progress(`${second} of ${seconds} s`);
        const startMs = performance.now();
        for (let index = 0; index < updatesPerSecond; index += 1) {
          await ping(url, sent % size.jobs);
          sent += 1;
          const dueMs = startMs + ((index + 1) * 1_000) / updatesPerSecond;
          await delay(Math.max(0, dueMs - performance.now()), undefined, { signal });
        }
        for (const what of differences(first, await reader.hands()))
          wrong.set(what, (wrong.get(what) ?? 0) + 1);
      }
      const isLive = await reader.isLive();
      return verdict({
        seconds,
        sent,
        isLive,
        before: begin,
        after: { thread: await reader.mainThread(), measured: await reader.measured() },
        wrong,
        problems: reader.problems,
      });
    } finally {
      await reader.close();
    }
  } finally {
    await monitor[Symbol.asyncDispose]();
    targets.process.kill("SIGKILL");
    await targets.ended();
  }
}

function configuration(folder: string, port: number, monitorPort: number): string {
  const state = JSON.stringify(join(folder, "state"));
  const lines = [
    `[monitoring]\nmetrics_port = ${monitorPort}\nstate_dir = ${state}\n`,
    "[health]\ninterval_seconds = 15\n",
  ];
  for (let index = 0; index < size.targets; index += 1)
    lines.push(`[[targets]]\nname = "target ${index}"\nurl = "http://127.0.0.1:${port}"\n`);
  for (let index = 0; index < size.probes; index += 1)
    lines.push(
      `[[probes]]\ntype = "http"\nname = "probe ${index}"\nurl = "http://127.0.0.1:${port}/probe"\n`,
    );
  for (let index = 0; index < size.jobs; index += 1)
    lines.push(
      `[[heartbeats]]\nname = "job ${index}"\nkey = "${keyOf(index)}"\nperiod_seconds = 3600\ngrace_seconds = 3600\nmax_duration_seconds = 10\n`,
    );
  return lines.join("\n");
}

async function ping(url: string, index: number): Promise<void> {
  const response = await fetch(`${url}/ping/${keyOf(index)}`, { method: "POST" });
  await response.text();
}

/** What is no longer as it was. */
function differences(first: Hands, now: Hands): string[] {
  return (Object.keys(first) as (keyof Hands)[]).filter((what) => first[what] !== now[what]);
}

interface Snapshot {
  readonly thread: MainThread;
  readonly measured: Measured;
}

function verdict(found: {
  readonly seconds: number;
  readonly sent: number;
  readonly isLive: boolean;
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly wrong: ReadonlyMap<string, number>;
  readonly problems: readonly string[];
}): SoakResult {
  const { seconds, sent, isLive, before, after, wrong, problems } = found;
  const share = (part: keyof MainThread) =>
    `${((100 * (after.thread[part] - before.thread[part])) / seconds).toFixed(1)} %`;
  const difference = (part: Exclude<keyof Measured, "shifted">) =>
    after.measured[part] - before.measured[part];
  const { layoutShift, longestTaskMs } = after.measured;
  const bytes = difference("bytes") / seconds;
  const lines = [
    ...[...wrong].map(
      ([what, times]) => `  ${what} was another in ${times} of ${seconds} seconds\n`,
    ),
    ...after.measured.shifted.slice(0, 5).map((what) => `  moved: ${what}\n`),
    ...problems.slice(0, 5).map((problem) => `  console: ${problem}\n`),
  ];
  return {
    text:
      table([
        [
          "updates",
          "rows changed",
          "main thread",
          "script",
          "style",
          "layout",
          "long tasks",
          "longest",
          "shift",
          "fetched",
        ],
        [
          figure(sent),
          figure(difference("changes")),
          ...(["task", "script", "style", "layout"] as const).map(share),
          figure(difference("longTasks")),
          `${Math.round(longestTaskMs)} ms`,
          layoutShift.toFixed(4),
          `${figure(Math.round(bytes / 1_000))} kB/s`,
        ],
      ]) + lines.join(""),
    verdict: `${figure(difference("requests"))} refreshes, layout shift ${layoutShift.toFixed(4)}, ${wrong.size === 0 ? "focus, scroll, selection and order as before" : `changed: ${[...wrong.keys()].join(", ")}`}, ${isLive ? "live to the end" : "not live at the end"}`,
    isShown:
      wrong.size === 0 &&
      layoutShift === 0 &&
      problems.length === 0 &&
      isLive &&
      difference("changes") >= sent / 2,
  };
}
