import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

export interface Child {
  /** Both streams in the order in which they were written. */
  output(): string;
  hasEnded(): boolean;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Asks it and all it has started to end, and makes them after ten seconds; resolves with how it ended. */
  stop(): Promise<number | NodeJS.Signals>;
}

const groups = new Set<number>();

// They are in groups of their own, so that Ctrl-C does not reach them.
process.on("exit", () => {
  for (const group of groups) signalGroup(group, "SIGKILL");
});

export interface ChildOptions {
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Where its output goes: a file, which keeps the order of both streams and outlives no reader. */
  readonly outputFile: string;
}

export function startChild(
  command: string,
  args: readonly string[],
  { folder, variables, outputFile }: ChildOptions,
): Child {
  const file = openSync(outputFile, "a");
  const child = spawn(command, args, {
    cwd: folder,
    env: variables,
    stdio: ["ignore", file, file],
    detached: true, // a group of its own, which can be ended with all that a shell left behind
  });
  closeSync(file);
  let hasEnded = false;
  const ended = once(child, "exit").then(([code, signal]) => {
    hasEnded = true;
    return (code ?? signal) as number | NodeJS.Signals;
  });
  ended.catch(() => {});

  const group = child.pid ?? 0;
  if (group !== 0) groups.add(group);
  return {
    output: () => readFileSync(outputFile, "utf8"),
    hasEnded: () => hasEnded,
    ended,
    async stop() {
      signalGroup(group, "SIGTERM");
      const end = performance.now() + 10_000;
      while (signalGroup(group, 0) && performance.now() < end) await delay(20);
      signalGroup(group, "SIGKILL");
      groups.delete(group);
      return ended;
    },
  };
}

/** False when nobody of the group is left. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return group !== 0 && process.kill(-group, signal);
  } catch {
    return false;
  }
}
