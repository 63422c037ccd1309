import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** A Node of one's own, beside the one that runs this. */
export interface NodeRelease {
  /** As `node --version` says it. */
  readonly version: string;
  readonly executable: string;
  /** PATH with it in front: npm and npx then run with it, too. */
  readonly path: string;
}

/** The Node of a major version: this one, or what npm has of it, kept in `~/.cache/ettl`. */
export function nodeRelease(major: number): NodeRelease {
  const executable =
    process.versions.node.split(".")[0] === String(major) ? process.execPath : fromNpm(major);
  const version = execFileSync(executable, ["--version"], { encoding: "utf8" }).trim();
  return { version, executable, path: `${dirname(executable)}:${process.env.PATH ?? ""}` };
}

function fromNpm(major: number): string {
  const folder = join(homedir(), ".cache", "ettl", `node-${major}`);
  const name = `node-${process.platform}-${process.arch}`;
  const executable = join(folder, "node_modules", name, "bin", "node");
  if (existsSync(executable)) return executable;
  process.stderr.write(`published: fetching Node ${major} …\n`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", `${name}@${major}`];
  execFileSync("npm", args, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  return executable;
}
