import { runInNewContext } from "node:vm";
import { createLogger, withCorrelationId } from "@ettl/logging";
import { expect, test } from "vitest";

function collecting(options: Parameters<typeof createLogger>[0] = {}) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ ...options, destination });
  /** What one call has written, without time and level. */
  const said = (...args: unknown[]) => {
    Reflect.apply(logger.info, logger, args);
    const { timestamp: _, level: __, ...line } = JSON.parse(lines.pop() ?? "");
    return line;
  };
  return { logger, lines, said };
}

test("L16 what a field's getter logs in another scope leaves the line its own id", () => {
  const { logger, lines } = collecting();
  const nested = {
    get field() {
      return withCorrelationId("inner", () => logger.info("inside"));
    },
    correlation_id: "forged",
  };
  withCorrelationId("outer", () => logger.info(nested, "outside"));
  expect(lines.map((line) => JSON.parse(line)).map((line) => line.correlation_id)).toEqual([
    "inner",
    "outer",
  ]);
  const unscoped = {
    get field() {
      return withCorrelationId("inner", () => logger.info("inside"));
    },
    n: 1,
  };
  logger.info(unscoped, "outside");
  expect(JSON.parse(lines.at(-1) ?? "")).not.toHaveProperty("correlation_id");
});

test("L10 the name of a class can't forge a record", () => {
  const { said, lines, logger } = collecting();
  const bytes = Object.assign(new Uint8Array(3), { constructor: { name: 'x"}\n{"level":"fatal' } });
  expect(said({ bytes }, "x")).toEqual({
    message: "x",
    bytes: '[x"}\n{"level":"fatal of 3 bytes]',
  });
  const customLevels = { 'audit","level":"fatal': 35 };
  logger.child({}, { customLevels })['audit","level":"fatal']("x");
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ level: 'audit","level":"fatal' });
});

test("L9 of a call that can't be read the message stays", () => {
  const { said } = collecting();
  const throwing = {
    get boom() {
      throw new Error("no");
    },
  };
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const unreadable = "[could not be read]";
  expect(said("took %d ms", 3, throwing)).toEqual({ message: "took %d ms", error: unreadable });
  expect(said(proxy, "important")).toEqual({ message: "important", error: unreadable });
  expect(said("failed", Object.assign(new Error("x"), { name: Symbol("s") }))).toMatchObject({
    message: "failed",
  });
  expect(said(proxy)).toEqual({ message: "", error: unreadable });
});

test("what is no plain object is one field when it comes alone", () => {
  const { said } = collecting();
  expect(said(new Map([["a", 1]]))).toEqual({ message: "", fields: { a: 1 } });
  expect(said(new Set([1]), "set")).toEqual({ message: "set", fields: [1] });
  expect(said(Buffer.alloc(5_000_000))).toEqual({
    message: "",
    fields: "[Buffer of 5000000 bytes]",
  });
  expect(said(new Date(0))).toEqual({ message: "", fields: "1970-01-01T00:00:00.000Z" });
  expect(said(new URL("https://example.com/a"))).toEqual({
    message: "",
    fields: "https://example.com/a",
  });
});

test("an error of another realm is an error", () => {
  const { said } = collecting();
  const error = runInNewContext('new TypeError("broken")');
  const shown = expect.objectContaining({ type: "TypeError", message: "broken" });
  expect(said(error)).toEqual({ message: "broken", error: shown });
  expect(said("failed", error)).toEqual({ message: "failed", error: shown });
});

test("L9 bindings don't make a line longer than fields do, however many or often", () => {
  const { logger, lines } = collecting();
  const many = Object.fromEntries(
    Array.from({ length: 100 }, (_, i) => [`k${i}`, "x".repeat(200_000)]),
  );
  const child = logger.child(many);
  for (let i = 0; i < 20; i++) child.setBindings({ [`m${i}`]: "x".repeat(200_000) });
  child.info("x");
  expect(lines[0]?.length).toBeLessThan(2 ** 21);
  const line = JSON.parse(lines.pop() ?? "");
  expect(line).toMatchObject({ k0: many.k0, "bindings.omitted": expect.any(Number) });
  const often = logger.child({ same: 0 });
  for (let i = 0; i < 5000; i++) often.setBindings({ [`n${i}`]: i, same: i });
  often.info("x");
  const bound = JSON.parse(lines.pop() ?? "");
  expect(Object.keys(bound).length).toBeLessThan(1010);
  expect(bound).toMatchObject({ same: 4999, "bindings.omitted": expect.any(Number) });
});

test("L9 a map that never ends is read as far as it has entries", () => {
  class Endless extends Map<unknown, unknown> {
    override *[Symbol.iterator](): MapIterator<[unknown, unknown]> {
      for (;;) yield ["again", 1];
    }
  }
  const { said } = collecting();
  expect(said({ map: new Endless([["a", 1]]) })).toEqual({ message: "", map: { a: 1 } });
});

test("L9 of an object with very many properties only those are read that are written", () => {
  const { said } = collecting();
  let read = 0;
  const get = () => ++read;
  const many = {};
  for (let i = 0; i < 3000; i++) Object.defineProperty(many, `k${i}`, { get, enumerable: true });
  expect(said({ many }).many).toMatchObject({ k0: 1, "…": "2000 more" });
  expect(read).toBeLessThan(1010);
});

test("an id of the context can't take the place of what the logger says", () => {
  const { logger, lines } = collecting({ context: () => ({ level: "fatal", id: "1" }) });
  logger.info({ level: "x" }, "y");
  expect(lines[0]).toMatch(/"level":"info","message":"y","fields.level":"fatal","id":"1"\}\n$/);
});

test("an id that is no text is replaced", () => {
  const { said } = collecting();
  const list = ["a-list"] as unknown as string;
  expect(withCorrelationId(list, () => said("x")).correlation_id).toMatch(/^[\da-f-]{36}$/);
});
