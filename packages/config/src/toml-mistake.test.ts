import { expect, test } from "vitest";
import * as z from "zod";
import { inspectToml } from "../test/inspect-toml.ts";

const schema = z.object({
  monitoring: z
    .strictObject({
      enabled: z.boolean().default(true),
      host: z.string().default("x"),
      port: z.int().default(9090),
      keys: z.array(z.string()).default([]),
      token: z.string().meta({ secret: true }).optional(),
    })
    .prefault({}),
  targets: z.array(z.strictObject({ name: z.string() })).default([]),
});

/** The place and the words, and what is underlined of the line that is shown. */
async function told(toml: string): Promise<string> {
  const { text, issues } = await inspectToml(schema, toml);
  expect(issues).toHaveLength(1);
  const [sentence = "", line = "", mark = ""] = text.split("\n");
  expect(sentence).toMatch(/^ettl\.toml:\d+:\d+ {2}not valid TOML: /);
  const underlined = line.slice(mark.indexOf("^"), mark.length);
  return `${sentence.slice(10).replace("  not valid TOML:", "")} | ${underlined}`;
}

const line = (text: string) => told(`[monitoring]\n${text}\n`);

test("C1 a string without an end is told where it begins", async () => {
  expect(await line('host = "a')).toBe("2:8 this string has no closing quote | <hidden>");
  expect(await line("host = 'a\r")).toBe("2:8 this string has no closing quote | <hidden>");
  expect(await line('keys = [\n  "a", # it\'s "b"\n  "c,\n]')).toBe(
    "4:8 this string has no closing quote | <hidden>".replace("4:8", "4:3"),
  );
  expect(await line('host = """a')).toBe("2:8 this string has no closing quotes | <hidden>");
  expect(await line('host = "a\u0001"')).toBe(
    "2:10 a control character may not stand in a string | ␁",
  );
});

test("C1 a value without quotes is told by what its key takes", async () => {
  expect(await line("host = localhost")).toBe("2:8 a text needs quotes around it | localhost");
  expect(await line("host = 127.0.0.1")).toBe("2:8 a text needs quotes around it | 127.0.0.1");
  expect(await line("host = info")).toBe("2:8 a text needs quotes around it | info");
  expect(await line("keys = [ a ]")).toBe("2:10 a text needs quotes around it | <hidden>");
  expect(await line("port = 90a")).toBe("2:8 this is no number | 90a");
  expect(await line("port = 0909")).toBe("2:8 a number has no zeros before it | 0909");
  expect(await line("port = 9,090")).toBe("2:9 a number has no commas in it | <hidden>");
  expect(await line("keys = { a = 1]")).toMatch(/^2:15 illegal character in numeric literal/);
  expect(await line("enabled = maybe")).toBe("2:11 expected true or false | maybe");
  expect(await line("host = {x = 1s}")).toBe(
    "2:13 this is no number, date or time, and a text needs quotes around it | <hidden>",
  );
  expect(await line("token = hunter2")).toBe("2:9 a text needs quotes around it | <secret>");
});

test("C1 the words and signs of other languages are told by name", async () => {
  expect(await line("enabled = True")).toBe("2:11 true and false have small letters | True");
  expect(await line("enabled = yes")).toBe("2:11 expected true or false | yes");
  expect(await line("other = yes")).toBe(
    "2:9 expected true or false, or quotes around a text | <hidden>",
  );
  expect(await line("port = null")).toBe("2:8 TOML knows no null. Leave the key out | null");
  expect(await line("host = “a”")).toBe("2:8 these are no quotes for TOML. Use \" or ' | <hidden>");
  expect(await line('host: "a"')).toBe("2:5 a value comes after =, not after : | <hidden>");
  expect(await line('host == "a"')).toBe("2:7 one = is enough | <hidden>");
  expect(await line("// host")).toBe("2:1 a comment begins with #, not with // | <hidden>");
  expect(await line('host = "a" // b')).toBe(
    "2:12 a comment begins with #, not with // | <hidden>",
  );
  expect(await line("; host")).toBe("2:1 a comment begins with #, not with ; | <hidden>");
  expect(await line('host = "a",')).toBe("2:11 no , belongs at the end of a line | <hidden>");
  expect(await line("port = 9090,")).toBe("2:12 no , belongs at the end of a line | <hidden>");
  expect(await line('host = "a";  # b')).toBe("2:11 no ; belongs at the end of a line | <hidden>");
  expect(await line('host = "C:\\logs\\x"')).toMatch(/^2:12 a backslash begins an escape here\. /);
  expect(await line('host = "C:\\users\\x"')).toMatch(
    /^2:\d+ a backslash begins an escape here\. /,
  );
  expect(await told('{ "monitoring": {} }')).toBe(
    "1:1 a line begins with a key or a [section], not with { | <hidden>",
  );
});

test("C1 what is missing is told", async () => {
  expect(await line('host "a"')).toBe(
    "2:6 an = is missing between the key and its value | <hidden>",
  );
  expect(await line("host")).toBe("2:1 an = and a value are missing | host");
  expect(await line("host =")).toBe("2:7 a value is missing | ");
  expect(await line("= 1")).toBe("2:1 a key is missing before the = | <hidden>");
  expect(await told("[monitoring\n")).toBe(
    "1:1 the ] at the end of this section's name is missing | [monitoring",
  );
  expect(await told("[[targets]\n")).toMatch(
    /^1:1 the \]\] at the end of this section's name is missing \| \[\[targets/,
  );
  expect(await told("[my section]\n")).toMatch(/^1:1 a name with a space in it needs quotes/);
  expect(await line("my key = 1")).toMatch(/^2:1 a key with a space in it needs quotes/);
  expect(await line('keys = [\n"a"\n"b"\n]')).toBe(
    "4:1 a comma is missing, or the end of what begins in line 2 | <hidden>",
  );
  expect(await line('host = "a" port = 1')).toBe(
    "2:12 the line should end here; only a comment may follow | <hidden>",
  );
});

test("C10 what is given twice is told with the line of the first", async () => {
  expect(await line('host = "a"\nhost = "b"')).toBe(
    "3:1 host is given twice, first in line 2 | host",
  );
  expect(await told('targets = [{ name = "a", name = "b" }]')).toMatch(
    /^1:\d+ this key is given twice in one table \| /,
  );
  expect(await told("[monitoring]\n[other]\n[monitoring]\n")).toBe(
    "3:1 [monitoring] is given twice, first in line 1 | [monitoring]",
  );
  expect(await told('[[targets]]\nname = "a"\n[[targets]]\nname = "b"\nname = "c"\n')).toBe(
    "5:1 name is given twice, first in line 4 | name",
  );
  expect(await told("[targets]\n[[targets]]\n")).toBe(
    "2:1 [[targets]] and line 1 differ: one is a section, the other an entry of a list | [[targets]]",
  );
  expect(await told('host.a = 1\n"host" = 2\n')).toBe(
    "2:1 this key clashes with line 1 | <hidden>",
  );
  expect(await told("sk-hunter2 = 1\nsk-hunter2 = 2\n")).toBe(
    "2:1 this key is given twice, first in line 1 | <hidden>",
  );
});
