import { mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { rejection } from "../../test/clients.ts";
import { replaceFile } from "./replace-file.ts";

test("writes all parts under the name, and says how many bytes they are", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "films.csv");
  const long = "é".repeat(100_000);
  expect(await replaceFile(path, ["a\n", long, "\n"])).toBe(200_003);
  expect(await readFile(path, "utf8")).toBe(`a\n${long}\n`);
  expect(await replaceFile(path, [])).toBe(0);
  expect(await readFile(path, "utf8")).toBe("");
  expect(await readdir(folder.path)).toEqual(["films.csv"]);
});

test("E8 a failure while writing leaves the old file as it was, and no temporary one", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "films.csv");
  await writeFile(path, "old");
  function* broken() {
    yield "x".repeat(200_000);
    throw new Error("no more");
  }
  await expect(replaceFile(path, broken())).rejects.toThrow("no more");
  const reason = new Error("stopped");
  expect(await rejection(replaceFile(path, ["new"], { signal: AbortSignal.abort(reason) }))).toBe(
    reason,
  );
  expect(await readFile(path, "utf8")).toBe("old");
  expect(await readdir(folder.path)).toEqual(["films.csv"]);
});

test("E8 a folder in the file's place stays, and so do permissions and a symbolic link", async () => {
  await using folder = await temporaryFolder();
  const inPlace = join(folder.path, "films.csv");
  await mkdir(join(inPlace, "inner"), { recursive: true });
  await expect(replaceFile(inPlace, ["new"])).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
  expect(await readdir(folder.path)).toEqual(["films.csv"]);
  expect((await stat(inPlace)).isDirectory()).toBe(true);

  await mkdir(join(folder.path, "real"));
  const real = join(folder.path, "real", "history.csv");
  const link = join(folder.path, "link.csv");
  await writeFile(real, "old", { mode: 0o600 });
  await symlink(real, link);
  await replaceFile(link, ["new"]);
  expect(await readlink(link)).toBe(real);
  expect(await readFile(real, "utf8")).toBe("new");
  expect((await stat(real)).mode & 0o777).toBe(0o600);
});

test("E7 a kill amid the writing leaves the old file, and the next run tidies up", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "films.csv");
  await writeFile(path, "old");
  await writeFile(join(folder.path, ".films.csv.notes.tmp"), "somebody's own");
  const script = join(folder.path, "write.mjs");
  const built = new URL("../../dist/letterboxd/replace-file.js", import.meta.url).href;
  await writeFile(
    script,
    `import { replaceFile } from ${JSON.stringify(built)};
    function* parts() {
      for (let part = 0; ; part++) {
        if (part === 10) console.log("writing");
        yield "x".repeat(70_000);
      }
    }
    await replaceFile(${JSON.stringify(path)}, parts());`,
  );
  await using program = startProgram([script]);
  await program.printed(/writing/);
  const temporaries = async () =>
    (await readdir(folder.path)).filter((name) => /^\.films\.csv\.\d+-/.test(name));

  // While it runs, its file is not anybody else's to remove.
  await replaceFile(path, ["other"]);
  expect(await temporaries()).toHaveLength(1);

  program.kill("SIGKILL");
  await program.ended();
  expect(await readFile(path, "utf8")).toBe("other");
  expect(await temporaries()).toHaveLength(1);

  await replaceFile(path, ["new"]);
  expect(await readFile(path, "utf8")).toBe("new");
  expect(await temporaries()).toEqual([]);
  expect(await readdir(folder.path)).toContain(".films.csv.notes.tmp");
});

test("E11 writers of one file at once: the last wins, whole", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "films.csv");
  const contents = Array.from({ length: 8 }, (_, writer) => String(writer).repeat(300_000));
  await Promise.all(contents.map((content) => replaceFile(path, [content])));
  expect(contents).toContain(await readFile(path, "utf8"));
  expect(await readdir(folder.path)).toEqual(["films.csv"]);
});
