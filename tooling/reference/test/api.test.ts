import { fileURLToPath } from "node:url";
import { runProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { scratchPackage } from "./scratch-package.ts";

const program = fileURLToPath(new URL("../dist/api.js", import.meta.url));
const declarations = "dist/load-config.d.ts";

async function scratch() {
  const folder = await temporaryFolder();
  const { change } = await scratchPackage(folder.path, "config");
  const api = (...args: string[]) => runProgram([program, "--root", folder.path, ...args]);
  return { change, api, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

test("names the entry point and the lines when a function takes another parameter", async () => {
  await using package_ = await scratch();
  expect(await package_.api()).toMatchObject({
    code: 0,
    stdout: "api: 1 entry points, 1 written, 0 without a doc comment\n",
  });
  expect(await package_.api("--check")).toMatchObject({
    code: 0,
    stdout: "api: 1 entry points, 0 out of date, 0 without a doc comment\n",
  });
  await package_.change(
    declarations,
    "(options: LoadConfigOptions<S>)",
    "(options: LoadConfigOptions<S>, strict?: boolean)",
  );
  const { code, stdout } = await package_.api("--check");
  expect(stdout).toBe(
    `@ettl/config: its public interface is not what packages/config/api/index.api.md says.
  - export function loadConfig<S extends z.ZodType>(options: LoadConfigOptions<S>): Promise<z.output<S>>;
  + export function loadConfig<S extends z.ZodType>(options: LoadConfigOptions<S>, strict?: boolean): Promise<z.output<S>>;
  If that is meant, run "pnpm api", commit the report, add a changeset.
api: 1 entry points, 1 out of date, 0 without a doc comment
`,
  );
  expect(code).toBe(1);
});

test("shows what is used and not exported, and names what has no doc comment", async () => {
  await using package_ = await scratch();
  const declaration = "export declare function loadConfig";
  await package_.change(
    declarations,
    declaration,
    `/** Not exported. */\ninterface Hidden {\n    one: string;\n}\nexport declare function bare(): Hidden;\n${declaration}`,
  );
  await package_.change("dist/index.d.ts", "{ loadConfig }", "{ bare, loadConfig }");
  const { code, stdout } = await package_.api();
  expect(stdout).toMatch(/^packages\/config\/\S+: "bare" has no doc comment$/m);
  expect(code).toBe(1);
  await package_.change(declarations, "one: string", "other: string");
  expect((await package_.api("--check")).stdout).toContain(
    "  -     one: string;\n  +     other: string;\n",
  );
});
