import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runProgram, temporaryFolder } from "@ettl-tooling/test";

export const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));

/** The built monitor in a folder of its own, with `ettl.toml` there if it is given. */
export async function monitorRun(toml?: string) {
  const folder = await temporaryFolder();
  const file = join(folder.path, "ettl.toml");
  if (toml !== undefined) await writeFile(file, toml, { mode: 0o600 });
  return {
    path: folder.path,
    file,
    read: () => readFile(file, "utf8"),
    run: (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
      runProgram([main, ...args], { cwd: folder.path, env }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
