import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { eventually, runProgram, startProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));

test("L1 every line is there after each way to end, and a pipe sees figures only", async () => {
  const { code, stdout, stderr } = await runProgram([main, "log-exits", "--count", "100"]);
  expect(stdout).toContain("shown: 15 of 15 complete; from outside 9 of 9 complete");
  expect(stdout).toMatch(/^ {2}unhandled rejection +100 of 100 +100 of 100 +100 of 100$/m);
  expect(stderr).toBe("");
  expect(code).toBe(0);
});

test("M7 a hundred scrapes at once over HTTP all parse, and no counter falls", async () => {
  const { code, stdout, stderr } = await runProgram([main, "scrape-storm", "--count", "200"]);
  expect(stdout).toContain("shown: 200 of 200 whole, 0 counters fell, 1 render at once");
  expect(stderr).toBe("");
  expect(code).toBe(0);
});

test("T1 while collectors are away the queue is bounded, memory flat and each lost span counted", async () => {
  const { code, stdout, stderr } = await runProgram([
    main,
    "spans-collector-down",
    "--count",
    "10000",
  ]);
  expect(stdout).toContain("shown: 6 of 6 stay flat and add up to the span");
  expect(stdout).toMatch(/^ {2}OTLP, hung +10,000 +0 +10,000 +2,048 /m);
  expect(stdout).toMatch(/^ {2}Jaeger, dead +10,000 +0 +10,000 +2,048 /m);
  expect(stderr).toBe("");
  expect(code).toBe(0);
});

test("a run that can't show what it is for says so and ends with 1", async () => {
  const { code, stdout } = await runProgram([main, "log-rotation", "--count", "101"]);
  expect(stdout).toContain("nothing rolled; take a larger --count");
  expect(stdout).toContain("NOT SHOWN: 0 of 4 runs");
  expect(code).toBe(1);
});

test("the cost of the runtime metrics comes as a table, with one row per collector", async () => {
  const { stdout, stderr } = await runProgram([main, "runtime-cost", "--count", "1"]);
  expect(stdout).toMatch(/^ {2}nothing +0 +\d+\.\d\d +–$/m);
  for (const name of ["everything", "only eventLoop", "only fileDescriptors"])
    expect(stdout).toMatch(
      new RegExp(`^ {2}${name} +[1-9]\\d* +\\d+\\.\\d\\d +-?\\d+\\.\\d\\d$`, "m"),
    );
  expect(stdout).toMatch(/shown: -?\d+\.\d\d % of a core/i);
  expect(stderr).toBe("");
});

test("--list names each soak and its full count", async () => {
  const { code, stdout } = await runProgram([main, "--list"]);
  expect(stdout).toMatch(/^log-exits: .+ \(5,000 lines per cell\)$/m);
  expect(stdout).toMatch(/^log-rotation: .+ \(100,000 lines per run\)$/m);
  expect(code).toBe(0);
});

test("wrong usage is explained and ends with 2", async () => {
  for (const args of [
    [],
    ["nothing"],
    ["log-exits", "--count", "0"],
    ["log-exits", "--count", "x"],
    ["log-exits", "--counts", "1"],
  ]) {
    const { code, stdout, stderr } = await runProgram([main, ...args]);
    expect(stdout, args.join(" ")).toBe("");
    expect(stderr, args.join(" ")).toContain("pnpm soak <name…>");
    expect(code, args.join(" ")).toBe(2);
  }
});

test("Ctrl-C ends it with 130 and leaves no file behind", async () => {
  await using folder = await temporaryFolder();
  const env = { TMPDIR: folder.path };
  await using program = startProgram([main, "log-exits", "--count", "1000000"], { env });
  await eventually(
    "a folder of the first cell",
    async () => (await readdir(folder.path)).length > 0,
  );
  program.kill("SIGINT");
  expect(await program.ended()).toEqual({ code: 130, signal: null });
  expect(program.stderr()).toBe("");
  expect(await readdir(folder.path)).toEqual([]);
});
