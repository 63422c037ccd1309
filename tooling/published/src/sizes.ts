import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** What npm has put into a project. */
export interface InstalledSize {
  readonly bytes: number;
  readonly packages: number;
}

/** The bytes of all files below node_modules, as npm wrote them, and how many packages they are of. */
export function installedSize(folder: string): InstalledSize {
  const modules = join(folder, "node_modules");
  const lock = JSON.parse(readFileSync(join(modules, ".package-lock.json"), "utf8")) as {
    packages: Record<string, unknown>;
  };
  return { bytes: bytesBelow(modules), packages: Object.keys(lock.packages).length };
}

function bytesBelow(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sum + bytesBelow(path);
    return entry.isFile() && entry.name !== ".package-lock.json" ? sum + statSync(path).size : sum;
  }, 0);
}
