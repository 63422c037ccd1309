import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, readFile, rename, rm, symlink, unlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { type RollingFileOptions, rollingFile } from "@ettl/logging";
import { eventually, runProgram, startProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const entry = import.meta.resolve("@ettl/logging");
const kilobyte = 1 / 1024;
const noonOf = (date: string) => new Date(`${date}T12:00:00`).getTime();

/** A log in a folder, with a clock that the test sets. */
async function log(folder: string, options: Partial<RollingFileOptions> & { date?: string } = {}) {
  const { date = "2026-11-23", ...rest } = options;
  const clock = { nowMs: noonOf(date) };
  const problems: string[] = [];
  const destination = await rollingFile({
    path: join(folder, "app.log"),
    now: () => clock.nowMs,
    onProblem: ({ code }) => problems.push(code),
    ...rest,
  });
  return {
    clock,
    problems,
    write: (text: string) => destination.write(`${text}\n`),
    close: () => destination.close?.(),
  };
}

const names = (folder: string) => readdirSync(folder).sort();
const content = (folder: string, name: string) => readFileSync(join(folder, name), "utf8");

/** The lines of all files in the order of their dates and numbers. */
function allLines(folder: string): string[] {
  const place = (name: string) => {
    const [, date = "", number] = /\.(\d{4}-\d\d-\d\d)\.(\d+)\./.exec(name) ?? [];
    return `${date}.${number?.padStart(9, "0")}`;
  };
  return names(folder)
    .sort((a, b) => (place(a) < place(b) ? -1 : 1))
    .map((name) => content(folder, name))
    .join("")
    .split("\n")
    .slice(0, -1);
}

/** Runs a program that has `rollingFile`, until it ends. */
async function run(folder: string, source: string, env: Record<string, string> = {}) {
  const program = join(folder, "program.mjs");
  await writeFile(
    program,
    `import { rollingFile } from ${JSON.stringify(entry)};
     const path = ${JSON.stringify(join(folder, "logs", "app.log"))};
     ${source}`,
  );
  const result = await runProgram([program], { env });
  expect(result.stderr).toBe("");
  return result;
}

test("L5 lines at full speed across rotations are complete, in order and whole", async () => {
  await using folder = await temporaryFolder();
  const { code } = await run(
    folder.path,
    `const destination = await rollingFile({ path, maxSizeMb: 0.05, maxBackups: 1000 });
     for (let i = 0; i < 20_000; i++) destination.write(JSON.stringify({ i, pad: "é".repeat(i % 60) }) + "\\n");
     process.exit(5);`,
  );
  expect(code).toBe(5);
  const logs = join(folder.path, "logs");
  expect(allLines(logs).map((line) => JSON.parse(line).i)).toEqual(
    Array.from({ length: 20_000 }, (_, i) => i),
  );
  const sizes = names(logs).map((name) => statSync(join(logs, name)).size);
  expect(sizes.length).toBeGreaterThan(20);
  expect(Math.max(...sizes)).toBeLessThan(0.05 * 1_048_576 + 150);
});

test("L5 a burst that ends the process leaves no more files than the limit, over several runs", async () => {
  await using folder = await temporaryFolder();
  const logs = join(folder.path, "logs");
  for (let from = 0; from < 9000; from += 3000) {
    await run(
      folder.path,
      `const destination = await rollingFile({ path, maxSizeMb: 0.01, maxBackups: 2 });
       for (let i = ${from}; i < ${from + 3000}; i++) destination.write(i + "x".repeat(50) + "\\n");
       process.kill(process.pid, "SIGKILL");`,
    );
    expect(names(logs)).toHaveLength(3);
  }
  const last = allLines(logs).map((line) => Number.parseInt(line, 10));
  expect(last).toEqual(Array.from({ length: last.length }, (_, i) => 9000 - last.length + i));
});

test("a day begins a new file, and a start goes on in the newest one", async () => {
  await using folder = await temporaryFolder();
  const first = await log(folder.path);
  first.write("one");
  first.close();
  const second = await log(folder.path);
  second.write("two");
  second.clock.nowMs = noonOf("2026-11-24");
  await eventually("the day is noticed", () => {
    second.write("three");
    return names(folder.path).length === 2;
  });
  second.close();
  expect(names(folder.path)).toEqual(["app.2026-11-23.1.log", "app.2026-11-24.1.log"]);
  expect(content(folder.path, "app.2026-11-23.1.log")).toMatch(/^one\ntwo\n/);
  expect(content(folder.path, "app.2026-11-24.1.log")).toBe("three\n");
});

test("L6 a clock that is set back overwrites nothing and keeps the order", async () => {
  await using folder = await temporaryFolder();
  const limits = { maxSizeMb: kilobyte, maxBackups: 100 };
  const pad = "x".repeat(500);
  const before = await log(folder.path, { ...limits, date: "2026-11-20" });
  for (let i = 0; i < 10; i++) before.write(`${i} ${pad}`);
  before.close();
  const running = await log(folder.path, { ...limits, date: "2026-11-23" });
  let i = 10;
  for (; i < 20; i++) running.write(`${i} ${pad}`);
  running.clock.nowMs = noonOf("2026-11-20");
  for (; i < 30; i++) running.write(`${i} ${pad}`);
  running.close();
  const restarted = await log(folder.path, { ...limits, date: "2026-11-21" });
  for (; i < 40; i++) restarted.write(`${i} ${pad}`);
  restarted.clock.nowMs = noonOf("2026-11-24");
  for (; i < 50; i++) restarted.write(`${i} ${pad}`);
  restarted.close();
  const lines = allLines(folder.path).map((line) => Number.parseInt(line, 10));
  expect(lines).toEqual(Array.from({ length: 50 }, (_, n) => n));
  expect(names(folder.path).at(-1)).toMatch(/^app\.2026-11-24\./);
});

test("L6 a day that ends twice, where daylight saving ends at midnight, rolls in order", async () => {
  await using folder = await temporaryFolder();
  await run(
    folder.path,
    // In São Paulo the hour before midnight came twice on 17 February 2018.
    `let nowMs = Date.parse("2018-02-17T23:00:00Z");
     const destination = await rollingFile({ path, now: () => nowMs, maxSizeMb: 0.0005, maxBackups: 1000, maxAgeDays: 1e6 });
     for (let i = 0; i < 300; i++) {
       destination.write(i + " " + "x".repeat(200) + "\\n");
       nowMs += 60_000;
     }`,
    { TZ: "America/Sao_Paulo" },
  );
  const logs = join(folder.path, "logs");
  expect(allLines(logs).map((line) => Number.parseInt(line, 10))).toEqual(
    Array.from({ length: 300 }, (_, i) => i),
  );
  const dates = names(logs).map((name) => name.slice(4, 14));
  expect(new Set(dates)).toEqual(new Set(["2018-02-17", "2018-02-18"]));
});

test("files of others neither set the number nor are touched, links and folders included", async () => {
  await using folder = await temporaryFolder();
  const elsewhere = join(folder.path, "elsewhere");
  await writeFile(elsewhere, "mine");
  const others = [
    "other.20240101.log",
    "app.2026-11-23.7.txt",
    "app.2026-11-23.07.log",
    "app.2020-01-01.1.log.bak",
    "my-app.2020-01-01.1.log",
    "app.log",
  ];
  for (const name of others) await writeFile(join(folder.path, name), name);
  await symlink(elsewhere, join(folder.path, "app.2020-01-01.1.log"));
  await symlink(elsewhere, join(folder.path, "app.2026-11-23.1.log"));
  await mkdir(join(folder.path, "app.2020-01-02.1.log"));
  const before = names(folder.path);

  const { write, close, problems } = await log(folder.path, { maxBackups: 0, compress: true });
  write("line");
  close();
  expect(names(folder.path)).toEqual([...before, "app.2026-11-23.2.log"].sort());
  expect(content(folder.path, "app.2026-11-23.2.log")).toBe("line\n");
  expect(await readFile(elsewhere, "utf8")).toBe("mine");
  for (const name of others) expect(content(folder.path, name)).toBe(name);
  expect(problems).toEqual([]);
});

test("files are removed by age and by count, those of earlier runs and compressed ones included", async () => {
  await using folder = await temporaryFolder();
  const old = new Date(noonOf("2026-11-10"));
  const young = new Date(noonOf("2026-11-20"));
  const made: [string, Date][] = [
    ["app.2026-11-01.1.log", young],
    ["app.2026-11-05.1.log.gz", young],
    ["app.2026-11-10.1.log", old],
    ["app.2026-11-20.1.log.gz", young],
    ["app.2026-11-20.2.log", young],
  ];
  for (const [name, time] of made) {
    await writeFile(join(folder.path, name), "");
    await utimes(join(folder.path, name), time, time);
  }
  const { close } = await log(folder.path, { maxBackups: 4, maxAgeDays: 5 });
  expect(names(folder.path)).toEqual([
    "app.2026-11-05.1.log.gz",
    "app.2026-11-20.1.log.gz",
    "app.2026-11-20.2.log",
    "app.2026-11-23.1.log",
  ]);
  close();
});

test("old files are compressed whole, and what a crash left is cleaned up or finished", async () => {
  await using folder = await temporaryFolder();
  const at = (name: string) => join(folder.path, name);
  await writeFile(at("app.2026-11-20.1.log"), "first\n");
  await writeFile(at("app.2026-11-20.1.log.gz.tmp"), "half");
  await writeFile(at("app.2026-11-21.1.log"), "second\n");
  await writeFile(at("app.2026-11-21.1.log.gz"), gzipSync("second\n"));
  await writeFile(at("app.2026-11-22.1.log"), "not what is in the compressed file\n");
  await writeFile(at("app.2026-11-22.1.log.gz"), gzipSync("third\n"));
  await utimes(at("app.2026-11-22.1.log.gz"), 1_795_000_000, 1_795_000_000);
  const limits = { maxBackups: 50, maxSizeMb: 10 * kilobyte, compress: true };
  const { write, close, problems } = await log(folder.path, limits);
  for (let i = 0; i < 300; i++) write(`${i} ${"x".repeat(100)}`);
  await eventually("all are compressed but the open file and the one of two contents", () => {
    const left = names(folder.path).filter((name) => !name.endsWith(".gz"));
    return left.length === 2 && left[0] === "app.2026-11-22.1.log";
  });
  close();
  const packed = names(folder.path).filter((name) => name.endsWith(".gz"));
  const text = packed.map((name) => gunzipSync(readFileSync(at(name))).toString());
  expect(text.slice(0, 3)).toEqual(["first\n", "second\n", "third\n"]);
  expect(text.join("") + content(folder.path, names(folder.path).at(-1) ?? "")).toBe(
    `first\nsecond\nthird\n${Array.from({ length: 300 }, (_, i) => `${i} ${"x".repeat(100)}\n`).join("")}`,
  );
  expect(statSync(at(packed[0] ?? "")).mode & 0o777).toBe(0o640 & ~process.umask());
  expect(problems).toEqual([]);
});

test("L4 an open file that is removed is followed by the next", async () => {
  await using folder = await temporaryFolder();
  const { write, close } = await log(folder.path);
  write("one");
  await unlink(join(folder.path, "app.2026-11-23.1.log"));
  await eventually("there is a file again", () => {
    write("two");
    return names(folder.path).length === 1;
  });
  expect(content(folder.path, "app.2026-11-23.2.log")).toBe("two\n");
  close();
});

test("a roll that fails goes on in the old file, says so once and is tried again", async () => {
  await using folder = await temporaryFolder();
  const logs = join(folder.path, "logs");
  const moved = join(folder.path, "moved");
  const { write, close, problems } = await log(logs, { maxSizeMb: kilobyte });
  write("first");
  await rename(logs, moved);
  await writeFile(logs, "in the way");
  for (let i = 0; i < 100; i++) write(`${i} ${"x".repeat(100)}`);
  expect(content(moved, "app.2026-11-23.1.log").split("\n")).toHaveLength(102);
  expect(problems).toEqual(["log_roll_failed"]);
  await rm(logs);
  await eventually("it has rolled", () => {
    write("last");
    return existsSync(logs);
  });
  expect(content(logs, names(logs)[0] ?? "")).toBe("last\n");
  close();
});

test("two processes on one log keep every line whole", async () => {
  await using folder = await temporaryFolder();
  const program = join(folder.path, "program.mjs");
  const logs = join(folder.path, "logs");
  await writeFile(
    program,
    `import { rollingFile } from ${JSON.stringify(entry)};
     const path = ${JSON.stringify(join(logs, "app.log"))};
     const destination = await rollingFile({ path, maxSizeMb: 0.05, maxBackups: 1000 });
     const { existsSync } = await import("node:fs");
     console.log("ready");
     while (!existsSync(process.argv[3])) await new Promise(setImmediate);
     for (let i = 0; i < 5000; i++)
       destination.write(JSON.stringify({ who: process.argv[2], i, pad: "y".repeat(i % 90) }) + "\\n");
     process.exit();`,
  );
  const go = join(folder.path, "go");
  await using a = startProgram([program, "a", go]);
  await using b = startProgram([program, "b", go]);
  await Promise.all([a.printed(/ready/), b.printed(/ready/)]);
  await writeFile(go, "");
  await Promise.all([a.ended(), b.ended()]);
  const lines = allLines(logs).map((line): { who: string; i: number } => JSON.parse(line));
  for (const who of ["a", "b"])
    expect(
      lines
        .filter((line) => line.who === who)
        .map(({ i }) => i)
        .sort((x, y) => x - y),
    ).toEqual(Array.from({ length: 5000 }, (_, i) => i));
});

test("a name without an extension, with dots and odd characters keeps its limits", async () => {
  await using folder = await temporaryFolder();
  for (const name of ["app", "a.b", "x(1)+?:*.log", ".hidden"]) {
    const path = join(folder.path, name, name);
    const destination = await rollingFile({ path, maxSizeMb: kilobyte, maxBackups: 1 });
    for (let i = 0; i < 100; i++) destination.write(`${"x".repeat(100)}\n`);
    destination.close?.();
    expect(readdirSync(join(folder.path, name)), name).toHaveLength(2);
  }
});

test("limits that make no sense are refused, and after close a line throws", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "app.log");
  await expect(rollingFile({ path, maxSizeMb: 0 })).rejects.toThrow("maxSizeMb must be a number");
  await expect(rollingFile({ path, maxBackups: -1 })).rejects.toThrow(RangeError);
  await expect(rollingFile({ path, maxAgeDays: Number.NaN })).rejects.toThrow(RangeError);
  const destination = await rollingFile({ path });
  destination.close?.();
  destination.close?.();
  expect(() => destination.write("line\n")).toThrow(expect.objectContaining({ code: "EBADF" }));
});
