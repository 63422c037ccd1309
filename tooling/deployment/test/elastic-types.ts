import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { temporaryFolder } from "@ettl-tooling/test";

const require = createRequire(import.meta.url);
const compiler = join(dirname(require.resolve("typescript/package.json")), "bin", "tsc");
const client = join(dirname(require.resolve("@elastic/elasticsearch")), "index.d.ts");

/**
 * What the types of Elasticsearch's own client say against requests, by the name of their type: a
 * key that Elasticsearch doesn't know is an error of the compiler.
 */
export async function typeErrors(requests: Readonly<Record<string, object>>): Promise<string[]> {
  await using folder = await temporaryFolder();
  const lines = Object.entries(requests).map(
    ([type, value], index) =>
      `export const request${index}: estypes.${type} = ${JSON.stringify(value)};`,
  );
  await writeFile(
    join(folder.path, "requests.ts"),
    `import type { estypes } from "@elastic/elasticsearch";\n${lines.join("\n")}\n`,
  );
  const compilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: "nodenext",
    target: "es2022",
    types: [],
    paths: { "@elastic/elasticsearch": [client] },
  };
  const project = join(folder.path, "tsconfig.json");
  await writeFile(project, JSON.stringify({ compilerOptions, files: ["requests.ts"] }));
  const { stdout } = spawnSync(process.execPath, [compiler, "-p", project], { encoding: "utf8" });
  return stdout.split("\n").filter((line) => line.includes("error TS"));
}
