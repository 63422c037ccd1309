import { randomBytes } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** Tells this run of the program from an earlier one that had the same pid, as in a container. */
const run = randomBytes(4).toString("hex");
let made = 0;

/** A hidden name that tells who writes it, for example `.history.csv.4711.1f2e3d4c-1.tmp`. */
export function temporaryName(fileName: string): string {
  made++;
  return `.${fileName}.${process.pid}.${run}-${made}.tmp`;
}

/**
 * Removes temporary files of `fileName` whose process no longer runs on this machine. A folder that
 * two machines write to at once may so lose the other's; its run then fails, its old file stays.
 */
export async function removeStaleTemporaries(folder: string, fileName: string): Promise<void> {
  const prefix = `.${fileName}.`;
  for (const name of await readdir(folder)) {
    const rest = name.startsWith(prefix) ? name.slice(prefix.length) : "";
    const match = /^(\d+)\.([0-9a-f]{8})-\d+\.tmp$/.exec(rest);
    if (match && !isRunning(Number(match[1]), match[2]))
      await rm(join(folder, name), { force: true });
  }
}

function isRunning(pid: number, itsRun: string | undefined): boolean {
  if (pid === process.pid) return itsRun === run;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
