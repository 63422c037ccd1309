import { execFileSync } from "node:child_process";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startExport, startSandbox } from "../exporter-program.ts";
import type { Soak, SoakOptions, SoakResult } from "../soak.ts";
import { figure, table } from "../table.ts";
import { inTemporaryFolder } from "../temporary-folder.ts";

/** Enough for two files of the history, and short enough for hundreds of runs. */
const plays = 20_000;
/** Of the folder of the files. */
const diskBytes = 6 * 1024 * 1024;

type End = "kill" | "interrupt" | "full disk";
type Files = ReadonlyMap<string, string>;

/** An export that is ended at any moment, in three ways; each time the account has changed before. */
export const exporterKills: Soak = {
  name: "exporter-kills",
  shows:
    "however an export ends, each file is the old one or the new one, and nothing is left behind",
  count: 250,
  unit: "runs that end at a random moment: of five, four by kill -9, one by SIGINT or a full disk",
  run: (count, options) => inTemporaryFolder((folder) => run(count, folder, options)),
};

const endOf = (round: number): End =>
  round % 5 !== 4 ? "kill" : round % 10 === 4 ? "interrupt" : "full disk";

async function run(count: number, folder: string, options: SoakOptions): Promise<SoakResult> {
  const { signal, progress } = options;
  await using sandbox = await startSandbox(plays);
  const exports = join(folder, "exports");
  await mkdir(exports);
  asRoot("mount", "-t", "tmpfs", "-o", `size=${diskBytes},mode=777`, "tmpfs", exports);
  using _ = { [Symbol.dispose]: () => void asRoot("umount", "--lazy", exports) };
  const given = { folder, url: sandbox.url };
  const whole = async () => {
    await using program = startExport(given);
    const { code } = await program.ended();
    return code === 0 ? undefined : `a whole run ended with ${code}: ${program.stderr()}`;
  };

  const problems: string[] = [];
  const ends = { kill: 0, interrupt: 0, "full disk": 0 };
  let mixed = 0;
  let changed = 0;
  const begin = performance.now();
  problems.push(...((await whole()) ?? []));
  const lastsMs = performance.now() - begin;
  let old = await filesIn(exports);
  for (let round = 0; round < count; round++) {
    signal.throwIfAborted();
    const end = endOf(round);
    progress(`run ${round + 1} of ${count}: ${end}`);
    ends[end]++;
    await change(sandbox.url);
    const problem = await ended(end, { given, exports, lastsMs });
    if (problem) problems.push(`run ${round + 1}, ${end}: ${problem}`);
    const after = await filesIn(exports);
    const again = await whole();
    if (again) problems.push(again);
    const fresh = await filesIn(exports);
    const torn = [...after].filter(
      ([name, content]) =>
        !hidden(name) && content !== old.get(name) && content !== fresh.get(name),
    );
    for (const [name] of torn) problems.push(`run ${round + 1}, ${end}: ${name} is neither`);
    const missing = [...old.keys()].filter((name) => !after.has(name) && fresh.has(name));
    for (const name of missing) problems.push(`run ${round + 1}, ${end}: ${name} is gone`);
    const renewed = [...after].filter(
      ([name, content]) => content !== old.get(name) && !hidden(name),
    );
    if (renewed.length > 0) mixed++;
    if (fresh.get("history.csv") !== old.get("history.csv")) changed++;
    const left = [...(await readdir(exports)), ...(await readdir(join(folder, "state")))].filter(
      (name) => /\.tmp$|\.lock$/.test(name),
    );
    if (left.length > 0) problems.push(`run ${round + 1}, ${end}: left behind ${left.join(", ")}`);
    old = fresh;
  }
  return {
    text: `${table([
      ["kill -9", "SIGINT", "full disk", "new files at the end", "problems"],
      [
        figure(ends.kill),
        figure(ends.interrupt),
        figure(ends["full disk"]),
        figure(mixed),
        figure(problems.length),
      ],
    ])}${problems
      .slice(0, 10)
      .map((problem) => `  ${problem}\n`)
      .join("")}`,
    verdict: `${figure(count)} runs ended early, ${figure(problems.length)} torn, missing or left-over files`,
    isShown: problems.length === 0 && changed === count,
  };
}

interface Ending {
  readonly given: { readonly folder: string; readonly url: string };
  readonly exports: string;
  readonly lastsMs: number;
}

/** Starts an export that does not come to its end; what was wrong with how it ended. */
async function ended(end: End, { given, exports, lastsMs }: Ending): Promise<string | undefined> {
  const filler = join(exports, ".filler");
  // Between nothing and what all new files need.
  if (end === "full disk") await fill(filler, exports, Math.random() * 1_500_000);
  await using program = startExport(given);
  if (end !== "full disk") {
    // The last part of a run is when files are written.
    const share = Math.random() < 0.5 ? Math.random() : 0.7 + Math.random() * 0.35;
    await delay(lastsMs * share);
    program.kill(end === "kill" ? "SIGKILL" : "SIGINT");
  }
  const { code, signal } = await program.ended();
  await rm(filler, { force: true });
  if (end === "kill") return code === null && signal === "SIGKILL" ? undefined : endedIn(code, 0);
  // A signal before the program listens to it ends it as ever; after its end it does nothing.
  if (end === "interrupt") return signal === "SIGINT" ? undefined : endedIn(code, 130, 0);
  return endedIn(code, 1, 0);
}

function endedIn(code: number | null, ...right: readonly number[]): string | undefined {
  return code !== null && right.includes(code) ? undefined : `it ended with ${code}`;
}

/** Fills the disk until so many bytes are left. */
async function fill(filler: string, exports: string, leftBytes: number): Promise<void> {
  let used = 0;
  for (const content of (await filesIn(exports)).values()) used += Buffer.byteLength(content);
  await writeFile(
    filler,
    Buffer.alloc(Math.max(0, Math.floor(diskBytes - used - leftBytes - 65_536))),
  );
}

/** One play more, from when the next run asks what changed. */
async function change(url: string): Promise<void> {
  const faults = [{ kind: "change", plays: 1, times: 1, path: "/sync/last_activities" }];
  const answer = await fetch(`${url}/sandbox/faults`, {
    method: "PUT",
    body: JSON.stringify(faults),
  });
  if (!answer.ok) throw new Error(`the sandbox refused the change: ${answer.status}`);
}

const hidden = (name: string) => name.startsWith(".");

async function filesIn(folder: string): Promise<Files> {
  const names = await readdir(folder);
  const entries = await Promise.all(
    names.map(async (name) => [name, await readFile(join(folder, name), "utf8")] as const),
  );
  return new Map(entries);
}

function asRoot(command: string, ...args: readonly string[]): void {
  if (process.getuid?.() === 0) execFileSync(command, args);
  else execFileSync("sudo", ["-n", command, ...args]);
}
