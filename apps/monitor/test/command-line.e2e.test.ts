import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { main, monitorRun } from "./monitor-run.ts";

test("--help shows every command, on standard output and without colours", async () => {
  await using monitor = await monitorRun();
  const { code, stdout, stderr } = await monitor.run(["--help"], { FORCE_COLOR: "1" });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^Usage: ettl-monitor \[command\] \[options\]\n/);
  for (const command of ["serve", "check", "explain", "schema", "init"])
    expect(stdout).toMatch(new RegExp(`^  ${command} +[A-Z]`, "m"));
  for (const option of ["--config FILE", "--port N", "--json", "--help"])
    expect(stdout).toContain(`  ${option}`);
  expect(stdout).not.toContain("\u001b");
});

test("--version is that of the package", async () => {
  await using monitor = await monitorRun();
  const manifest = await readFile(new URL("../package.json", import.meta.url), "utf8");
  expect((await monitor.run(["--version"])).stdout).toBe(`${JSON.parse(manifest).version}\n`);
});

for (const [args, sentence] of [
  [["chek"], 'there is no command "chek"'],
  [["check", "twice"], 'check: "twice" is one word too many'],
  [["check", "--json"], "--json does not go with check"],
  [["explain", "--port", "1"], "--port does not go with explain"],
  [["check", "--verbose"], "Unknown option '--verbose'"],
  [["serve", "--port", "70000"], "--port 70000: expected a number from 1 to 65535"],
  [["check", "--config", "a.toml", "--config", "b.toml"], "--config is given twice"],
  [["check", "--config="], "--config needs the path of a file"],
  [["check", "--config"], "Option '--config <value>' argument missing"],
] as const)
  test(`C4 \`${args.join(" ")}\` ends with 2, a sentence and the usage`, async () => {
    await using monitor = await monitorRun();
    const { code, stdout, stderr } = await monitor.run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/\n\nUsage: ettl-monitor /);
    expect(stderr.split("\n")[0]).toBe(sentence);
  });

test("L8 a reader that goes away early ends a command quietly", async () => {
  // Far more than a pipe holds, so that writing meets the closed end.
  const targets = Array.from(
    { length: 3_000 },
    (_, index) => `[[targets]]\nname = "target-${index}"\nurl = "http://127.0.0.1:${index + 1}"\n`,
  );
  await using monitor = await monitorRun(targets.join(""));
  const child = spawn(process.execPath, [main, "explain"], {
    cwd: monitor.path,
    env: { PATH: process.env.PATH ?? "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const closed = once(child, "close");
  await once(child.stdout, "data");
  child.stdout.destroy();
  expect(await closed).toEqual([0, null]);
  expect(errors).toBe("");
});

test("L2 a full disk below standard output is an error of one sentence", async () => {
  await using monitor = await monitorRun();
  const full = openSync("/dev/full", "w");
  const child = spawn(process.execPath, [main, "schema"], {
    cwd: monitor.path,
    env: { PATH: process.env.PATH ?? "" },
    stdio: ["ignore", full, "pipe"],
  });
  let errors = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  closeSync(full);
  expect((await once(child, "close"))[0]).toBe(1);
  expect(errors).toMatch(/^ettl-monitor: .*ENOSPC.*\n$/);
});
