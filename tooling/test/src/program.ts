import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { eventually } from "./eventually.ts";

export interface ProgramOptions {
  readonly cwd?: string;
  /** Added to a small environment of PATH and HOME; nothing else of the caller's is passed on. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Program extends AsyncDisposable {
  readonly child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves with the match once standard output holds it. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves when the process has ended and all its output was read. */
  ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  kill(signal: NodeJS.Signals): void;
}

/** Starts a Node program as a real process. Disposing of it kills it. */
export function startProgram(args: readonly string[], options: ProgramOptions = {}): Program {
  const child = spawn(process.execPath, [...args], {
    cwd: options.cwd,
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const closed = once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>;

  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    printed: (pattern) =>
      eventually(`${pattern} on standard output of ${args.join(" ")}`, () => {
        const match = pattern.exec(stdout);
        if (match) return match;
        if (child.exitCode !== null)
          throw new Error(`ended with ${child.exitCode} before ${pattern}:\n${stdout}\n${stderr}`);
        return undefined;
      }),
    ended: async () => {
      const [code, signal] = await closed;
      return { code, signal };
    },
    kill: (signal) => {
      child.kill(signal);
    },
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await closed;
    },
  };
}

/** Runs a Node program to its end. */
export async function runProgram(args: readonly string[], options: ProgramOptions = {}) {
  await using program = startProgram(args, options);
  const { code, signal } = await program.ended();
  return { code, signal, stdout: program.stdout(), stderr: program.stderr() };
}
