import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { NodeRelease } from "./node-release.ts";
import type { PublishedPackage } from "./published-package.ts";

/** What a program printed, both streams as they came, and how it ended. */
export interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

/** A stranger's project: a folder, a Node, and what npm has installed there. */
export interface Project {
  readonly folder: string;
  readonly node: NodeRelease;
  /** Runs a command of the project's PATH, such as `npx` or `node`, to its end. */
  run(command: string, args: readonly string[], env?: Record<string, string>): Promise<Outcome>;
  /** Runs a module that is given as text. */
  runModule(text: string, env?: Record<string, string>): Promise<Outcome>;
  /** As a user types it; tarballs stand for the packages that are not in a registry yet. */
  install(words: readonly string[]): Promise<void>;
}

export interface ProjectOptions {
  readonly folder: string;
  readonly node: NodeRelease;
  /** All that is published: what one of them asks for comes from its tarball. */
  readonly published: readonly PublishedPackage[];
}

const npmFlags = [
  "--prefer-offline",
  "--ignore-scripts",
  "--engine-strict",
  "--no-audit",
  "--no-fund",
];
// What a warning must not say: two versions that can't agree, a Node that is refused, what is given up.
const complaint = /ERESOLVE|EBADENGINE|peer dep|deprecated/;
// Nothing of ours or of the pnpm around us; only what leads to the registry.
const passedOn =
  /^(?:HOME|LANG|.*_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_.*|npm_config_(?:registry|cache))$/i;

/** A folder without anything; it is made when npm installs the first thing there. */
export function emptyProject({ folder, node, published }: ProjectOptions): Project {
  const tarballs = new Map(published.map(({ name, tarball }) => [name, tarball]));
  const run: Project["run"] = (command, args, env = {}) => {
    const inherited = Object.entries(process.env).filter(([name]) => passedOn.test(name));
    const child = spawn(command, args, {
      cwd: folder,
      env: { ...Object.fromEntries(inherited), PATH: node.path, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    return outcomeOf(child);
  };
  let modules = 0;
  return {
    folder,
    node,
    run,
    async runModule(text, env) {
      modules += 1;
      const file = `module-${modules}.mjs`;
      await writeFile(join(folder, file), text);
      return await run(node.executable, [file], env);
    },
    async install(words) {
      await mkdir(folder, { recursive: true });
      const manifest = join(folder, "package.json");
      if (!existsSync(manifest)) {
        const others = published.filter(({ name }) => !words.includes(name));
        const overrides = others.map(({ name, tarball }) => [name, `file:${tarball}`]);
        await writeFile(
          manifest,
          JSON.stringify({ private: true, overrides: Object.fromEntries(overrides) }),
        );
      }
      const specifiers = words.map((word) => tarballs.get(word) ?? word);
      const { code, output } = await run("npm", ["install", ...npmFlags, ...specifiers]);
      const command = `npm install ${words.join(" ")}`;
      if (code !== 0) throw new Error(`${command} ended with ${code}:\n${output}`);
      if (complaint.test(output)) throw new Error(`${command} complains:\n${output}`);
    },
  };
}

async function outcomeOf(child: ReturnType<typeof spawn>): Promise<Outcome> {
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  const timer = setTimeout(() => child.kill("SIGKILL"), 180_000);
  try {
    const [code] = (await once(child, "close")) as [number | null];
    return { code, output };
  } finally {
    clearTimeout(timer);
  }
}
