import { execFileSync } from "node:child_process";
import { mkdir, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createAlerts } from "@ettl/alerts";
import { openSqlite } from "@ettl/alerts/sqlite";
import { openAlertStore } from "@ettl/alerts/store";
import { eventually, startProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const alert = { level: "error", title: "t", message: "m", source: "s" } as const;

/** A real file system of one megabyte; needs the right to mount. */
async function smallFileSystem(folder: string) {
  const path = join(folder, "small");
  await mkdir(path);
  const asRoot = (command: string, ...args: string[]) =>
    process.getuid?.() === 0
      ? execFileSync(command, args)
      : execFileSync("sudo", ["-n", command, ...args]);
  asRoot("mount", "-t", "tmpfs", "-o", "size=1m,mode=777", "tmpfs", path);
  return { path, [Symbol.dispose]: () => void asRoot("umount", "--lazy", path) };
}

test("a full disk delays nobody, is told once, and what it missed is written when there is room", async () => {
  await using folder = await temporaryFolder();
  using disk = await smallFileSystem(folder.path);
  const problems: string[] = [];
  const onProblem = ({ code }: { readonly code: string }) => problems.push(code);
  const store = await openAlertStore({ folder: disk.path, onProblem });
  const alerts = createAlerts({ channels: [{ name: "memory", send: async () => {} }], store });
  await alerts.send({ ...alert, title: "before" });
  // What became of it is written, too, before the room is measured.
  await store?.committed();
  const ballast = join(disk.path, "ballast");
  const { bavail, bsize } = await statfs(disk.path);
  await writeFile(ballast, Buffer.alloc(bavail * bsize));
  for (let index = 0; index < 50; index += 1)
    expect(await alerts.send({ ...alert, title: String(index), message: "x".repeat(100) })).toEqual(
      [{ channel: "memory", outcome: "delivered", attempts: 1 }],
    );
  expect(problems).toEqual(["state_not_written"]);
  await rm(ballast);
  await alerts.close();
  await using again = createAlerts({
    channels: [],
    store: await openAlertStore({ folder: disk.path, onProblem }),
  });
  expect((await again.history({ limit: 1_000 })).alerts.length).toBe(51);
  expect(again.stats().firing).toBe(51);
  expect(problems).toEqual(["state_not_written"]);
});

test("of more than fits on a disk, what fits is written", async () => {
  await using folder = await temporaryFolder();
  using disk = await smallFileSystem(folder.path);
  const problems: string[] = [];
  const file = await openSqlite({
    file: join(disk.path, "own.db"),
    applicationId: 1,
    version: 1,
    create: (database) => database.exec("CREATE TABLE rows (text TEXT NOT NULL)"),
    onProblem: ({ code }) => problems.push(code),
  });
  if (!file) throw new Error("the file can't be opened");
  const add = file.database.prepare("INSERT INTO rows VALUES (?)");
  for (let index = 0; index < 300; index += 1) file.write(() => add.run("x".repeat(9_000)));
  const count = file.database.prepare("SELECT count(*) AS rows FROM rows");
  await eventually("some of it", () => (count.get() as { rows: number }).rows >= 10);
  expect(problems).toEqual(["state_not_written"]);
  await file.close();
});

test("A13 the clock of the machine is set back and forth: the limiter is neither stuck nor lets a burst through", async () => {
  await using folder = await temporaryFolder();
  const offset = join(folder.path, "offset");
  await writeFile(offset, "+0d");
  const preload = execFileSync("faketime", ["-f", "+0d", "printenv", "LD_PRELOAD"], {
    encoding: "utf8",
  });
  const script = `
    import { createAlerts } from ${JSON.stringify(import.meta.resolve("@ettl/alerts"))};
    const alerts = createAlerts({
      channels: [{ name: "memory", send: async () => {} }],
      rateLimitMinutes: 2 / 60,
    });
    let wall;
    for (;;) {
      const day = new Date().toISOString().slice(0, 13);
      const [{ outcome }] = await alerts.send(${JSON.stringify(alert)});
      if (day !== wall || outcome === "delivered") console.log(day, outcome);
      wall = day;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  `;
  await using program = startProgram(["--input-type=module", "-e", script], {
    env: {
      LD_PRELOAD: preload.trim(),
      FAKETIME_TIMESTAMP_FILE: offset,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
      TZ: "UTC",
    },
  });
  const lines = () => program.stdout().split("\n").slice(0, -1);
  await program.printed(/delivered/);
  for (const jump of ["+1d", "-1h", "+0d"]) {
    const before = lines().length;
    await writeFile(offset, jump);
    // The first alert after the jump is still limited …
    const [line] = await eventually(`a line after ${jump}`, () => {
      const found = lines().slice(before);
      return found.length > 0 && found;
    });
    expect(line).toMatch(/ suppressed$/);
    // … and one of the next two seconds is told again.
    await eventually(`told again after ${jump}`, () =>
      lines()
        .slice(before)
        .some((one) => one.endsWith(" delivered")),
    );
  }
});
