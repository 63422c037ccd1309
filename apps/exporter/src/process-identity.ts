import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";

/** A process of this machine, told from an earlier one with the same pid (in a container always 1). */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the kernel's words; random where the kernel does not tell. */
  readonly started: string;
}

export const thisProcess: ProcessIdentity = {
  pid: process.pid,
  started: startOf(process.pid)?.started ?? randomBytes(4).toString("hex"),
};

/** As part of a file's name, for example `4711-1f2e3d4c`. */
export const processName = `${thisProcess.pid}-${thisProcess.started}`;

/** Reads {@link processName}. */
export function processNamed(name: string): ProcessIdentity | undefined {
  const match = /^(\d+)-([0-9a-f]+)$/.exec(name);
  return match?.[2] ? { pid: Number(match[1]), started: match[2] } : undefined;
}

/** Whether a process still runs here. Of another user's it can only be told by its pid. */
export function isRunning({ pid, started }: ProcessIdentity): boolean {
  if (pid === thisProcess.pid) return started === thisProcess.started;
  const found = startOf(pid);
  if (found) return found.started === started && !found.isZombie;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** From /proc, proc_pid_stat(5): field 3 is the state, field 22 the start in ticks since boot. */
function startOf(pid: number) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The program's name is in brackets and may hold anything, brackets too.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const started = Number(fields[19]).toString(16);
    return { started, isZombie: fields[0] === "Z" || fields[0] === "X" };
  } catch {
    return undefined;
  }
}
