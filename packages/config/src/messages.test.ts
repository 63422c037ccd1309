import { expect, test } from "vitest";
import * as z from "zod";
import { inspectToml } from "../test/inspect-toml.ts";

const port = z.int().min(1).max(65_535).default(9090);
const schema = z.object({
  server: z
    .strictObject({
      port,
      level: z.enum(["debug", "info", "warning"]).default("info"),
      format: z.literal("csv").default("csv"),
      rate: z.number().min(0).max(1).default(1),
      seconds: z.number().positive().max(60).default(5),
      size: z.number().positive().default(1),
      step: z.number().multipleOf(5).default(5),
      odd: z.number().min(1).multipleOf(5).default(5),
      on: z.boolean().default(true),
      name: z.string().min(1).max(9).default("x"),
      url: z.url({ protocol: /^https?$/ }).optional(),
      to: z.union([z.email(), z.array(z.string()).min(1)]).optional(),
      tags: z.array(z.string()).max(2).default([]),
      word: z
        .string()
        .regex(/^[a-z]+$/)
        .includes("a")
        .startsWith("b")
        .endsWith("c")
        .default("bac"),
      kind: z.enum(["one", "other"], { error: "expected a kind" }).default("one"),
      path: z.string().regex(/^\//, "expected a path such as /metrics").default("/"),
      token: z
        .string()
        .min(8)
        .refine((text) => !text.includes("bad"), { error: ({ input }) => `${input} is bad` })
        .meta({ secret: true })
        .optional(),
    })
    .prefault({}),
  checks: z
    .array(z.strictObject({ name: z.string().min(1), url: z.url(), critical: z.boolean() }))
    .default([]),
  channels: z
    .record(
      z.string().min(2),
      z.discriminatedUnion("type", [
        z.strictObject({ type: z.literal("webhook"), url: z.url() }),
        z.strictObject({ type: z.literal("email"), host: z.string(), port }),
      ]),
    )
    .prefault({}),
});

/** The messages alone, without places and excerpts. */
async function messages(toml: string): Promise<string[]> {
  const { issues } = await inspectToml(schema, toml);
  return issues.map(({ key, message }) => `${key}: ${message}`);
}

async function message(line: string): Promise<string> {
  const [first = "", ...more] = await messages(`[server]\n${line}\n`);
  expect(more).toEqual([]);
  return first.replace(/^server\.[\w.]+: /, "");
}

test("C3 a wrong type is told with what was expected and what came", async () => {
  expect(await message('port = "high"')).toBe(
    "expected a whole number from 1 to 65535, got a string",
  );
  expect(await message("on = 1")).toBe("expected true or false, got a number");
  expect(await message("on = 'true'")).toBe("expected true or false, got a string");
  expect(await message("name = 2024-01-15")).toBe(
    "expected a string of 1 to 9 characters, got a date or time",
  );
  expect(await message("rate = []")).toBe("expected a number from 0 to 1, got a list");
  expect(await message("tags = {}")).toBe("expected a list of strings (at most 2), got a table");
  expect(await message("seconds = true")).toBe("expected a number above 0 and up to 60, got true");
  expect(await messages("server = 1\n")).toEqual(["server: expected a table, got a number"]);
  expect(await messages("checks = 1\n")).toEqual([
    "checks: expected a list of tables, got a number",
  ]);
});

test("C4 a port that is none is told with its bounds", async () => {
  const expected = "expected a whole number from 1 to 65535, got";
  expect(await message("port = 0")).toBe(`${expected} 0`);
  expect(await message("port = 70000")).toBe(`${expected} 70000`);
  expect(await message("port = -1")).toBe(`${expected} -1`);
  expect(await message("port = 1.5")).toBe(`${expected} 1.5`);
  expect(await message('port = "90a"')).toBe(`${expected} a string`);
  expect(await message("port = inf")).toBe(`${expected} inf`);
  expect(await message("port = nan")).toBe(`${expected} nan`);
  expect(await message("port = 9223372036854775807")).toBe(
    `${expected} a whole number too large to keep`,
  );
  expect(await messages("[server]\nport = 90a\n")).toEqual([": not valid TOML: this is no number"]);
});

test("C5 a slip in a choice names the choices and what was meant", async () => {
  expect(await message('level = "inof"')).toBe(
    'expected one of "debug", "info", "warning", got "inof". Did you mean "info"?',
  );
  expect(await message('level = "loud"')).toBe(
    'expected one of "debug", "info", "warning", got "loud"',
  );
  expect(await message('format = "json"')).toBe('expected "csv", got "json"');
  expect(await message(`level = "${"x".repeat(99)}"`)).toMatch(/, got "x{39}…"$/);
});

test("limits, formats and unions read as sentences too", async () => {
  expect(await message("seconds = 0")).toBe("expected a number above 0 and up to 60, got 0");
  expect(await message("size = -2.5")).toBe("expected a number above 0, got -2.5");
  expect(await message("step = 7")).toBe("expected a number, a multiple of 5, got 7");
  expect(await message('name = ""')).toBe('expected a string of 1 to 9 characters, got ""');
  expect(await message('url = "ftp://x"')).toBe('expected an http or https URL, got "ftp://x"');
  expect(await message('url = "ftp://me:hunter2@x"')).toBe(
    'expected an http or https URL, got "ftp://<secret>@x"',
  );
  expect(await message('url = "x"')).toBe('expected an http or https URL, got "x"');
  expect(await message('tags = ["a", "b", "c"]')).toBe(
    "expected a list of strings (at most 2), got 3 entries",
  );
  expect(await message("to = 1")).toBe(
    "expected an e-mail address or a list of strings (at least 1), got a number",
  );
  expect(await message('to = ["a", 1]')).toBe("expected a string, got a number");
});

test("what a string should look like is told in words", async () => {
  expect(await message("word = 1")).toBe("expected a string, got a number");
  expect(await message('word = "ba-c"')).toBe(
    'expected a string that matches /^[a-z]+$/, got "ba-c"',
  );
  expect(await message('word = "bc"')).toBe('expected a string with "a" in it, got "bc"');
  expect(await message('word = "ac"')).toBe('expected a string that begins with "b", got "ac"');
  expect(await message('word = "ba"')).toBe('expected a string that ends with "c", got "ba"');
});

test("one fault of a value is told once", async () => {
  expect(await message("name = []")).toBe("expected a string of 1 to 9 characters, got a list");
  expect(await message('to = [1, "a", "b", "c"]')).toBe("expected a string, got a number");
  expect(await message("odd = -3")).toBe("expected a number of 1 or more, a multiple of 5, got -3");
  expect(await message('path = ["/"]')).toBe("expected a string, got a list");
});

test("a message of the schema's author is kept, and can't quote a secret", async () => {
  expect(await message('kind = "othr"')).toBe('expected a kind. Did you mean "other"?');
  expect(await message('path = "metrics"')).toBe("expected a path such as /metrics");
  expect(await message('token = "bad-hunter2"')).toBe("<secret> is bad");
  expect(await message('token = "hunter2"')).toBe("expected a string of 8 characters or more");
});

test("C6 all that is wrong is told at once, in the file's order, then variables, then flags", async () => {
  const { text } = await inspectToml(
    schema,
    '[channels.ops]\ntype = "webhook"\n\n[sever]\nx = 1\n[server]\nprt = 1\nport = 0\nlevel = "inof"\n',
    { env: { ETTL_SERVER__ON: "perhaps" }, flags: { "server.rate": 2 } },
  );
  expect(text.split("\n").filter((line) => !line.startsWith(" "))).toEqual([
    "ettl.toml:1:11  channels.ops.url: missing, expected a URL",
    'ettl.toml:7:1  server.prt: unknown key. Did you mean "port"?',
    "ettl.toml:8:1  server.port: expected a whole number from 1 to 65535, got 0",
    'ettl.toml:9:1  server.level: expected one of "debug", "info", "warning", got "inof". Did you mean "info"?',
    "ETTL_SERVER__ON  server.on: expected true or false, got other text",
    "command line  server.rate: expected a number from 0 to 1, got 2",
  ]);
});

test("a missing key and a wrong entry point at the nearest header and say what was expected", async () => {
  const { text } = await inspectToml(
    schema,
    '[[checks]]\nname = "a"\nurl = "https://a.example/"\ncritical = true\n\n  [[checks]]\nname = "b"\ncritical = 1\n[channels.ops]\ntype = "mail"\n[channels.oncall]\n[channels.late]\ntype = "email"\nurl = "x"\n[channels.x]\ntype = "email"\nhost = ""\n',
  );
  expect(text.split("\n").filter((line) => !/^ +\|/.test(line))).toEqual([
    "ettl.toml:6:3  checks.1.url: missing, expected a URL",
    "  6 |   [[checks]]",
    "ettl.toml:8:1  checks.1.critical: expected true or false, got a number",
    "  8 | critical = 1",
    'ettl.toml:10:1  channels.ops.type: expected one of "webhook", "email", got "mail". Did you mean "email"?',
    '  10 | type = "mail"',
    'ettl.toml:11:11  channels.oncall.type: missing, expected one of "webhook", "email"',
    "  11 | [channels.oncall]",
    "ettl.toml:12:11  channels.late.host: missing, expected a string",
    "  12 | [channels.late]",
    "ettl.toml:14:1  channels.late.url: unknown key",
    "  14 | url = <hidden>",
    "ettl.toml:15:11  channels.x: not a possible name here: it is too short",
    "  15 | [channels.x]",
  ]);
});
