import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import {
  mkdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  unlink,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { plainFile } from "@ettl/logging";
import { eventually, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

/** Writes a line at each look, until `condition` holds: files are looked after when lines come. */
async function writeUntil(write: () => void, condition: () => boolean) {
  await eventually("the line went where it should", () => {
    write();
    return condition();
  });
}

test("a file is appended to, for its owner and group only", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "deep", "er", "app.log");
  const first = await plainFile(path);
  first.write("é one\n");
  first.close?.();
  const second = await plainFile(path);
  second.write("two\n");
  expect(await readFile(path, "utf8")).toBe("é one\ntwo\n");
  expect((await stat(path)).mode & 0o777).toBe(0o640 & ~process.umask());
  second.close?.();
});

test("after close a line throws, and closing again does nothing", async () => {
  await using folder = await temporaryFolder();
  const destination = await plainFile(join(folder.path, "app.log"));
  destination.write("one\n");
  destination.close?.();
  destination.close?.();
  destination.reopen?.();
  expect(() => destination.write("two\n")).toThrow(
    expect.objectContaining({ code: "EBADF", message: expect.stringContaining("was closed") }),
  );
});

test("a file that ends within a line, after a crash, goes on on a new one", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "app.log");
  await writeFile(path, '{"half');
  const destination = await plainFile(path);
  destination.write("whole\n");
  destination.close?.();
  expect(await readFile(path, "utf8")).toBe('{"half\nwhole\n');
});

test("L4 reopen() after a rename goes on in a new file, and in the old one until then", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "app.log");
  const destination = await plainFile(path);
  destination.write("one\n");
  await rename(path, `${path}.1`);
  destination.reopen?.();
  destination.write("two\n");
  expect(await readFile(`${path}.1`, "utf8")).toBe("one\n");
  expect(await readFile(path, "utf8")).toBe("two\n");
  destination.close?.();
});

test("L4 a file that is unlinked or renamed without a signal is made anew", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "logs", "app.log");
  const destination = await plainFile(path);
  const write = () => destination.write("line\n");
  write();
  await unlink(path);
  await writeUntil(write, () => existsSync(path));
  await rename(path, `${path}.1`);
  await writeUntil(write, () => existsSync(path));
  await rm(join(folder.path, "logs"), { recursive: true });
  await writeUntil(write, () => existsSync(path));
  expect(await readFile(path, "utf8")).toBe("line\n");
  destination.close?.();
});

test("L4 a file removed in a burst without a turn of the event loop is made anew", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "app.log");
  const destination = await plainFile(path);
  destination.write("before\n");
  await unlink(path);
  for (let i = 0; i < 3000; i++) destination.write(`${i}\n`);
  const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
  expect(lines.at(-1)).toBe("2999");
  expect(lines.length).toBeGreaterThanOrEqual(1999);
  destination.close?.();
});

test("L4 copytruncate goes on at the start of the truncated file", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "app.log");
  const destination = await plainFile(path);
  destination.write("one\n");
  await truncate(path);
  destination.write("two\n");
  expect(await readFile(path, "utf8")).toBe("two\n");
  destination.close?.();
});

test("L4 when reopening fails one write says so, no line is lost, and it heals", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "app.log");
  const renamed = `${path}.1`;
  const destination = await plainFile(path);
  await rename(path, renamed);
  await mkdir(path);
  destination.reopen?.();
  expect(() => destination.write("one\n")).toThrow(expect.objectContaining({ code: "EISDIR" }));
  destination.write("two\n");
  expect(await readFile(renamed, "utf8")).toBe("one\ntwo\n");
  await rm(path, { recursive: true });
  let last = 2;
  await writeUntil(
    () => destination.write(`${++last}\n`),
    () => existsSync(path),
  );
  expect(await readFile(path, "utf8")).toBe(`${last}\n`);
  destination.close?.();
});

test("L4 with no file left to write to, each line throws until there is one", async () => {
  await using folder = await temporaryFolder();
  const logs = join(folder.path, "logs");
  const path = join(logs, "app.log");
  const destination = await plainFile(path);
  destination.write("one\n");
  await rm(logs, { recursive: true });
  await writeFile(logs, "in the way");
  destination.reopen?.();
  for (let i = 0; i < 3; i++)
    expect(() => destination.write("lost\n")).toThrow(expect.objectContaining({ code: "EEXIST" }));
  await rm(logs);
  destination.write("back\n");
  expect(await readFile(path, "utf8")).toBe("back\n");
  destination.close?.();
});

test("L2 a full device makes each line throw, and nothing else happens", async () => {
  const destination = await plainFile("/dev/full");
  for (let i = 0; i < 2500; i++)
    expect(() => destination.write("line\n")).toThrow(expect.objectContaining({ code: "ENOSPC" }));
  destination.close?.();
});

test("L3 what can't be opened is named with its path and the reason", async () => {
  await using folder = await temporaryFolder();
  const fifo = join(folder.path, "fifo");
  execFileSync("mkfifo", [fifo]);
  await expect(plainFile(fifo)).rejects.toThrow(`the log file ${fifo} can't be opened: ENXIO`);
  await expect(plainFile(folder.path)).rejects.toThrow(
    `the log file ${folder.path} can't be opened: EISDIR`,
  );
  const loop = join(folder.path, "loop");
  await symlink(loop, loop);
  await expect(plainFile(loop)).rejects.toThrow(`the log file ${loop} can't be opened: ELOOP`);
});
