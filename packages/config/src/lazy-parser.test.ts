import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const hooks = `import { writeSync } from "node:fs";
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  writeSync(1, found.url + "\\n");
  return found;
}`;
const program = `import { register } from "node:module";
register("data:text/javascript," + encodeURIComponent(${JSON.stringify(hooks)}));
const { loadConfig } = await import("@ettl/config");
const z = await import("zod");
const schema = z.object({ a: z.strictObject({ b: z.int().default(1), c: z.string().meta({ secret: true }).optional() }).prefault({}) });
await loadConfig({ schema, file: process.argv[1], env: { ETTL_A__B: "2" } }).catch(() => {});`;

async function loadedModules(toml: string): Promise<string> {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "ettl.toml");
  await writeFile(file, toml);
  const { code, stdout, stderr } = await runProgram(["--input-type=module", "-e", program, file], {
    cwd: import.meta.dirname,
  });
  expect([code, stderr]).toEqual([0, ""]);
  return stdout;
}

test("a file with nothing to report is loaded without the parser for places", async () => {
  const clean = await loadedModules('[a]\nb = 1\nc = "secret"\n');
  expect(clean).toContain("smol-toml");
  expect(clean).not.toContain("toml-eslint-parser");
  expect(await loadedModules("[a]\nx = 1\n")).toContain("toml-eslint-parser");
});
