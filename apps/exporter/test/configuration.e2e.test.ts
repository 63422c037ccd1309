import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const secret = ["correct", "horse", "battery"].join("-");
const credentials = { TRAKT_CLIENT_ID: "id", TRAKT_ACCESS_TOKEN: secret };

/** The built exporter in a folder of its own. */
async function exporter(toml?: string) {
  const folder = await temporaryFolder();
  if (toml !== undefined) await writeFile(join(folder.path, "ettl.toml"), toml, { mode: 0o600 });
  return {
    run: (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
      runProgram([main, ...args], { cwd: folder.path, env }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

test("what init wrote lacks the credentials only, and with them passes check", async () => {
  await using program = await exporter();
  expect((await program.run(["init"])).code).toBe(0);
  const without = await program.run(["check"]);
  expect(without).toMatchObject({ code: 2, stdout: "" });
  expect(without.stderr).toContain(
    "trakt.client_id: is missing. Set it in [trakt], or as the variable TRAKT_CLIENT_ID",
  );
  const loggedOut = await program.run(["check"], { TRAKT_CLIENT_ID: "id" });
  expect(loggedOut).toMatchObject({ code: 2, stdout: "" });
  expect(loggedOut.stderr).toMatch(
    /trakt\.access_token: is missing, and nobody is logged in .*Run `ettl-exporter login`/,
  );
  expect(await program.run(["check"], credentials)).toMatchObject({ code: 0, stderr: "" });
});

test("C6 check reports what export and serve would, missing credentials among the rest", async () => {
  await using program = await exporter(
    `[trakt]\nacces_token = "${secret}"\napi_base_url = "https://u:${secret}@127.0.0.1"\n\n[export]\ntimezone = "Mars/Olympus"\n`,
  );
  const { code, stdout, stderr } = await program.run(["check"]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  for (const problem of [
    /^ettl\.toml:2:1 {2}trakt\.acces_token: unknown key\. Did you mean "access_token"\?$/m,
    /^ettl\.toml:3:\d+ {2}trakt\.api_base_url: a password does not belong here$/m,
    /^ettl\.toml:1:\d+ {2}trakt\.client_id: is missing/m,
    /^ettl\.toml:6:\d+ {2}export\.timezone: /m,
  ])
    expect(stderr).toMatch(problem);
  expect(stderr).not.toContain(secret);
  for (const args of [["export"], ["serve"]])
    expect(await program.run(args)).toMatchObject({ code: 2, stdout: "", stderr });
});

test("E13 explain shows the exporter's sections, with the token masked", async () => {
  await using program = await exporter('[letterboxd]\nexport_dir = "out"\n');
  const { code, stdout, stderr } = await program.run(["explain"], credentials);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^trakt\.client_id +"id" +TRAKT_CLIENT_ID$/m);
  expect(stdout).toMatch(/^trakt\.access_token +<secret> +TRAKT_ACCESS_TOKEN$/m);
  expect(stdout).toMatch(/^letterboxd\.export_dir +"out" +ettl\.toml:2:1$/m);
  expect(stdout).not.toContain(secret);
});

test("--help names every command, and a wrong word ends with 2 and the usage", async () => {
  await using program = await exporter();
  const help = await program.run(["--help"]);
  expect(help).toMatchObject({ code: 0, stderr: "" });
  for (const command of ["export", "serve", "sandbox", "check", "explain", "schema", "init"])
    expect(help.stdout).toMatch(new RegExp(`^  ${command} +`, "m"));
  for (const [args, sentence] of [
    [[], "a command is missing"],
    [["exprot"], 'there is no command "exprot"'],
    [["export", "--now"], "--now does not go with export"],
    [["sandbox", "--now"], "--now does not go with sandbox"],
    [["export", "ratings", "watched"], 'export: "watched" is one word too many'],
  ] as const) {
    const { code, stderr } = await program.run(args);
    expect([code, stderr.split("\n")[0]]).toEqual([2, sentence]);
    expect(stderr).toContain("\n\nUsage: ettl-exporter <command> [options]\n");
  }
});
