import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createLogger } from "@ettl/logging";
import { eventually, runProgram, temporaryFolder } from "@ettl-tooling/test";
import { pino } from "pino";
import { expect, test } from "vitest";

/** A destination that refuses lines while it is told to. */
function faulty() {
  const lines: string[] = [];
  let reason: string | undefined;
  return {
    lines,
    fail: (why: string | undefined) => {
      reason = why;
    },
    write(line: string) {
      if (reason !== undefined) throw new Error(reason);
      lines.push(line);
    },
  };
}

const messages = (lines: readonly string[]) => lines.map((line) => JSON.parse(line).message);

test("several outputs have a format and a level each", () => {
  const [all, bad] = [faulty(), faulty()];
  const logger = createLogger({
    format: "text",
    outputs: [{ to: all }, { to: bad, format: "json", level: "error" }],
  });
  logger.info("one");
  logger.child({}).error("two");
  expect(all.lines.map((line) => line.replace(/^timestamp=\S+ /, ""))).toEqual([
    "level=info message=one\n",
    "level=error message=two\n",
  ]);
  expect(messages(bad.lines)).toEqual(["two"]);
});

test("an output that refuses lines is told of once, its lines are counted, the others go on", () => {
  const [good, bad] = [faulty(), faulty()];
  const problems: unknown[] = [];
  const logger = createLogger({
    outputs: [{ to: bad }, { to: good }],
    onProblem: (problem) => problems.push(problem),
  });
  bad.fail("disk full");
  for (const message of ["one", "two", "three"]) logger.info(message);
  expect(problems).toEqual([
    {
      code: "log_write_failed",
      message: "log lines to a destination are being lost: disk full",
    },
  ]);
  expect(logger.stats()).toMatchObject({ lines: 3, dropped: 3 });
  expect(messages(good.lines)).toEqual(["one", "two", "three"]);
});

test("when writing works again the gap is told of, in the log and to the program", () => {
  const target = faulty();
  const problems: string[] = [];
  const logger = createLogger({
    destination: target,
    onProblem: ({ code }) => problems.push(code),
  });
  target.fail("disk full");
  logger.info("lost");
  logger.info("lost, too");
  target.fail(undefined);
  logger.info("back");
  logger.info("as ever");
  expect(messages(target.lines)).toEqual(["log lines were lost", "back", "as ever"]);
  expect(JSON.parse(target.lines[0] ?? "")).toMatchObject({ level: "warn", lines: 2 });
  target.fail("again");
  logger.info("lost");
  expect(problems).toEqual(["log_write_failed", "log_write_resumed", "log_write_failed"]);
  expect(logger.stats()).toMatchObject({ lines: 5, dropped: 3 });
});

test("only lines are counted as lost: what else fails is told of, once", () => {
  const fails = () => {
    throw new Error("no");
  };
  const told: string[] = [];
  const lines: string[] = [];
  const destination = {
    write: (line: string) => void lines.push(line),
    ...{ reopen: fails, flushSync: fails, close: fails },
  };
  const logger = createLogger({ destination, onProblem: ({ message }) => told.push(message) });
  logger.reopen();
  logger.flush();
  logger.flush();
  logger.info("written");
  expect(told).toEqual(["a destination could not be reopened, flushed or closed: no"]);
  expect(messages(lines)).toEqual(["written"]);
  expect(logger.stats().dropped).toBe(0);
});

test("a callback that throws harms nobody", () => {
  const target = faulty();
  target.fail("disk full");
  const logger = createLogger({
    destination: target,
    onProblem: () => {
      throw new Error("no");
    },
  });
  logger.info("lost");
  expect(logger.stats().dropped).toBe(1);
});

test("without a callback the loss is one line on standard error", async () => {
  await using folder = await temporaryFolder();
  const program = join(folder.path, "program.mjs");
  await writeFile(
    program,
    `import { createLogger } from ${JSON.stringify(import.meta.resolve("@ettl/logging"))};
     const destination = { write() { throw new Error("disk full"); } };
     const logger = createLogger({ destination });
     for (let i = 0; i < 100; i++) logger.info("x");`,
  );
  const { code, stderr } = await runProgram([program]);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: "ettl: log lines to a destination are being lost: disk full\n",
  });
});

/** A program of its own, with a logger into `destination`; says in the end what it counted. */
async function counting(folder: string, options: string, lines: number) {
  const program = join(folder, "program.mjs");
  await writeFile(
    program,
    `import { createLogger, plainFile } from ${JSON.stringify(import.meta.resolve("@ettl/logging"))};
     import { writeFileSync } from "node:fs";
     const logger = createLogger(${options});
     for (let i = 0; i < ${lines}; i++) logger.info({ i }, "line");
     writeFileSync(${JSON.stringify(join(folder, "stats"))}, JSON.stringify(logger.stats()));
     setTimeout(() => {}, 10);`,
  );
  const stats = async () => JSON.parse(await readFile(join(folder, "stats"), "utf8"));
  return { program, stats };
}

test("L2 on a full device the program lives, says so once, and counts what it lost", async () => {
  await using folder = await temporaryFolder();
  const options = '{ destination: await plainFile("/dev/full") }';
  const { program, stats } = await counting(folder.path, options, 500);
  const { code, stdout, stderr } = await runProgram([program]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toMatch(/^ettl: log lines to \/dev\/full are being lost: ENOSPC.*\n$/);
  expect(await stats()).toMatchObject({ lines: 500, dropped: 500 });
});

test("L8 in a pipe whose reader leaves after one line the program ends as it would", async () => {
  await using folder = await temporaryFolder();
  const { program, stats } = await counting(folder.path, "", 20_000);
  const shell = `"$0" "$1" 2>errors | head -1; code=\${PIPESTATUS[0]}; cat errors; echo $code`;
  const piped = spawnSync("bash", ["-c", shell, process.execPath, program], {
    cwd: folder.path,
    encoding: "utf8",
  });
  const [first, error, code] = piped.stdout.trimEnd().split("\n");
  expect(JSON.parse(first ?? "")).toMatchObject({ i: 0 });
  expect(error).toMatch(/^ettl: log lines to stdout are being lost: EPIPE/);
  expect(piped.stdout.match(/ettl:/g)).toHaveLength(1);
  expect(code).toBe("0");
  const { lines, dropped } = await stats();
  expect(lines).toBe(20_000);
  expect(dropped).toBeGreaterThan(0);
});

test("L7 a transport whose worker dies is told of, its lines are counted, the program lives", async () => {
  await using folder = await temporaryFolder();
  const worker = join(folder.path, "worker.mjs");
  await writeFile(
    worker,
    `import { Writable } from "node:stream";
     export default () => new Writable({ write(_, __, done) { process.exit(7); } });`,
  );
  const transport = pino.transport({ target: worker });
  await once(transport, "ready");
  const problems: string[] = [];
  const logger = createLogger({
    destination: transport,
    onProblem: ({ message }) => problems.push(message),
  });
  logger.info("the worker dies of it");
  await eventually("the loss is told of", () => {
    logger.info("after");
    return problems.length > 0;
  });
  expect(problems[0]).toMatch(/^log lines to a destination are being lost: /);
  expect(logger.stats().dropped).toBeGreaterThan(0);
});

test("a stream of another library is a destination, too", async () => {
  await using folder = await temporaryFolder();
  const program = join(folder.path, "program.mjs");
  const pinoPath = createRequire(import.meta.url).resolve("pino");
  await writeFile(
    program,
    `import { createLogger } from ${JSON.stringify(import.meta.resolve("@ettl/logging"))};
     import pino from ${JSON.stringify(pinoPath)};
     const logger = createLogger({ destination: pino.destination({ dest: 1, sync: false }) });
     logger.info("asynchronous");
     logger.flush();`,
  );
  const { stdout } = await runProgram([program]);
  expect(messages(stdout.trimEnd().split("\n"))).toEqual(["asynchronous"]);
});

test("reopen and close reach every output that has them", async () => {
  const calls: string[] = [];
  const target = {
    write() {},
    reopen: () => void calls.push("reopen"),
    flushSync: () => void calls.push("flush"),
    close: () => void calls.push("close"),
  };
  const logger = createLogger({ outputs: [{ to: target }, { to: { write() {} } }] });
  logger.child({}).flush();
  logger.reopen();
  await logger.close();
  expect(calls).toEqual(["flush", "reopen", "flush", "close"]);
});
