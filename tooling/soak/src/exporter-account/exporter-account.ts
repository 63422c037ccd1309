import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startExport, startSandbox } from "../exporter-program.ts";
import type { Soak, SoakOptions, SoakResult } from "../soak.ts";
import { figure, table } from "../table.ts";
import { inTemporaryFolder } from "../temporary-folder.ts";

const preload = new URL("./measure-loop.js", import.meta.url);
// Beside the source, for it is not compiled.
const script = fileURLToPath(
  new URL("../../src/exporter-account/expected-rows.py", import.meta.url),
);
const zone = "America/St_Johns";
const mostRssBytes = 200_000_000;
const longestDelayMs = 50;

interface Found {
  readonly plays: number;
  readonly rows: number;
  readonly files: number;
  readonly largest: number;
  readonly problems: readonly string[];
}

interface Measured {
  readonly rssBytes: number;
  readonly delayP99Ms: number;
  readonly delayMaxMs: number;
}

/** A large account, and somebody else's reading of it. */
export const exporterAccount: Soak = {
  name: "exporter-account",
  shows:
    "a large account is exported row by row as an independent script expects, in little memory",
  count: 100_000,
  unit: "plays",
  run: (count, options) => inTemporaryFolder((folder) => run(count, folder, options)),
};

async function run(
  plays: number,
  folder: string,
  { signal, progress }: SoakOptions,
): Promise<SoakResult> {
  await using sandbox = await startSandbox(plays);
  const measuredFile = join(folder, "measured.json");
  const budget = process.env.ETTL_SOAK_REQUESTS_PER_5_MINUTES ?? "50000";
  const given = {
    folder,
    url: sandbox.url,
    preload,
    env: {
      ETTL_SOAK_MEASURED: measuredFile,
      ETTL_EXPORT__TIMEZONE: zone,
      ETTL_TRAKT__REQUESTS_PER_5_MINUTES: budget,
    },
  };
  progress(`exporting ${figure(plays)} plays`);
  const begin = performance.now();
  await using program = startExport(given, "history");
  const abort = () => program.kill("SIGKILL");
  signal.addEventListener("abort", abort, { once: true });
  const { code } = await program.ended();
  signal.removeEventListener("abort", abort);
  signal.throwIfAborted();
  const seconds = (performance.now() - begin) / 1000;
  const problems: string[] = code === 0 ? [] : [`ended with ${code}: ${program.stderr()}`];
  const measured = JSON.parse(await readFile(measuredFile, "utf8")) as Measured;

  progress("comparing");
  const compared = await promisify(execFile)(
    "python3",
    [script, sandbox.url, join(folder, "exports"), zone],
    { signal },
  );
  const found = JSON.parse(compared.stdout) as Found;
  problems.push(...found.problems);
  if (found.largest >= 1_000_000) problems.push(`a file of ${found.largest} bytes`);
  const { rssBytes, delayP99Ms, delayMaxMs } = measured;
  if (rssBytes > mostRssBytes) problems.push("more memory than 200 MB");
  if (delayP99Ms >= longestDelayMs) problems.push("p99 of the event-loop delay is 50 ms or more");
  return {
    text: `${table([
      ["plays", "rows", "files", "seconds", "budget", "peak RSS", "loop delay p99", "max"],
      [
        figure(found.plays),
        figure(found.rows),
        figure(found.files),
        seconds.toFixed(1),
        `${budget} / 5 min`,
        `${figure(Math.round(rssBytes / 1e6))} MB`,
        `${delayP99Ms.toFixed(1)} ms`,
        `${delayMaxMs.toFixed(0)} ms`,
      ],
    ])}${problems.map((problem) => `  ${problem}\n`).join("")}`,
    verdict: `${figure(found.rows)} rows as expected of ${figure(found.plays)} plays, ${problems.length} problems`,
    isShown: problems.length === 0 && found.plays === plays,
  };
}
