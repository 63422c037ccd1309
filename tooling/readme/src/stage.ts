import { chmod, mkdir, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Addresses, openAddresses } from "./addresses.ts";
import { BlockProblem } from "./block-problem.ts";
import { type Child, startChild } from "./child.ts";
import type { Workbench } from "./workbench.ts";

export interface ProgramEnd {
  /** The exit code, or the signal that ended it. */
  readonly code: number | NodeJS.Signals;
  readonly output: string;
}

/** Where the blocks of one section run, one after the other: a folder, variables, servers that go on. */
export interface Stage extends AsyncDisposable {
  readonly folder: string;
  readonly variables: Record<string, string>;
  readonly addresses: Addresses;
  /** Output so far of the block that ran last; undefined before the first one. */
  printed?: () => string;
  /** Whether something still runs, so that what is asked of it may change. */
  isLive(): boolean;
  /** Writes a file of the document; a script can then be run by its name if it is in `bin`. */
  write(name: string, text: string): Promise<void>;
  /** Runs a program to its end. */
  run(command: string, args: readonly string[]): Promise<ProgramEnd>;
  /** Runs bash code to its end; the first command that fails ends it. */
  shell(code: string): Promise<ProgramEnd>;
  /** Starts a program that goes on until the section is over. */
  serve(command: string, args: readonly string[], ports: readonly number[]): Promise<void>;
  /** Lets something go on until the section is over. */
  keep(resource: AsyncDisposable): void;
}

const timeoutMs = 90_000;

export async function openStage(workbench: Workbench): Promise<Stage> {
  const folder = await workbench.folder();
  const addresses = openAddresses();
  const kept: AsyncDisposable[] = [];
  const children: Child[] = [];
  const variables: Record<string, string> = {
    ...workbench.variables,
    PATH: `${join(folder, "bin")}:${workbench.variables.PATH}`,
  };

  const start = (command: string, args: readonly string[]) => {
    const options = { folder, variables: { ...variables }, outputFile: workbench.outputFile() };
    const child = startChild(command, args, options);
    children.push(child);
    const shown = () => addresses.toWritten(child.output()).replaceAll(folder, "…");
    return { child, shown };
  };
  const run = async (command: string, args: readonly string[]): Promise<ProgramEnd> => {
    const { child, shown } = start(command, args);
    const guard = new AbortController();
    const late = delay(timeoutMs, undefined, { signal: guard.signal }).catch(() => {});
    const code = await Promise.race([child.ended, late]);
    guard.abort();
    if (code === undefined) {
      await child.stop();
      throw new BlockProblem(`it did not end within ${timeoutMs / 1000} s; printed:\n${shown()}`);
    }
    return { code, output: shown() };
  };

  const stage: Stage = {
    folder,
    variables,
    addresses,
    isLive: () => kept.length > 0,
    async write(name, text) {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      // As `init` writes a configuration; programs warn of secrets that everybody can read.
      await writeFile(path, text);
      await chmod(path, text.startsWith("#!") ? 0o700 : 0o600);
    },
    run: async (command, args) => {
      const end = await run(command, args);
      stage.printed = () => end.output;
      return end;
    },
    shell: async (code) => run("bash", ["-e", "-o", "pipefail", "-c", code]),
    async serve(command, args, ports) {
      const { child, shown } = start(command, args);
      stage.printed = shown;
      kept.push({
        [Symbol.asyncDispose]: async () => {
          if (child.hasEnded()) throw new BlockProblem(`the server ended by itself:\n${shown()}`);
          const code = await child.stop();
          if (code !== 0 && code !== "SIGTERM" && code !== 143)
            throw new BlockProblem(`the server ended with ${code} on SIGTERM:\n${shown()}`);
        },
      });
      const end = performance.now() + 30_000;
      for (const port of ports)
        while (!(await accepts(port))) {
          if (child.hasEnded() || performance.now() > end)
            throw new BlockProblem(
              addresses.toWritten(`nothing listens on :${port}; printed:\n${shown()}`),
            );
          await delay(50);
        }
    },
    keep: (resource) => {
      kept.push(resource);
    },
    async [Symbol.asyncDispose]() {
      const problems: unknown[] = [];
      for (const resource of kept.reverse()) {
        try {
          await resource[Symbol.asyncDispose]();
        } catch (error) {
          problems.push(error);
        }
      }
      // What a shell has left in the background.
      await Promise.all(children.map((child) => child.stop()));
      if (problems.length > 0) throw problems[0];
    },
  };
  return stage;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
