import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** What `use` names is a path: it is `.` or `..`, or begins with `./`, `../` or `/`. */
export const isPath = (use: string): boolean => /^(?:\.{1,2}$|\.{0,2}\/)/.test(use);

/**
 * Where a module is that a file in this folder names: a package, a file, or a folder, which is read
 * as a package: `exports` if it has a name, else `main`, else its `index.js`. Undefined where there is none.
 */
export async function pluginAddress(use: string, folder: string): Promise<string | undefined> {
  // Loaded here, so that a program without such channels does without it.
  const { resolve } = await import("import-meta-resolve");
  try {
    const address = resolve(use, pathToFileURL(join(folder, "ettl.toml")).href);
    if (!isPath(use) || !isFolder(address)) return address;
    const path = fileURLToPath(address);
    const manifest = join(path, "package.json");
    const { name, exports } = existsSync(manifest)
      ? JSON.parse(readFileSync(manifest, "utf8"))
      : {};
    // Inside a package with `exports` its own name leads to them.
    if (name && exports) return resolve(name, pathToFileURL(manifest).href);
    return pathToFileURL(createRequire(manifest).resolve(path)).href;
  } catch {
    return undefined;
  }
}

const isFolder = (address: string) =>
  statSync(fileURLToPath(address), { throwIfNoEntry: false })?.isDirectory() === true;
