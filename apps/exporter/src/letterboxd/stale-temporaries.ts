import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isRunning, processName, processNamed } from "../process-identity.ts";

let made = 0;

/** A hidden name that tells who writes it, for example `.history.csv.4711-1f2e3d4c.1.tmp`. */
export function temporaryName(fileName: string): string {
  made++;
  return `.${fileName}.${processName}.${made}.tmp`;
}

/**
 * Removes temporary files, of `fileName` or of every file, whose process no longer runs on this
 * machine. A folder that two machines write to at once may so lose the other's; its run then fails,
 * its old file stays.
 */
export async function removeStaleTemporaries(folder: string, fileName?: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, of, writer] = /^\.(.+)\.(\d+-[0-9a-f]+)\.\d+\.tmp$/.exec(name) ?? [];
    const owner = writer === undefined ? undefined : processNamed(writer);
    if (owner && (fileName === undefined || of === fileName) && !isRunning(owner))
      await rm(join(folder, name), { force: true });
  }
}
