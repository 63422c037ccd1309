import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type TemporaryFolder, temporaryFolder } from "@ettl-tooling/test";
import { publicPackages } from "./repository.ts";

/** A folder in which packages and commands are there as for a user who has installed them all. */
export interface Workbench extends AsyncDisposable {
  readonly path: string;
  /** What each program gets, and nothing else. */
  readonly variables: Readonly<Record<string, string>>;
  /** A new empty folder below it. */
  folder(): Promise<string>;
  /** A new file for the output of a program. */
  outputFile(): string;
}

const npm = fileURLToPath(new URL("./commands/npm.js", import.meta.url));
const refuse = fileURLToPath(new URL("./commands/refuse.js", import.meta.url));

/** What reaches beyond a folder, and must not by a slip in a document. */
const refused =
  "docker docker-compose podman buildah kubectl helm systemctl service sudo apt apt-get git pip pkill killall pgrep pidof";

export async function openWorkbench(): Promise<Workbench> {
  const base: TemporaryFolder = await temporaryFolder();
  const modules = join(base.path, "node_modules");
  const commands = join(base.path, "commands");
  const home = join(base.path, "home");
  for (const path of [modules, commands, home, join(base.path, "output")]) await mkdir(path);

  // As on a terminal, where it shows no progress of small answers.
  await writeFile(join(home, ".curlrc"), "silent\nshow-error\n");

  const linked = new Map<string, string>();
  for (const { name, folder, commands: bins, peers } of publicPackages()) {
    linked.set(name, folder);
    for (const [peer, place] of peers) linked.set(peer, linked.get(peer) ?? place);
    for (const [command, file] of bins) await script(commands, command, [file]);
  }
  for (const name of ["npm", "npx", "pnpm"]) await script(commands, name, [npm, name]);
  for (const name of refused.split(" ")) await script(commands, name, [refuse, name]);
  for (const [name, place] of linked) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(place, join(modules, name));
  }

  let folders = 0;
  let outputs = 0;
  return {
    path: base.path,
    variables: {
      PATH: `${commands}:${process.env.PATH}`,
      HOME: home,
      LANG: "C.UTF-8",
      NODE_NO_WARNINGS: "1",
    },
    async folder() {
      folders += 1;
      const path = join(base.path, `section-${folders}`);
      await mkdir(path);
      return path;
    },
    outputFile() {
      outputs += 1;
      return join(base.path, "output", `${outputs}.txt`);
    },
    [Symbol.asyncDispose]: () => base[Symbol.asyncDispose](),
  };
}

async function script(folder: string, name: string, args: readonly string[]) {
  const words = [process.execPath, ...args].map((word) => `'${word}'`).join(" ");
  await writeFile(join(folder, name), `#!/bin/sh\nexec ${words} "$@"\n`);
  await chmod(join(folder, name), 0o755);
}
