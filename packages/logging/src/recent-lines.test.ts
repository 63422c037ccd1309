import { createLogger, withCorrelationId } from "@ettl/logging";
import { runProgram } from "@ettl-tooling/test";
import { expect, test } from "vitest";

function remembering(recentLines?: number) {
  const destination = { write() {} };
  return createLogger({ destination, ...(recentLines !== undefined && { recentLines }) });
}

const messages = (lines: readonly string[]) => lines.map((line) => JSON.parse(line).message);

test("without the option nothing is remembered", () => {
  const logger = remembering();
  logger.info("x");
  expect(logger.recent()).toEqual([]);
});

test("the last lines are remembered, oldest first, as JSON in every format", () => {
  const logger = remembering(3);
  for (let index = 0; index < 10; index++) logger.child({ index }).info(`line ${index}`);
  expect(messages(logger.recent())).toEqual(["line 7", "line 8", "line 9"]);
  expect(logger.recent().every((line) => line.endsWith("}\n"))).toBe(true);
});

test("lines are found by level, by correlation id and by time", () => {
  const logger = remembering(100);
  logger.warn("warned");
  withCorrelationId("run-1", () => {
    logger.info("inside");
    logger.error("failed inside");
  });
  logger.info({ note: "run-1" }, "only mentions it");
  expect(messages(logger.recent({ level: "warn" }))).toEqual(["warned", "failed inside"]);
  expect(messages(logger.recent({ correlationId: "run-1" }))).toEqual(["inside", "failed inside"]);
  expect(logger.recent({ since: new Date(Date.now() + 60_000) })).toEqual([]);
  expect(logger.recent({ since: "2024-01-15T10:30:00Z" })).toHaveLength(4);
  expect(() => logger.recent({ level: "loud" })).toThrow(RangeError);
  expect(() => logger.recent({ level: "toString" })).toThrow(RangeError);
  expect(() => logger.recent({ since: "yesterday-ish" })).toThrow(RangeError);
});

test("however many lines may be remembered, what was forgotten takes no memory", async () => {
  const { stdout } = await runProgram([
    "--expose-gc",
    "--input-type=module",
    "--eval",
    `import { createLogger } from ${JSON.stringify(import.meta.resolve("@ettl/logging"))};
     const logger = createLogger({ destination: { write() {} }, recentLines: 1e9 });
     const heapAfter = (lines) => {
       for (let index = 0; index < lines; index++) logger.info("x");
       gc();
       return process.memoryUsage().heapUsed;
     };
     const before = heapAfter(200_000);
     console.log(heapAfter(1_000_000) - before);`,
  ]);
  expect(Number(stdout)).toBeLessThan(4_000_000);
}, 30_000);

test("long lines are bounded by their length together", () => {
  const logger = remembering(1000);
  const text = "x".repeat(200_000);
  for (let index = 0; index < 100; index++) logger.info({ text }, `line ${index}`);
  const lines = logger.recent();
  expect(lines.length).toBeLessThan(22);
  expect(messages(lines).at(-1)).toBe("line 99");
});
