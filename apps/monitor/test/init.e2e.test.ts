import { mkdir, readFile, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { monitorRun } from "./monitor-run.ts";

test("what init wrote passes check and changes nothing", async () => {
  await using monitor = await monitorRun();
  const values = async () => {
    const { stdout } = await monitor.run(["explain", "--json"]);
    const { settings } = JSON.parse(stdout) as { settings: { key: string; value: string }[] };
    return settings.map(({ key, value }) => [key, value]);
  };
  const before = await values();
  const { code, stdout, stderr } = await monitor.run(["init"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^Wrote ettl\.toml\./);
  expect(await monitor.run(["check"])).toMatchObject({ code: 0, stderr: "" });
  expect(await values()).toEqual(before);
});

test("C9 what init wrote is for its owner only, and begins with the line for editors", async () => {
  await using monitor = await monitorRun();
  await monitor.run(["init"]);
  expect((await stat(monitor.file)).mode & 0o777).toBe(0o600);
  expect(await monitor.read()).toMatch(/^#:schema \.\/ettl\.schema\.json\n/);
});

test("init goes where --config says, and `-` is standard output", async () => {
  await using monitor = await monitorRun();
  expect((await monitor.run(["init", "--config", "own.toml"])).code).toBe(0);
  const printed = await monitor.run(["init", "--config", "-"]);
  expect(printed).toMatchObject({ code: 0, stderr: "" });
  expect(printed.stdout).toBe(await readFile(join(monitor.path, "own.toml"), "utf8"));
});

test("init never writes over what is there, be it a folder or a link into nothing", async () => {
  await using monitor = await monitorRun("# mine\n");
  await mkdir(join(monitor.path, "folder"));
  await symlink("nowhere.toml", join(monitor.path, "link.toml"));
  for (const file of ["ettl.toml", "folder", "link.toml"]) {
    const { code, stdout, stderr } = await monitor.run(["init", "--config", file]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(
      `${file} exists already and stays as it is. Name another file with --config\n`,
    );
  }
  expect(await monitor.read()).toBe("# mine\n");
  await expect(stat(join(monitor.path, "nowhere.toml"))).rejects.toThrow(/ENOENT/);
});

test("init into a folder that is missing fails with one sentence", async () => {
  await using monitor = await monitorRun();
  expect(await monitor.run(["init", "--config", "no/ettl.toml"])).toMatchObject({
    code: 1,
    stderr: "ettl-monitor: no/ettl.toml can't be written: its folder does not exist\n",
  });
});
