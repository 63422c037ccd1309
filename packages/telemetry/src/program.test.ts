import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const packageFolder = fileURLToPath(new URL("..", import.meta.url));
/** As its reader sees it, without the comments that say how its blocks are run. */
const guide = async () => {
  const text = await readFile(join(packageFolder, "../../docs/own-program.md"), "utf8");
  return text.replaceAll(/<!--[\s\S]*?-->\n+/g, "");
};

/** The guide's program and its words, in a folder with a configuration. */
async function backup(toml: string) {
  const text = await guide();
  const [, source = ""] = /```js\n#!.*\n([^`]*runProgram[^`]*)```/.exec(text) ?? [];
  expect(source).toContain("runProgram");
  const folder = await temporaryFolder();
  const file = join(folder.path, "ettl.toml");
  await writeFile(file, toml);
  return {
    file,
    // The word before the arguments stands where a script's path would.
    // Evaluated in the package's folder, where its own name and zod can be imported.
    run: async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
      const result = await runProgram(
        ["--input-type=module", "--eval", source, "--", "backup", ...args, "--config", file],
        { cwd: packageFolder, env },
      );
      const short = (output: string) => output.replaceAll(file, "ettl.toml");
      return { ...result, stdout: short(result.stdout), stderr: short(result.stderr) };
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

test("the guide's program says of a mistake what the guide shows, checked and started", async () => {
  const [, toml = "", shown = ""] =
    /```toml\n(\[backup\][^`]*)```[^`]*`backup run`[\s\S]*?```\n([^`]*)```/.exec(await guide()) ??
    [];
  await using program = await backup(toml);
  for (const command of ["check", "run"])
    expect(await program.run([command])).toMatchObject({ code: 2, stdout: "", stderr: shown });
});

test("the guide's program runs, and explains itself as the guide shows", async () => {
  await using program = await backup('[backup]\nfolder = "/mnt/copies"\n');
  const ran = await program.run(["run", "--quick"]);
  expect(ran).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(ran.stdout)).toMatchObject({
    message: "copied",
    to: "/mnt/copies",
    quick: true,
  });

  const explained = await program.run(["explain"], { LOG_LEVEL: "warn" });
  expect(explained.code).toBe(0);
  const rows = (text: string) => text.split("\n").map((line) => line.split(/ {2,}/).join(" "));
  const [, shown = ""] =
    /`backup explain` shows among others:\n\n```\n([^`]*)\n```/.exec(await guide()) ?? [];
  expect(rows(shown)).toHaveLength(3);
  expect(rows(explained.stdout)).toEqual(expect.arrayContaining(rows(shown)));
});

test("a program of one's own gets schema, init, help and version", async () => {
  await using program = await backup("");
  const schema = await program.run(["schema"]);
  expect(JSON.parse(schema.stdout)).toMatchObject({
    title: "Configuration of backup",
    properties: {
      monitoring: { properties: { metrics_port: { default: 9090 } } },
      backup: { properties: { folder: { default: "copies", description: "Where copies go." } } },
    },
  });
  expect((await program.run(["init"])).code).toBe(2);
  const help = await program.run(["--help"]);
  expect(help.stdout).toContain("  --quick             With run: leave out what did not change\n");
  expect((await program.run(["--version"])).stdout).toBe("1.0.0\n");
});

test("a command of one's own takes the place of one about the configuration", async () => {
  const source = `
    import { command, runProgram } from "@ettl/telemetry/program";
    const check = command({
      summary: "Look.",
      words: "[WHERE]",
      options: { depth: { kind: "text", placeholder: "N", summary: "how deep" } },
      run: async (call) => { process.stdout.write(JSON.stringify([call.words, call.options])); return 3; },
    });
    process.exit(await runProgram({ name: "looker", version: "1", about: "Looks.", commands: { check } }));`;
  const run = (...args: string[]) =>
    runProgram(["--input-type=module", "--eval", source, "--", "looker", ...args], {
      cwd: packageFolder,
    });
  expect(await run("check", "here", "--depth", "5")).toMatchObject({
    code: 3,
    stdout: '[["here"],{"depth":"5"}]',
  });
  const { stdout } = await run("--help");
  expect(stdout.match(/^ {2}\w+/gm)).toEqual(["  check", "  explain", "  schema", "  init"]);
  expect(stdout).toContain("  check [WHERE]   Look.\n");
  expect(stdout).toMatch(/^ {2}--depth N +With check: how deep$/m);
});

test("an error that is neither usage nor configuration ends with 1 and its message", async () => {
  await using folder = await temporaryFolder();
  const source = `
    import { command, runProgram } from "@ettl/telemetry/program";
    const fail = command({ summary: "Fail.", run: () => Promise.reject(new Error("no luck")) });
    process.exit(await runProgram({
      name: "unlucky", version: "1", about: "Fails.", commands: { fail }, defaultCommand: "fail",
    }));`;
  expect(
    await runProgram(["--input-type=module", "--eval", source], {
      cwd: packageFolder,
      env: { ETTL_CONFIG: join(folder.path, "none.toml") },
    }),
  ).toMatchObject({ code: 1, stdout: "", stderr: "unlucky: no luck\n" });
});
