import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import type { Project } from "./project.ts";
import type { PublishedPackage } from "./published-package.ts";

const require = createRequire(import.meta.url);
const tsc = join(dirname(require.resolve("typescript/package.json")), "bin", "tsc");
const typeRoots = [fileURLToPath(new URL("../node_modules/@types", import.meta.url))];

/**
 * Compiles a module that imports the names, strictly and with the declarations themselves checked, as Node and
 * as a bundler resolve them. Returns what the compiler says.
 */
export async function compiles(
  { folder }: Project,
  names: readonly string[],
  { lib = ["es2023"] }: { lib?: readonly string[] } = {},
): Promise<string[]> {
  const imports = names.map((name, index) => `import * as name${index} from "${name}";\n`);
  const uses = names.map((_, index) => `name${index}`).join(", ");
  await writeFile(
    join(folder, "consumer.mts"),
    `${imports.join("")}export const all = [${uses}];\n`,
  );
  const problems: string[] = [];
  for (const [module, moduleResolution] of [
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ] as const) {
    const options = { strict: true, noEmit: true, skipLibCheck: false, target: "es2022" };
    const compilerOptions = {
      ...options,
      module,
      moduleResolution,
      lib,
      types: ["node"],
      typeRoots,
    };
    const file = `tsconfig.${moduleResolution}.json`;
    await writeFile(
      join(folder, file),
      JSON.stringify({ compilerOptions, files: ["consumer.mts"] }),
    );
    const complaints = await promisify(execFile)(process.execPath, [tsc, "-p", file], {
      cwd: folder,
    }).then(
      () => "",
      (error: { stdout?: string; message: string }) => error.stdout || error.message,
    );
    if (complaints !== "") problems.push(`types under ${moduleResolution}: ${complaints.trim()}`);
  }
  return problems;
}

// Both are for CommonJS, which no package of ours speaks.
const ignored = new Set(["node10", "node16-cjs"]);

/** Asks “are the types wrong?” about a tarball, for those who import it as ESM or bundle it. */
export async function wrongTypes({ tarball, manifest }: PublishedPackage): Promise<string[]> {
  const data = createPackageFromTarballData(new Uint8Array(await readFile(tarball)));
  const result = await checkPackage(data);
  if (!result.types) return [`${manifest.name} has no types`];
  return result.problems
    .filter((problem) => !("resolutionKind" in problem && ignored.has(problem.resolutionKind)))
    .map((problem) => `attw: ${JSON.stringify(problem)}`);
}
