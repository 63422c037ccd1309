import { createLogger } from "@ettl/logging";
import { eventually } from "@ettl-tooling/test";
import { expect, test } from "vitest";

function collecting() {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { logger: createLogger({ destination }), lines };
}

test("a level changed at run time holds for children, too, but for those with their own", () => {
  const { logger, lines } = collecting();
  const child = logger.child({ a: 1 }).child({ b: 2 });
  const own = logger.child({}, { level: "error" });
  child.debug("not yet");
  logger.setLevel("debug");
  child.debug("now");
  own.debug("never");
  child.setLevel("warn");
  child.info("not any more");
  logger.info("still");
  expect(lines.map((line) => JSON.parse(line).message)).toEqual(["now", "still"]);
  expect(() => logger.setLevel("loud" as "info")).toThrow("unknown level loud");
  expect(() => logger.setLevel("info", { forMs: 0 })).toThrow(RangeError);
});

test("with a time limit the former level comes back", async () => {
  const { logger } = collecting();
  logger.setLevel("debug", { forMs: 20 });
  expect(logger.level).toBe("debug");
  await eventually("the level is info again", () => logger.level === "info");
});

test("a second limited change replaces the first, and both end at the level before them", async () => {
  const { logger } = collecting();
  logger.setLevel("debug", { forMs: 10 });
  logger.setLevel("error", { forMs: 20 });
  expect(logger.level).toBe("error");
  await eventually("the level is info again", () => logger.level === "info");
});

test("a level that there is not leaves a limited one as it is", async () => {
  const { logger } = collecting();
  logger.setLevel("debug", { forMs: 20 });
  expect(() => logger.setLevel("loud" as "info")).toThrow("unknown level loud");
  expect(() => logger.setLevel("loud" as "info", { forMs: 5 })).toThrow("unknown level loud");
  expect(logger.level).toBe("debug");
  await eventually("the level is info again", () => logger.level === "info");
});

test("a level that is set without a limit stays", async () => {
  const { logger } = collecting();
  logger.setLevel("debug", { forMs: 10 });
  logger.setLevel("warn");
  const after = collecting().logger;
  after.setLevel("debug", { forMs: 30 });
  await eventually("a later limit is over", () => after.level === "info");
  expect(logger.level).toBe("warn");
});

test("a time limit beyond what a timer can wait does not end at once", async () => {
  const { logger } = collecting();
  logger.setLevel("debug", { forMs: Number.MAX_SAFE_INTEGER });
  const shorter = collecting().logger;
  shorter.setLevel("debug", { forMs: 20 });
  await eventually("a shorter limit is over", () => shorter.level === "info");
  expect(logger.level).toBe("debug");
});

test("lines are counted by level, children's included", () => {
  const { logger } = collecting();
  logger.info("one");
  logger.child({}).info("two");
  logger.warn("three");
  logger.debug("not made");
  expect(logger.stats()).toEqual({
    lines: 3,
    linesByLevel: { info: 2, warn: 1 },
    dropped: 0,
    suppressed: 0,
  });
});
