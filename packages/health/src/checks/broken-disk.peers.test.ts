import { execFileSync } from "node:child_process";
import { chmod, mkdir, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

/** A real file system of one megabyte; needs the right to mount. */
async function smallFileSystem(folder: string) {
  const path = join(folder, "small");
  await mkdir(path);
  const asRoot = (command: string, ...args: string[]) =>
    process.getuid?.() === 0
      ? execFileSync(command, args)
      : execFileSync("sudo", ["-n", command, ...args]);
  asRoot("mount", "-t", "tmpfs", "-o", "size=1m,mode=777", "tmpfs", path);
  return {
    path,
    makeReadOnly: () => asRoot("mount", "-o", "remount,ro", path),
    [Symbol.dispose]: () => void asRoot("umount", "--lazy", path),
  };
}

const judging = `
import { createHealth } from "@ettl/health";
import { diskSpace } from "@ettl/health/checks/disk-space";
import { filesystem } from "@ettl/health/checks/filesystem";
// Root may write everywhere; an ordinary user may not.
if (process.env.ORDINARY && process.getuid() === 0) process.seteuid(65534);
const path = process.env.FOLDER;
const { status, components } = await createHealth({ version: "1", checks: [filesystem({ path }), diskSpace({ path })] }).check();
console.log(JSON.stringify({ status, folder: components.filesystem, space: components.disk_space }));
`;

async function judged(path: string, env: Record<string, string> = {}) {
  await using program = startProgram(["--input-type=module", "--eval", judging], {
    cwd: import.meta.dirname,
    env: { FOLDER: path, ...env },
  });
  await program.ended();
  expect(program.stderr()).toBe("");
  expect(program.stdout()).not.toContain(path);
  return JSON.parse(program.stdout()) as Record<"status" | "folder" | "space", unknown>;
}

test("a disk that is really full is unhealthy, and well again when there is room", async () => {
  await using folder = await temporaryFolder();
  using disk = await smallFileSystem(folder.path);
  expect(await judged(disk.path)).toMatchObject({ status: "healthy" });
  const ballast = join(disk.path, "ballast");
  const { bavail, bsize } = await statfs(disk.path);
  await writeFile(ballast, Buffer.alloc(bavail * bsize));
  expect(await judged(disk.path)).toMatchObject({
    status: "unhealthy",
    folder: {
      status: "unhealthy",
      message: "cannot write: ENOSPC: no space left on device",
    },
    space: { status: "unhealthy", message: "0 B of 1 MB free (0.0 %)" },
  });
  await rm(ballast);
  expect(await judged(disk.path)).toMatchObject({ status: "healthy" });
});

test("a file system that is really read-only is unhealthy", async () => {
  await using folder = await temporaryFolder();
  using disk = await smallFileSystem(folder.path);
  disk.makeReadOnly();
  expect(await judged(disk.path)).toMatchObject({
    status: "unhealthy",
    folder: { status: "unhealthy", message: "cannot write: EROFS: read-only file system" },
  });
});

test("a folder that an ordinary user may not write to is unhealthy", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "not-yours");
  await mkdir(path);
  await chmod(folder.path, 0o755);
  await chmod(path, 0o555);
  expect(await judged(path, { ORDINARY: "yes" })).toMatchObject({
    folder: { status: "unhealthy", message: "cannot write: EACCES: permission denied" },
  });
});
