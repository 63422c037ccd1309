import { createLogger } from "@ettl/logging";
import { eventually } from "@ettl-tooling/test";
import { expect, test } from "vitest";

function collecting(burst?: { lines: number; windowMs?: number }) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ destination, ...(burst && { burst }) });
  const said = () => lines.map((line) => JSON.parse(line).message);
  return { logger, lines, said };
}

test("nothing is held back unless asked for", () => {
  const { logger, lines } = collecting();
  for (let index = 0; index < 5000; index++) logger.info("again");
  expect(lines).toHaveLength(5000);
});

test("a repeated message is written so many times, then counted, and the count is written", () => {
  const { logger, lines, said } = collecting({ lines: 3 });
  const child = logger.child({ component: "api" });
  for (let index = 0; index < 815; index++) child.warn({ index }, "request %d failed", index);
  child.error("request %d failed", 1);
  child.warn("something else");
  expect(logger.stats().suppressed).toBe(812);
  logger.flush();
  expect(said()).toEqual([
    "request 0 failed",
    "request 1 failed",
    "request 2 failed",
    "request 1 failed",
    "something else",
    expect.stringMatching(/^request %d failed repeated 812 times in [\d.]+ s$/),
  ]);
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({
    level: "warn",
    component: "api",
    repeated: 812,
  });
});

test("when the window is over the count comes by itself, and the message is let through again", async () => {
  const { logger, said } = collecting({ lines: 1, windowMs: 20 });
  logger.info("again");
  logger.info("again");
  await eventually("the count was written", () => said().length === 2);
  logger.info("again");
  expect(said()).toEqual(["again", "again repeated 1 times in 0.02 s", "again"]);
});

test("close writes what is held back", async () => {
  const { logger, said } = collecting({ lines: 1 });
  for (let index = 0; index < 10; index++) logger.info("again");
  await logger.close();
  expect(said()).toEqual(["again", expect.stringMatching(/^again repeated 9 times in /)]);
});

test("a window that is ended early says how long it was", () => {
  const { logger, said } = collecting({ lines: 1, windowMs: 3_600_000 });
  logger.info("again");
  logger.info("again");
  logger.flush();
  const [, seconds] = / repeated 1 times in (\S+) s$/.exec(said()[1]) ?? [];
  expect(Number(seconds)).toBeLessThan(3600);
});

test("a fatal line ends no window", () => {
  const { logger, said } = collecting({ lines: 1 });
  for (let index = 0; index < 3; index++) logger.fatal("again");
  expect(said()).toEqual(["again"]);
  expect(logger.stats().suppressed).toBe(2);
});

test("records without a message are different ones, and none is held back", () => {
  const { logger, lines } = collecting({ lines: 1 });
  for (let index = 0; index < 5; index++) logger.info({ index });
  expect(lines).toHaveLength(5);
});

test("messages without end don't fill the memory, and are let through", () => {
  const { logger, lines } = collecting({ lines: 1 });
  for (let index = 0; index < 5000; index++) logger.info(`message ${index}`);
  expect(lines).toHaveLength(5000);
  logger.flush();
  expect(lines).toHaveLength(5000);
});

test("a limit below 1 is refused", () => {
  expect(() => collecting({ lines: 0 })).toThrow(RangeError);
  expect(() => collecting({ lines: 1, windowMs: 0 })).toThrow(RangeError);
});
