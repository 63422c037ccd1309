import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type LogDestination, plainFile, rollingFile } from "@ettl/logging";
import { eventually, startProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const entry = import.meta.resolve("@ettl/logging");

/** A program that writes numbered lines until SIGTERM and then says how many. */
async function writer(folder: string, open: string, env: Record<string, string> = {}) {
  const file = join(folder, "program.mjs");
  await writeFile(
    file,
    `import { plainFile, rollingFile } from ${JSON.stringify(entry)};
     import { setTimeout } from "node:timers/promises";
     const destination = await ${open};
     let stopped = false;
     process.on("SIGTERM", () => { stopped = true; });
     process.on("SIGHUP", () => { destination.reopen(); console.log("reopened"); });
     console.log("ready");
     let i = 0;
     let day;
     while (!stopped) {
       for (let n = 0; n < 20; n++) destination.write(i++ + " " + "x".repeat(80) + "\\n");
       const today = new Date().toISOString().slice(0, 10);
       if (today !== day) console.log("day", (day = today));
       await setTimeout(1);
     }
     destination.close();
     console.log("wrote", i);`,
  );
  const program = startProgram([file], { env });
  return Object.assign(program, {
    async wrote() {
      program.kill("SIGTERM");
      const [, count] = await program.printed(/wrote (\d+)/);
      expect(await program.ended()).toEqual({ code: 0, signal: null });
      expect(program.stderr()).toBe("");
      return Number(count);
    },
  });
}

/** Runs the real logrotate, by force, on one file with these directives. */
async function rotate(folder: string, path: string, directives: string) {
  const conf = join(folder, "logrotate.conf");
  await writeFile(conf, `${path} {\nrotate 50\nmissingok\n${directives}\n}\n`, { mode: 0o600 });
  execFileSync("logrotate", ["--force", "--state", join(folder, "state"), conf]);
}

/** Line numbers of app.log.N … app.log.1 app.log, each line checked. */
function rotatedLines(folder: string): number[] {
  const age = (name: string) => Number(/\.(\d+)$/.exec(name)?.[1] ?? 0);
  return readdirSync(folder)
    .filter((name) => name.startsWith("app.log"))
    .sort((a, b) => age(b) - age(a))
    .flatMap((name) => lineNumbers(readFileSync(join(folder, name), "utf8")));
}

function lineNumbers(text: string): number[] {
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => {
      expect(line).toMatch(/^\d+ x{80}$/);
      return Number.parseInt(line, 10);
    });
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

test("L4 logrotate with a rename and a signal: every line is in one of the files", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "app.log");
  await using program = await writer(folder.path, `plainFile(${JSON.stringify(path)})`);
  await program.printed(/ready/);
  for (let round = 1; round <= 5; round++) {
    await rotate(
      folder.path,
      path,
      `create 0640\npostrotate\nkill -HUP ${program.child.pid}\nendscript`,
    );
    await program.printed(new RegExp(`(reopened[^]*){${round}}`));
    await eventually("lines in the new file", () => statSync(path).size > 0);
  }
  const wrote = await program.wrote();
  expect(rotatedLines(folder.path)).toEqual(upTo(wrote));
  expect(readdirSync(folder.path)).toContain("app.log.5");
});

test("L4 logrotate with a rename and no signal: the new file is found within moments", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "app.log");
  await using program = await writer(folder.path, `plainFile(${JSON.stringify(path)})`);
  await program.printed(/ready/);
  for (const how of ["create 0640", "nocreate"]) {
    await rotate(folder.path, path, how);
    await eventually(
      "lines in the new file",
      () => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0,
    );
  }
  const wrote = await program.wrote();
  expect(rotatedLines(folder.path)).toEqual(upTo(wrote));
});

test("L4 logrotate with copytruncate: only lines of the moment of copying may be missing", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "app.log");
  await using program = await writer(folder.path, `plainFile(${JSON.stringify(path)})`);
  await program.printed(/ready/);
  await eventually("some lines", () => statSync(path).size > 100_000);
  await rotate(folder.path, path, "copytruncate");
  await eventually("lines after it", () => statSync(path).size > 0);
  const wrote = await program.wrote();

  // The copy may end within a line; the file itself starts with a whole one, without a gap.
  const copied = readFileSync(`${path}.1`, "utf8");
  const before = lineNumbers(copied.slice(0, copied.lastIndexOf("\n") + 1));
  const after = lineNumbers(readFileSync(path, "utf8"));
  expect(before).toEqual(upTo(before.length));
  expect(after).toEqual(upTo(wrote).slice(-after.length));
  expect(after[0]).toBeGreaterThanOrEqual(before.length);
});

/** A real file system of one megabyte; needs the right to mount. */
async function smallFileSystem(folder: string, options = "") {
  const path = join(folder, "small");
  await mkdir(path);
  const asRoot = (command: string, ...args: string[]) =>
    process.getuid?.() === 0
      ? execFileSync(command, args)
      : execFileSync("sudo", ["-n", command, ...args]);
  asRoot("mount", "-t", "tmpfs", "-o", `size=1m${options}`, "tmpfs", path);
  return {
    path,
    makeReadOnly: () => asRoot("mount", "-o", "remount,ro", path),
    [Symbol.dispose]: () => void asRoot("umount", path),
  };
}

const opened: [string, (path: string) => Promise<LogDestination>][] = [
  ["a plain file", plainFile],
  ["a rolling file", (path) => rollingFile({ path })],
  ["a rolling file that rolls", (path) => rollingFile({ path, maxSizeMb: 0.1, maxBackups: 100 })],
];
for (const [name, open] of opened)
  test(`L2 a full disk costs ${name} lines, each told once, and no line is torn`, async () => {
    await using folder = await temporaryFolder();
    using disk = await smallFileSystem(folder.path);
    const ballast = join(disk.path, "ballast");
    await writeFile(ballast, Buffer.alloc(500_000));
    const destination = await open(join(disk.path, "logs", "app.log"));
    const lost: number[] = [];
    const codes = new Set<unknown>();
    const write = (i: number) => {
      try {
        destination.write(`${i} ${"x".repeat(80)}\n`);
      } catch (error) {
        lost.push(i);
        codes.add(Reflect.get(Object(error), "code"));
      }
    };
    for (let i = 0; i < 10_000; i++) write(i);
    expect(codes).toEqual(new Set(["ENOSPC"]));
    expect(lost.length).toBeGreaterThan(1000);
    await rm(ballast);
    const lostWhileFull = lost.length;
    for (let i = 10_000; i < 11_000; i++) write(i);
    expect(lost).toHaveLength(lostWhileFull);
    destination.close?.();

    const logs = join(disk.path, "logs");
    const number = (file: string) => Number(/\.(\d+)\.log$/.exec(file)?.[1] ?? 0);
    const seen = readdirSync(logs)
      .sort((a, b) => number(a) - number(b))
      .flatMap((file) => lineNumbers(readFileSync(join(logs, file), "utf8")));
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    const both = lost.filter((i) => seen.includes(i));
    expect(both.length).toBeLessThanOrEqual(1);
    expect(seen.length + lost.length - both.length).toBe(11_000);
  });

test("a roll for which there is no room goes on in the old file until there is", async () => {
  await using folder = await temporaryFolder();
  // Room for the folder itself, what is in the way, and one log.
  using disk = await smallFileSystem(folder.path, ",nr_inodes=3");
  const inTheWay = join(disk.path, "in-the-way");
  await writeFile(inTheWay, "");
  const problems: string[] = [];
  const destination = await rollingFile({
    path: join(disk.path, "app.log"),
    maxSizeMb: 0.01,
    onProblem: ({ code, message }) => problems.push(`${code}: ${message}`),
  });
  let lines = 0;
  const write = () => destination.write(`${lines++} ${"x".repeat(80)}\n`);
  const files = () => readdirSync(disk.path).filter((name) => name !== "in-the-way");
  for (let i = 0; i < 5000; i++) write();
  expect(files()).toHaveLength(1);
  expect(problems).toEqual([
    expect.stringMatching(/^log_roll_failed: the log goes on in the old file of .*: ENOSPC/),
  ]);
  await rm(inTheWay);
  await eventually("it has rolled", () => {
    write();
    return files().length === 2;
  });
  destination.close?.();
  expect(
    files()
      .sort()
      .flatMap((name) => lineNumbers(readFileSync(join(disk.path, name), "utf8"))),
  ).toEqual(upTo(lines));
});

test("L3 a read-only file system is a clear error at the start", async () => {
  await using folder = await temporaryFolder();
  using disk = await smallFileSystem(folder.path);
  disk.makeReadOnly();
  for (const path of [join(disk.path, "app.log"), join(disk.path, "deep", "app.log")])
    for (const open of [plainFile(path), rollingFile({ path })])
      await expect(open).rejects.toThrow(`the log file ${path} can't be opened: EROFS`);
});

test("L6 the clock of the machine is set back and forth: nothing overwritten, order kept", async () => {
  await using folder = await temporaryFolder();
  const offset = join(folder.path, "offset");
  const logs = join(folder.path, "logs");
  const set = (value: string) => writeFile(offset, value);
  await set("+0d");
  const preload = execFileSync("faketime", ["-f", "+0d", "printenv", "LD_PRELOAD"], {
    encoding: "utf8",
  });
  const path = JSON.stringify(join(logs, "app.log"));
  await using program = await writer(
    folder.path,
    `rollingFile({ path: ${path}, maxSizeMb: 0.02, maxBackups: 10_000 })`,
    {
      LD_PRELOAD: preload.trim(),
      FAKETIME_TIMESTAMP_FILE: offset,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
      TZ: "UTC",
    },
  );
  let days = 1;
  for (const jump of ["-3d", "+1d", "-1d", "+4d"]) {
    await program.printed(new RegExp(`(day [^]*){${days++}}`));
    const files = readdirSync(logs).length;
    await eventually("it has rolled", () => readdirSync(logs).length > files + 1);
    await set(jump);
  }
  await program.printed(new RegExp(`(day [^]*){${days}}`));
  await eventually("the last day has its file", () => {
    const dates = new Set(readdirSync(logs).map((name) => name.slice(4, 14)));
    return dates.size === 3;
  });
  const wrote = await program.wrote();
  const place = (name: string) => {
    const [, date = "", number = ""] = /\.([\d-]{10})\.(\d+)\.log$/.exec(name) ?? [];
    return date + number.padStart(9, "0");
  };
  const lines = readdirSync(logs)
    .sort((a, b) => (place(a) < place(b) ? -1 : 1))
    .flatMap((name) => lineNumbers(readFileSync(join(logs, name), "utf8")));
  expect(lines).toEqual(upTo(wrote));
});

test("L6 midnight by the clock of the machine begins a file of the new day", async () => {
  await using folder = await temporaryFolder();
  const logs = join(folder.path, "logs");
  const file = join(folder.path, "program.mjs");
  await writeFile(
    file,
    `import { existsSync } from "node:fs";
     import { setTimeout } from "node:timers/promises";
     import { rollingFile } from ${JSON.stringify(entry)};
     const destination = await rollingFile({ path: ${JSON.stringify(join(logs, "app.log"))} });
     // Two lines only, so nothing but pino-roll's own timer can have rolled in between.
     destination.write("before\\n");
     while (!existsSync(${JSON.stringify(join(logs, "app.2026-03-01.1.log"))})) await setTimeout(5);
     destination.write("after\\n");
     destination.close();`,
  );
  const environment = execFileSync(
    "faketime",
    ["-f", "@2026-02-28 23:59:57", "printenv", "LD_PRELOAD"],
    { encoding: "utf8" },
  );
  await using program = startProgram([file], {
    env: {
      LD_PRELOAD: environment.trim(),
      FAKETIME: "@2026-02-28 23:59:57",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
      TZ: "UTC",
    },
  });
  expect(await program.ended()).toEqual({ code: 0, signal: null });
  expect(program.stderr()).toBe("");
  expect(readFileSync(join(logs, "app.2026-02-28.1.log"), "utf8")).toBe("before\n");
  expect(readFileSync(join(logs, "app.2026-03-01.1.log"), "utf8")).toBe("after\n");
});
