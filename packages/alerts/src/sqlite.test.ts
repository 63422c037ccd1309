import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { openSqlite } from "@ettl/alerts/sqlite";
import { runProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

async function opened(folder: string) {
  const sqlite = await openSqlite({
    file: join(folder, "test.db"),
    applicationId: 7,
    version: 1,
    create: (database) => database.exec("CREATE TABLE entries (number INTEGER)"),
    onProblem: ({ message }) => {
      throw new Error(message);
    },
  });
  if (!sqlite) throw new Error("no database");
  return sqlite;
}

test("who waits for a commit is not kept waiting by what others write after it", async () => {
  await using folder = await temporaryFolder();
  const sqlite = await opened(folder.path);
  const insert = sqlite.database.prepare("INSERT INTO entries VALUES (?)");
  let isCommitted = false;
  for (let index = 0; index < 3_000; index += 1) sqlite.write(() => insert.run(index));
  void sqlite.committed().then(() => {
    isCommitted = true;
  });
  // More than a commit takes, at each turn of the event loop.
  for (let turn = 0; turn < 12 && !isCommitted; turn += 1) {
    for (let index = 0; index < 8_000; index += 1) sqlite.write(() => insert.run(index));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(isCommitted).toBe(true);
  await sqlite.close();
});

test("what it writes is for its owner only, whatever the umask", async () => {
  await using folder = await temporaryFolder();
  const sqlite = await opened(folder.path);
  sqlite.write(() => sqlite.database.exec("INSERT INTO entries VALUES (1)"));
  await sqlite.committed();
  const names = await readdir(folder.path);
  const modes = await Promise.all(names.map((name) => stat(join(folder.path, name))));
  expect(names.sort()).toEqual(["test.db", "test.db-wal"]);
  expect(modes.map(({ mode }) => (mode & 0o777).toString(8))).toEqual(["600", "600"]);
  await sqlite.close();
});

test("a file stays this process's own though it is opened here once more, in vain", async () => {
  await using folder = await temporaryFolder();
  const sqlite = await opened(folder.path);
  await expect(opened(folder.path)).rejects.toThrow("in use");
  const file = JSON.stringify(join(folder.path, "test.db"));
  const script = `
    import { openSqlite } from "@ettl/alerts/sqlite";
    const onProblem = ({ code }) => console.log(code);
    const options = { file: ${file}, applicationId: 7, version: 1, create() {}, onProblem };
    console.log(await openSqlite(options));
  `;
  const { stdout } = await runProgram(["--input-type=module", "-e", script], {
    cwd: import.meta.dirname,
  });
  expect(stdout).toBe("state_in_use\nundefined\n");
  await sqlite.close();
});
