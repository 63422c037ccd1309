import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const entry = import.meta.resolve("@ettl/logging");

/** Starts a program that has `out`, a destination on standard output, and `report(value)`. */
async function start(folder: string, source: string, { command = 'exec "$0" "$1"' } = {}) {
  const program = join(folder, "program.mjs");
  await writeFile(
    program,
    `import { writeSync } from "node:fs";
     import { standardStream } from ${JSON.stringify(new URL("./destination.js", entry).href)};
     const out = standardStream("stdout");
     const report = (value) => writeSync(2, JSON.stringify(value) + "\\n");
     ${source}`,
  );
  return spawn("sh", ["-c", command, process.execPath, program], { stdio: "pipe" });
}

const numbers = (output: string) => {
  expect(output.endsWith("\n")).toBe(true);
  return output
    .trimEnd()
    .split("\n")
    .map((line): number => JSON.parse(line).i);
};

test("a pipe whose reader is slow loses no line and tears none", async () => {
  await using folder = await temporaryFolder();
  // Touching process.stdout makes the pipe non-blocking, as console.log would.
  const child = await start(
    folder.path,
    `process.stdout;
     for (let i = 0; i < 3000; i++) out.write(JSON.stringify({ i, pad: "é".repeat(i % 400) }) + "\\n");`,
    { command: '"$0" "$1" | cat' },
  );
  let output = "";
  child.stdout.setEncoding("utf8");
  for await (const chunk of child.stdout) {
    output += chunk;
    await delay(1);
  }
  expect(numbers(output)).toEqual(Array.from({ length: 3000 }, (_, i) => i));
});

test("a pipe whose reader stops costs lines, not the program; a torn line is completed first", async () => {
  await using folder = await temporaryFolder();
  const child = await start(
    folder.path,
    `process.stdout;
     const lost = [];
     const write = (i) => {
       try { out.write(JSON.stringify({ i, pad: "x".repeat(100_000) }) + "\\n"); }
       catch (error) { lost.push([i, error.code]); }
     };
     for (let i = 0; i < 200; i++) write(i);
     report(lost.length);
     process.stdin.once("data", async () => {
       process.stdin.unref();
       // Until the pipe moves again a line is lost at once; here each is tried until it passes.
       const soFar = lost.length;
       for (let i = 200; i < 203; i++)
         for (let tries = lost.length; ; tries = lost.length) {
           write(i);
           if (lost.length === tries) break;
           await new Promise(setImmediate);
         }
       report(lost.slice(0, soFar));
     });`,
  );
  child.stdout.pause();
  child.stderr.setEncoding("utf8");
  const [early] = await once(child.stderr, "data");
  expect(JSON.parse(early)).toBeGreaterThan(100);

  const output = text(child.stdout);
  child.stdin.write("go on\n");
  const [late] = await once(child.stderr, "data");
  child.stdin.end();
  const lost: [number, string][] = JSON.parse(late);
  const seen = numbers(await output);
  expect(new Set(lost.map(([, code]) => code))).toEqual(new Set(["EAGAIN"]));
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.slice(-3)).toEqual([200, 201, 202]);
  // The torn line was counted as lost and arrived after all, and only that one.
  const both = lost.filter(([i]) => seen.includes(i));
  expect(both).toHaveLength(1);
  expect(seen.length + lost.length - both.length).toBe(203);
});

test("L8 a reader that has gone makes lines throw, and the process goes on", async () => {
  await using folder = await temporaryFolder();
  const child = await start(
    folder.path,
    `let thrown = 0;
     const codes = new Set();
     for (let i = 0; thrown < 100; i++) {
       try { out.write(JSON.stringify({ i }) + "\\n"); }
       catch (error) { thrown++; codes.add(error.code); }
       await new Promise(setImmediate);
     }
     report([...codes]);
     process.exitCode = 7;`,
    { command: '{ "$0" "$1"; echo "ended with $?" >&2; } | head -1' },
  );
  const [output, report] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(output).toBe('{"i":0}\n');
  expect(report).toBe('["EPIPE"]\nended with 7\n');
});

test("two loggers on one stream and lines of megabytes stay whole", async () => {
  await using folder = await temporaryFolder();
  const child = await start(
    folder.path,
    `process.stdout;
     const other = standardStream("stdout");
     for (let i = 0; i < 20; i++) {
       out.write(JSON.stringify({ i, pad: "long é".repeat(300_000) }) + "\\n");
       other.write(JSON.stringify({ i, pad: "short" }) + "\\n");
     }`,
  );
  expect(numbers(await text(child.stdout))).toEqual(
    Array.from({ length: 40 }, (_, i) => Math.floor(i / 2)),
  );
});

test("in a worker of a program on a terminal visual lines are written", async () => {
  await using folder = await temporaryFolder();
  const program = join(folder.path, "program.mjs");
  await writeFile(
    program,
    `import { isMainThread, Worker } from "node:worker_threads";
     import { createLogger } from ${JSON.stringify(entry)};
     if (isMainThread) new Worker(new URL(import.meta.url));
     else createLogger({ format: "visual" }).warn("from the worker");`,
  );
  // Only script(1) lends a terminal here.
  const command = `${process.execPath} ${program}`;
  const { NO_COLOR: _, ...env } = process.env;
  const child = spawn("script", ["-qec", command, "/dev/null"], { env: { ...env, TERM: "xterm" } });
  expect(await text(child.stdout)).toMatch(/WARN.* from the worker\r\n$/);
});
