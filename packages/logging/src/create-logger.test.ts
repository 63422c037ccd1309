import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  correlationId,
  createLogger,
  logStats,
  plainFile,
  rollingFile,
  withCorrelationId,
} from "@ettl/logging";
import { eventually, runProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

function collecting(options: Parameters<typeof createLogger>[0] = {}) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { logger: createLogger({ ...options, destination }), lines };
}

test("a JSON line has timestamp, level and message first, then ids, child fields and fields", () => {
  const context = () => ({ correlation_id: "c", trace_id: "t", span_id: undefined });
  const { logger, lines } = collecting({ context });
  logger.child({ component: "exporter" }).info({ operation_type: "movies", n: 1 }, "started");
  expect(lines[0]?.replace(/"timestamp":"[^"]+Z"/, '"timestamp":"…"')).toBe(
    '{"timestamp":"…","level":"info","message":"started","correlation_id":"c","trace_id":"t","component":"exporter","operation_type":"movies","n":1}\n',
  );
});

test("visual is a heading and a tree", () => {
  const { logger, lines } = collecting({ format: "visual" });
  logger.warn({ component: "exporter", tries: 2 }, "slow");
  expect(lines[0]).toMatch(
    /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] WARN slow\n {2}├─ component: exporter\n {2}└─ tries: 2\n$/,
  );
});

test("text is key=value, quoted where needed", () => {
  const { logger, lines } = collecting({ format: "text" });
  logger.info({ title: "two words", n: 1 }, "done");
  expect(lines[0]).toMatch(/ level=info message=done title="two words" n=1\n$/);
});

test("text escapes a line break once, as JSON does", () => {
  const { logger, lines } = collecting({ format: "text" });
  logger.info({ key: "a\nb" }, "x");
  expect(lines[0]).toMatch(/ key="a\\nb"\n$/);
});

test("L10 a newline in a message or a key forges no second record", () => {
  for (const format of ["json", "text"] as const) {
    const { logger, lines } = collecting({ format });
    logger.info({ "a\nb": "c\r\n\u001b[31md\u2028" }, "one\ntwo");
    expect(lines.join("").split("\n")).toHaveLength(2);
  }
  const { logger, lines } = collecting({ format: "visual" });
  logger.info({ key: "\u202e" }, "one\n[2024-01-01 00:00:00] ERROR two");
  expect(lines.join("").split("\n")).toHaveLength(3);
  expect(lines.join("")).not.toContain("\u202e");
});

test("L9 what can't be read never throws and costs only its own field", () => {
  const { logger, lines } = collecting();
  const circular: Record<string, unknown> = { big: 1n, date: new Date(Number.NaN) };
  circular.self = circular;
  const hostile = {
    get boom() {
      throw new Error("no");
    },
    circular,
    symbol: Symbol("s"),
    nan: Number.NaN,
    fine: true,
  };
  logger.error(hostile, "still here");
  const line = JSON.parse(lines[0] ?? "");
  expect(line).toMatchObject({ message: "still here", boom: "[could not be read]", fine: true });
});

test("L11 fields can't overwrite what the logger says", () => {
  const { logger, lines } = collecting({ context: () => ({ trace_id: "real" }) });
  logger.info({ timestamp: "x", level: "x", message: "x", trace_id: "x" }, "true");
  const text = lines[0] ?? "";
  expect(JSON.parse(text)).toMatchObject({ level: "info", message: "true", trace_id: "real" });
  expect(text.match(/"level"/g)).toHaveLength(1);
});

test("L11 a child's bindings can't either, and appear once", () => {
  const { logger, lines } = collecting({ context: () => ({ trace_id: "real" }) });
  const child = logger.child({ message: "x", level: "x", timestamp: "x", trace_id: "x", a: 1 });
  child.child({ error: new TypeError("inner"), trace_id: "y", b: 1 }).info({ b: 2 }, "true");
  const text = lines[0] ?? "";
  expect(JSON.parse(text)).toMatchObject({
    level: "info",
    message: "true",
    trace_id: "real",
    a: 1,
    b: 2,
    error: { type: "TypeError" },
  });
  for (const key of ["timestamp", "level", "trace_id", "a", "b"])
    expect(text.match(new RegExp(`"${key}":`, "g")), key).toHaveLength(1);
});

test("an error's type, message and stack are written", () => {
  const { logger, lines } = collecting();
  logger.error(new TypeError("broken"));
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    message: "broken",
    error: { type: "TypeError", message: "broken", stack: expect.stringContaining("TypeError") },
  });
});

test("L16 the correlation id follows awaits and timers, without bleeding", async () => {
  const seen = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      withCorrelationId(`id-${index}`, async () => {
        await new Promise((resolve) => setTimeout(resolve, index % 7));
        return correlationId();
      }),
    ),
  );
  expect(seen).toEqual(seen.map((_, index) => `id-${index}`));
  expect(correlationId()).toBeUndefined();
});

test("an id from outside that could break a header or a line is replaced", () => {
  expect(withCorrelationId("ok-1", correlationId)).toBe("ok-1");
  expect(withCorrelationId(correlationId)).toMatch(/^[0-9a-f-]{36}$/);
  for (const bad of ["a\nb", "", "x".repeat(129), "<script>"])
    expect(withCorrelationId(bad, correlationId)).toMatch(/^[0-9a-f-]{36}$/);
});

test("a destination that throws loses lines, counts them and says so once", () => {
  const problems: string[] = [];
  const logger = createLogger({
    destination: {
      write() {
        throw new Error("disk full");
      },
    },
    onProblem: ({ message }) => problems.push(message),
  });
  logger.info("one");
  logger.child({ a: 1 }).info("two");
  expect(logStats(logger)).toEqual({ lines: 2, dropped: 2 });
  expect(problems).toEqual(["log lines are being lost: disk full"]);
});

test("L1 lines written before process.exit are all on standard output", async () => {
  await using folder = await temporaryFolder();
  const program = join(folder.path, "program.mjs");
  const entry = import.meta.resolve("@ettl/logging");
  await writeFile(
    program,
    `import { createLogger } from ${JSON.stringify(entry)};
     const logger = createLogger();
     for (let i = 0; i < 5000; i++) logger.info({ i }, "line");
     process.exit(3);`,
  );
  const { code, stdout } = await runProgram([program]);
  expect(code).toBe(3);
  expect(
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).i),
  ).toEqual(Array.from({ length: 5000 }, (_, i) => i));
});

test("L3 a folder that can't be made or written is a clear error at the start", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "file");
  await writeFile(file, "");
  for (const path of ["/proc/nope/app.log", join(file, "app.log"), join(file, "deep", "app.log")]) {
    await expect(plainFile(path)).rejects.toThrow(`the log file ${path} can't be opened: E`);
    await expect(rollingFile({ path })).rejects.toThrow(`the log file ${path} can't be opened: E`);
  }
});

test("files: a plain one is appended to, a rolling one leaves only its newest files", async () => {
  await using folder = await temporaryFolder();
  const plain = join(folder.path, "deep", "app.log");
  createLogger({ destination: await plainFile(plain) }).info("one");
  createLogger({ destination: await plainFile(plain) }).info("two");
  expect((await readFile(plain, "utf8")).trimEnd().split("\n")).toHaveLength(2);

  const logs = join(folder.path, "logs");
  const path = join(logs, "app.log");
  await rollingFile({ path });
  for (let day = 10; day < 16; day++) await writeFile(join(logs, `app.2020-01-${day}.1.log`), "");
  await writeFile(join(logs, "app.backup.log"), "not ours");
  const destination = await rollingFile({ path, maxBackups: 2 });
  createLogger({ destination }).info("now");
  const names = await eventually("old files removed", async () => {
    const found = (await readdir(logs)).sort();
    return found.length === 4 && found;
  });
  expect(names.filter((name) => name.startsWith("app.20"))).toHaveLength(3);
  expect(names).toContain("app.backup.log");
});
