import { createLogger, withCorrelationId } from "@ettl/logging";
import { expect, test } from "vitest";

function collecting(options: Parameters<typeof createLogger>[0] = {}) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { logger: createLogger({ ...options, destination }), lines };
}

const ids = {
  correlation_id: "550e8400-e29b-41d4-a716-446655440000",
  trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
  span_id: "00f067aa0ba902b7",
};
const fields = { component: "exporter", operation_type: "movies" };

test("json is the original's line, byte for byte but for the time", () => {
  const { logger, lines } = collecting({ context: () => ids });
  logger.info(fields, "Export operation started");
  expect(lines).toEqual([expect.stringMatching(/^\{"timestamp":"\d{4}-\d\d-\d\dT[\d:.]+Z",/)]);
  expect(lines[0]?.replace(/"timestamp":"[^"]+"/, '"timestamp":"2024-01-15T10:30:00Z"')).toBe(
    '{"timestamp":"2024-01-15T10:30:00Z","level":"info","message":"Export operation started","correlation_id":"550e8400-e29b-41d4-a716-446655440000","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7","component":"exporter","operation_type":"movies"}\n',
  );
});

test("visual is the original's tree, byte for byte but for the time", () => {
  const { logger, lines } = collecting({ format: "visual", context: () => ids });
  logger.info(fields, "Export operation started");
  expect(lines[0]?.replace(/^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\]/, "[2024-01-15 10:30:00]")).toBe(
    `[2024-01-15 10:30:00] INFO Export operation started
  ├─ correlation_id: 550e8400-e29b-41d4-a716-446655440000
  ├─ trace_id: 4bf92f3577b34da6a3ce929d0e0e4736
  ├─ component: exporter
  └─ operation_type: movies
`,
  );
});

test("visual has colours only where they are asked for or shown", () => {
  const lines: string[] = [];
  const to = { write: (line: string) => void lines.push(line) };
  const outputs = [
    { to, format: "visual", colors: true },
    { to, format: "visual" },
  ] as const;
  createLogger({ outputs }).warn({ a: 1 }, "slow");
  expect(lines[0]).toContain("\u001b[33mWARN\u001b[0m slow");
  expect(lines[1]).not.toContain("\u001b");
});

test("visual shows an error with a frame on each line, other line breaks escaped", () => {
  const { logger, lines } = collecting({ format: "visual" });
  logger.error({ error: new TypeError("no\nsuch thing"), after: 1 }, "failed");
  const [heading, error, frame, ...rest] = lines[0]?.split("\n") ?? [];
  expect(heading).toMatch(/ ERROR failed$/);
  expect(error).toBe("  ├─ error: TypeError: no\\nsuch thing");
  expect(frame).toMatch(/^ {2}│ {4}at .+create-logger\.test\.ts/);
  expect(rest.at(-2)).toBe("  └─ after: 1");
});

test("text is key=value, quoted where needed, a line break escaped once", () => {
  const { logger, lines } = collecting({ format: "text" });
  logger.info({ title: "two words", n: 1, key: "a\nb", nested: { a: [1] } }, "done");
  expect(lines[0]).toMatch(
    / level=info message=done title="two words" n=1 key="a\\nb" nested="\{\\"a\\":\[1\]\}"\n$/,
  );
});

test("ecs has Elastic's names, OpenTelemetry's ids, and labels where a field would clash", () => {
  const service = { name: "exporter", version: "1.2.3", environment: "test" };
  const { logger, lines } = collecting({ format: "ecs", context: () => ids, service });
  const error = Object.assign(new TypeError("broken"), { code: "E_BROKEN", cause: "rust" });
  logger.error({ error, movies: 3, host: "db-1", url: { path: "/" }, "log.level": "x" }, "failed");
  const line = JSON.parse(lines[0] ?? "");
  expect(line).toEqual({
    "@timestamp": expect.stringMatching(/^\d{4}-.+Z$/),
    "log.level": "error",
    message: "failed",
    "ecs.version": "8.17.0",
    "service.name": "exporter",
    "service.version": "1.2.3",
    "service.environment": "test",
    "trace.id": ids.trace_id,
    "span.id": ids.span_id,
    "error.type": "TypeError",
    "error.message": "broken",
    "error.stack_trace": expect.stringContaining("TypeError: broken\n    at "),
    "error.code": "E_BROKEN",
    error_details: { cause: "rust" },
    movies: 3,
    url: { path: "/" },
    labels: { correlation_id: ids.correlation_id, host: "db-1", log_level: "x" },
  });
});

test("L11 no object of a caller's stands in ecs where the logger's own facts are", () => {
  const { logger, lines } = collecting({ format: "ecs", context: () => ids });
  const forged = { level: "fatal", id: "forged", name: "forged", version: "0" };
  const error = Object.assign(new Error("broken"), { code: 1, n: 2 });
  logger.info(
    {
      log: forged,
      trace: forged,
      span: forged,
      service: forged,
      ecs: forged,
      error_details: "own",
      error,
    },
    "x",
  );
  const { labels, ...line } = JSON.parse(lines[0] ?? "");
  const text = JSON.stringify(forged);
  expect(labels).toEqual({
    correlation_id: ids.correlation_id,
    ...{ log: text, trace: text, span: text, service: text, ecs: text, error_details: "own" },
  });
  expect(JSON.stringify(line)).not.toContain("forged");
  expect(line.error_details).toEqual({ n: 2 });
});

test("a name that Elasticsearch refuses a whole line for is a label in ecs", () => {
  const { logger, lines } = collecting({ format: "ecs" });
  const refused = { _id: "5f", _index: "films", _source: { a: 1 }, "a..b": 1, ".c": 2, "d.": 3 };
  logger.info({ ...refused, "": 4, " ": 5, n: 1, "n.m": 2, "k.m": 3, _7: "own" }, "stored");
  const { labels, ...line } = JSON.parse(lines[0] ?? "");
  expect(labels).toEqual({
    _id: "5f",
    _index: "films",
    _source: '{"a":1}',
    a__b: "1",
    _c: "2",
    d_: "3",
    _: "5",
    n_m: "2",
    _7: "own",
  });
  expect(line).toMatchObject({ n: 1, "k.m": 3 });
  expect(Object.keys(line).filter((key) => /^_|\.\.|^\.|\.$|^\s*$/.test(key))).toEqual([]);
});

test("the order is timestamp, level, message, ids, child fields, fields; the latest of a name stays", () => {
  const { logger, lines } = collecting({ context: () => ({ trace_id: "t", span_id: undefined }) });
  const child = logger.child({ component: "exporter", n: 0 }).child({ m: 1 });
  child.setBindings({ m: 2 });
  child.info({ n: 1, nothing: undefined }, "started");
  expect(lines[0]?.replace(/"timestamp":"[^"]+Z"/, '"timestamp":"…"')).toBe(
    '{"timestamp":"…","level":"info","message":"started","trace_id":"t","component":"exporter","m":2,"n":1}\n',
  );
  expect(child.bindings()).toEqual({ component: "exporter", n: 0, m: 2 });
});

test("a message is filled in as pino does, and what pino would drop is kept", () => {
  const { logger, lines } = collecting();
  const said = (...args: unknown[]) => {
    Reflect.apply(logger.info, logger, args);
    const { timestamp: _, level: __, ...line } = JSON.parse(lines.pop() ?? "");
    return line;
  };
  expect(said("%s is %d%% of %j", "half", "50", { a: 1 })).toEqual({
    message: 'half is 50% of {"a":1}',
  });
  expect(said({ a: 1 }, "%i films", 2.7)).toEqual({ message: "2 films", a: 1 });
  expect(said("no value for %s")).toEqual({ message: "no value for %s" });
  expect(said("failed:", new TypeError("x"))).toMatchObject({
    message: "failed:",
    error: { type: "TypeError", message: "x" },
  });
  expect(said("as winston does", { id: 7 })).toEqual({ message: "as winston does", id: 7 });
  expect(said({ a: 1 }, undefined)).toEqual({ message: "", a: 1 });
  expect(said({ error: new Error("its own") }, undefined)).toMatchObject({ message: "its own" });
  expect(said("nothing behind it", undefined)).toEqual({ message: "nothing behind it" });
  expect(said("a", 1, null)).toEqual({ message: "a 1 null" });
  expect(said({ message: "only a field" })).toEqual({ message: "only a field" });
  expect(said(undefined, "after undefined")).toEqual({ message: "after undefined" });
  expect(said(42)).toEqual({ message: "42" });
});

test("an error's type, message, stack, code, causes and gathered errors are written", () => {
  const { logger, lines } = collecting();
  const cause = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
  logger.error(new TypeError("broken", { cause }));
  logger.error({ err: new AggregateError([new RangeError("one")], "all failed") }, "x");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    message: "broken",
    error: {
      type: "TypeError",
      message: "broken",
      stack: expect.stringContaining("TypeError: broken\n"),
      cause: { type: "Error", message: "refused", code: "ECONNREFUSED" },
    },
  });
  expect(JSON.parse(lines[1] ?? "").err).toMatchObject({
    type: "AggregateError",
    errors: [{ type: "RangeError", message: "one" }],
  });
});

test("dates, maps, sets, headers, URLs, bytes and odd numbers are written as what they are", () => {
  const { logger, lines } = collecting();
  logger.info({
    date: new Date("2024-01-15T10:30:00Z"),
    map: new Map<unknown, unknown>([
      ["a", 1],
      [2, "b"],
    ]),
    set: new Set([1, 2]),
    headers: new Headers({ accept: "*/*" }),
    url: new URL("https://example.com/a?b=c"),
    bytes: Buffer.from("secret bytes"),
    nan: Number.NaN,
    big: 12n,
    boxed: Object("text"),
    list: [undefined, () => {}, Symbol("s")],
  });
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    date: "2024-01-15T10:30:00.000Z",
    map: { a: 1, "2": "b" },
    set: [1, 2],
    headers: { accept: "*/*" },
    url: "https://example.com/a?b=c",
    bytes: "[Buffer of 12 bytes]",
    nan: "NaN",
    big: "12",
    boxed: "text",
    list: [null, null, "Symbol(s)"],
  });
});

test("pino's own options of a child are honoured: serializers, redact, prefix, level", () => {
  const { logger, lines } = collecting();
  const child = logger.child(
    { kind: "a" },
    {
      serializers: { kind: (kind) => `<${kind}>`, user: ({ id }) => id },
      redact: ["body.inner", "plain"],
      msgPrefix: "[db] ",
      level: "warn",
    },
  );
  child.info("not written");
  child.warn({ user: { id: 7 }, body: { inner: "x", outer: "y" }, plain: "z" }, "slow");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    message: "[db] slow",
    kind: "<a>",
    user: 7,
    body: { inner: "[Redacted]", outer: "y" },
    plain: "[Redacted]",
  });
});

test("a child's formatter of fields is honoured, and one that throws costs only the fields", () => {
  const { logger, lines } = collecting();
  const child = logger.child(
    { a: 1 },
    { formatters: { log: (all) => ({ b: Reflect.get(all, "b"), added: "yes" }) } },
  );
  child.child({ c: 1 }).info({ b: 2, left: "out" }, "x");
  const { timestamp: _, ...line } = JSON.parse(lines[0] ?? "");
  expect(line).toEqual({ level: "info", message: "x", a: 1, c: 1, b: 2, added: "yes" });
  const log = () => {
    throw new Error("no");
  };
  logger.child({}, { formatters: { log } }).info({ b: 2 }, "still said");
  expect(JSON.parse(lines[1] ?? "")).toMatchObject({ message: "still said" });
});

test("without a context of its own a logger writes the correlation id of the scope", () => {
  const { logger, lines } = collecting();
  withCorrelationId("run-42", () => logger.info("inside"));
  logger.info("outside");
  expect(JSON.parse(lines[0] ?? "").correlation_id).toBe("run-42");
  expect(JSON.parse(lines[1] ?? "")).not.toHaveProperty("correlation_id");
});

test("a format that there is not is refused at once", () => {
  expect(() => createLogger({ format: "xml" as "json" })).toThrow(
    'format is "xml", expected json, visual, text or ecs',
  );
});

test("an output or level that there is not is refused at once", () => {
  expect(() => createLogger({ output: "file" as "stdout" })).toThrow(
    new TypeError('output is "file", expected stdout or stderr'),
  );
  const level = "warning" as "warn";
  const wrong = new RangeError('level is "warning", expected debug, info, warn, error or fatal');
  expect(() => createLogger({ level })).toThrow(wrong);
  expect(() => createLogger({ outputs: [{ level }] })).toThrow(wrong);
});
