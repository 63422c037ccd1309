import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const repository = fileURLToPath(new URL("../../..", import.meta.url));
const unneeded = new Set([".git", ".turbo", "node_modules", "pictures", ".tsbuildinfo"]);

interface WorkspacePackage {
  readonly name: string;
  readonly folder: string;
  readonly isPrivate: boolean;
}

/** A copy of this repository as built, in a git repository of its own, ready to be released. */
export async function releaseCheckout(root: string, env: Readonly<Record<string, string>>) {
  await cp(repository, root, { recursive: true, filter: (path) => !unneeded.has(basename(path)) });
  await symlink(join(repository, "node_modules"), join(root, "node_modules"));
  const run = async (command: string, ...args: string[]) => {
    const who = { GIT_AUTHOR_NAME: "release", GIT_AUTHOR_EMAIL: "release@example.com" };
    const committer = { GIT_COMMITTER_NAME: "release", GIT_COMMITTER_EMAIL: "release@example.com" };
    const { PATH = "", HOME = "" } = process.env;
    const options = { cwd: root, env: { PATH, HOME, ...who, ...committer, ...env } };
    return (await promisify(execFile)(command, args, options)).stdout;
  };
  const all = await workspacePackages(root);
  const packages = all.filter(({ isPrivate }) => !isPrivate);
  for (const { folder } of packages) {
    await linkOthers(folder, all);
    // Elsewhere than in a workflow nobody can vouch for where a package comes from.
    await change(join(folder, "package.json"), '"provenance": true', '"provenance": false');
  }
  await run("git", "init", "--quiet", "--initial-branch", "main");
  await run("git", "add", ".changeset", "packages", "apps");
  await run("git", "commit", "--quiet", "--message", "Release");
  const { packageManager } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
    packageManager: string;
  };
  return {
    packages,
    /** A command of the root's package.json or of what is installed there. */
    pnpm: (...args: string[]) => run("npx", "--yes", packageManager, ...args),
  };
}

async function workspacePackages(root: string): Promise<WorkspacePackage[]> {
  const found: WorkspacePackage[] = [];
  for (const group of ["packages", "apps", "tooling"])
    for (const entry of await readdir(join(root, group))) {
      const folder = join(root, group, entry);
      const { name, private: isPrivate = false } = JSON.parse(
        await readFile(join(folder, "package.json"), "utf8"),
      ) as { readonly name: string; readonly private?: boolean };
      found.push({ name, folder, isPrivate });
    }
  return found;
}

/** From there `pnpm publish` knows which version `workspace:^` is. */
async function linkOthers(folder: string, all: readonly WorkspacePackage[]): Promise<void> {
  for (const other of all) {
    if (other.folder === folder) continue;
    const link = join(folder, "node_modules", other.name);
    await mkdir(join(link, ".."), { recursive: true });
    await symlink(relative(join(link, ".."), other.folder), link);
  }
}

async function change(path: string, from: string, to: string): Promise<void> {
  const text = await readFile(path, "utf8");
  if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
  await writeFile(path, text.replace(from, to));
}
