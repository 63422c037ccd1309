import { createLogger } from "@ettl/logging";
import { expect, test } from "vitest";

const formats = ["json", "visual", "text", "ecs"] as const;

function collecting(options: Parameters<typeof createLogger>[0] = {}) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { logger: createLogger({ ...options, destination }), lines };
}

/** What a program may log by accident, and what the line must then hold. */
const hostile: readonly { name: string; make: () => unknown; shows?: unknown }[] = [
  { name: "a BigInt", make: () => 1n, shows: "1" },
  { name: "a symbol", make: () => Symbol("s"), shows: "Symbol(s)" },
  { name: "an invalid date", make: () => new Date(Number.NaN), shows: "Invalid Date" },
  {
    name: "a circle",
    make: () => {
      const circle: Record<string, unknown> = { fine: 1 };
      circle.self = circle;
      return circle;
    },
    shows: { fine: 1, self: "[circular]" },
  },
  {
    name: "a throwing getter",
    make: () => ({
      fine: 1,
      get boom() {
        throw new Error("no");
      },
    }),
    shows: { fine: 1, boom: "[could not be read]" },
  },
  {
    name: "a throwing toJSON",
    make: () => ({
      toJSON() {
        throw new Error("no");
      },
    }),
    shows: "[could not be read]",
  },
  { name: "a revoked proxy", make: revoked, shows: "[could not be read]" },
  {
    name: "an error that throws when read",
    make: () =>
      Object.defineProperty(new Error("x"), "stack", {
        get() {
          throw new Error("no");
        },
      }),
    shows: expect.objectContaining({ message: "x", stack: "[could not be read]" }),
  },
  {
    name: "an object 5,000 deep",
    make: () => {
      let deep: unknown = "bottom";
      for (let level = 0; level < 5000; level++) deep = { deep };
      return deep;
    },
  },
  {
    name: "a list 5,000 deep",
    make: () => {
      let deep: unknown[] = [];
      for (let level = 0; level < 5000; level++) deep = [deep];
      return deep;
    },
  },
  { name: "5 MB of text", make: () => "x".repeat(5_000_000) },
  { name: "5 MB in a nested text", make: () => ({ text: "y\n".repeat(2_500_000) }) },
  { name: "a million entries", make: () => Array.from({ length: 1_000_000 }, (_, i) => i) },
  { name: "lone surrogates", make: () => "a\ud800b\udc00", shows: "a\ud800b\udc00" },
  {
    name: "a function that claims to be an object",
    make: () => ({ method: revoked(), headers: 1, socket: 1 }),
  },
];

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

test.each(hostile)(
  "L9 $name never throws, wherever it stands, and is one line",
  ({ make, shows }) => {
    for (const format of formats) {
      const { logger, lines } = collecting({ format });
      logger.info({ value: make(), after: "kept" }, "as a field");
      Reflect.apply(logger.info, logger, [make(), "as the object"]);
      Reflect.apply(logger.info, logger, [make()]);
      Reflect.apply(logger.info, logger, ["as a value: %s %j", make(), make()]);
      logger.info({ list: [make()], map: new Map([["key", make()]]) }, "inside");
      logger.error({ error: new Error("x", { cause: make() }) }, "as a cause");
      logger.child({ bound: make() }).info("as a binding");
      logger.child(make() as object).info("as the bindings");
      expect(lines).toHaveLength(8);
      for (const line of lines) {
        expect(line.endsWith("\n")).toBe(true);
        expect(line.length).toBeLessThan(2_500_000);
        if (format === "json" || format === "ecs") expect(line.indexOf("\n")).toBe(line.length - 1);
      }
      if (format !== "json") continue;
      const [first, ...rest] = lines.map((line) => JSON.parse(line));
      expect(first).toMatchObject({ message: "as a field", after: "kept" });
      if (shows !== undefined) expect(first.value).toEqual(shows);
      expect(rest).toHaveLength(7);
    }
  },
);

test("L9 a context or a child's serializer that throws costs only itself", () => {
  const { logger, lines } = collecting({
    context: () => {
      throw new Error("no");
    },
  });
  const throws = () => {
    throw new Error("no");
  };
  logger.child({}, { serializers: { user: throws } }).info({ user: 1, fine: 2 }, "still here");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    message: "still here",
    user: "[could not be read]",
    fine: 2,
  });
});

test("L9 an id that can't be read leaves the line without ids", () => {
  const throwing = {
    toString() {
      throw new Error("no");
    },
  };
  const { logger, lines } = collecting({ context: () => ({ trace_id: throwing as never }) });
  logger.info({ fine: 1 }, "still here");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ message: "still here", fine: 1 });
});

test("L9 a getter that logs itself is no endless loop and mixes no lines", () => {
  const { logger, lines } = collecting();
  logger.info(
    {
      get inner() {
        logger.info({ which: "inner" }, "inner");
        return 1;
      },
    },
    "outer",
  );
  expect(lines.map((line) => JSON.parse(line).message)).toEqual(["inner", "outer"]);
});

/** Controls but the line break, marks and overrides of direction, separators, tags. */
function isHarmful(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return code !== 0x0a;
  if (code >= 0x7f && code <= 0x9f) return true;
  if (code >= 0x2028 && code <= 0x202e) return true;
  return (code >= 0x2066 && code <= 0x2069) || code === 0xfeff || code === 0xe0001;
}

test("L10 nothing that a terminal acts on, or that breaks a line, gets into any format", () => {
  const evil = "a\nb\rc\u001b[31md\u0000e\u2028f\u202eg\u2066h\u0085i\u007fj\ufeffk\u{e0001}l";
  for (const format of formats) {
    const { logger, lines } = collecting({ format });
    logger.child({ [`${evil}1`]: evil }).error({ [evil]: evil, nested: { [evil]: [evil] } }, evil);
    const [line = ""] = lines;
    expect([...line].filter(isHarmful)).toEqual([]);
    const records = line.trimEnd().split("\n");
    if (format === "visual")
      for (const each of records.slice(1)) expect(each).toMatch(/^ {2}[├└]─ /);
    else expect(records).toHaveLength(1);
    if (format === "json") expect(JSON.parse(line)).toMatchObject({ message: evil, [evil]: evil });
  }
});

test("L10 an error's stack can't forge a record in visual", () => {
  const { logger, lines } = collecting({ format: "visual" });
  const error = new Error("x");
  error.stack =
    "Error: x\n[2024-01-01 00:00:00] ERROR forged\n    at real (a.js:1:1)\n  ├─ forged: 1";
  logger.error(error);
  expect(lines[0]?.split("\n").filter((line) => line.includes("forged"))).toEqual([]);
});

test("L11 fields and bindings can't overwrite what the logger says; they are kept beside it", () => {
  const context = () => ({ correlation_id: "real", trace_id: "real" });
  const { logger, lines } = collecting({ context });
  const forged = {
    timestamp: "x",
    level: "x",
    message: "x",
    time: 1,
    pid: 2,
    msg: "m",
    correlation_id: "x",
    trace_id: "x",
    correlationId: "y",
  };
  logger.info(forged, "true");
  logger.child(forged).child({ level: "z", trace_id: "z" }).info({ a: 1 }, "true");
  for (const line of lines) {
    expect(JSON.parse(line)).toMatchObject({
      level: "info",
      message: "true",
      correlation_id: "real",
      trace_id: "real",
      "fields.message": "x",
      "fields.timestamp": "x",
      time: 1,
      pid: 2,
      msg: "m",
      correlationId: "y",
    });
    for (const key of ["timestamp", "level", "message", "correlation_id", "trace_id", "a"])
      expect(line.match(new RegExp(`"${key}":`, "g"))?.length ?? 1, key).toBe(1);
  }
  expect(JSON.parse(lines[0] ?? "")["fields.level"]).toBe("x");
  expect(JSON.parse(lines[1] ?? "")["fields.level"]).toBe("z");
});

test("L12 __proto__ and constructor are ordinary keys: no pollution, redaction still works", () => {
  const hostileKeys = JSON.parse(
    '{"__proto__":{"polluted":true,"password":"hunter2"},"constructor":{"prototype":{"password":"hunter2"}}}',
  );
  for (const format of formats) {
    const { logger, lines } = collecting({ format });
    logger.child(hostileKeys).info({ ...hostileKeys, inner: hostileKeys }, "x");
    Reflect.apply(logger.info, logger, [hostileKeys, "x"]);
    expect(lines.join("")).not.toContain("hunter2");
    expect(lines.join("")).toContain("polluted");
  }
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test("L9 a million fields are cut, and the line says how many there were", () => {
  const { logger, lines } = collecting();
  const many = Object.fromEntries(Array.from({ length: 1_000_000 }, (_, index) => [index, 0]));
  logger.info(many, "x");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ "0": 0, "fields.omitted": 999_000 });
});

test("keys that a caller makes up don't fill the memory, and are still written right", () => {
  const { logger, lines } = collecting();
  for (let index = 0; index < 3000; index++) logger.info({ [`key-${index}`]: index }, "x");
  expect(JSON.parse(lines[2999] ?? "")["key-2999"]).toBe(2999);
});
