import { readdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createHealth } from "@ettl/health";
import { type FilesystemOptions, filesystem } from "@ettl/health/checks/filesystem";
import { temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

async function componentOf(options: FilesystemOptions) {
  const report = await createHealth({ version: "1", checks: [filesystem(options)] }).check();
  return Object.values(report.components)[0];
}

test("a folder that can be written is healthy and left as it was", async () => {
  await using folder = await temporaryFolder();
  expect(await componentOf({ path: folder.path })).toMatchObject({
    name: "filesystem",
    status: "healthy",
    message: "wrote, read back and removed a file",
  });
  expect(await readdir(folder.path)).toEqual([]);
});

test("a folder that is missing is unhealthy, without its path in the message", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "gone");
  expect(await componentOf({ path, name: "exports" })).toMatchObject({
    name: "exports",
    status: "unhealthy",
    message: "cannot write: ENOENT: no such file or directory",
  });
});

test("a path that is a file, or a link to nowhere, is unhealthy", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "file");
  await writeFile(path, "");
  expect(await componentOf({ path })).toMatchObject({
    message: "cannot write: ENOTDIR: not a directory",
  });
  await rm(path);
  await symlink(join(folder.path, "nowhere"), path);
  expect(await componentOf({ path })).toMatchObject({ status: "unhealthy" });
});

test("a file system that takes no new file is unhealthy", {
  skip: process.platform !== "linux",
}, async () => {
  expect(await componentOf({ path: "/proc" })).toMatchObject({
    status: "unhealthy",
    message: expect.stringMatching(/^cannot write: E[A-Z]+: /),
  });
});

test("nothing is left behind when the run is aborted", async () => {
  await using folder = await temporaryFolder();
  const { run } = filesystem({ path: folder.path });
  await expect(async () => run(AbortSignal.abort())).rejects.toThrow("cannot write");
  expect(await readdir(folder.path)).toEqual([]);
});
