import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { formatIssue, inspectConfig } from "@ettl/config";
import { temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import * as z from "zod";
import { inspectToml } from "../test/inspect-toml.ts";

const secret = z.string().meta({ secret: true });
const schema = z.object({
  monitoring: z
    .strictObject({
      metrics_port: z.int().min(1).max(65_535).default(9090),
      auth_token: secret.min(8).optional(),
      keys: z.array(secret).default([]),
      headers: z.record(z.string(), secret).default({}),
      note: z.string().default(""),
    })
    .prefault({}),
  alerts: z
    .strictObject({
      channels: z
        .record(z.string(), z.strictObject({ url: secret, name: z.string().default("x") }))
        .prefault({}),
    })
    .prefault({}),
});

const inspect = async (toml: string) => (await inspectToml(schema, toml)).text;

test("C2 an unknown key is shown in its line, with a caret under it", async () => {
  const lines = "#\n".repeat(10);
  expect(await inspect(`${lines}[monitoring]\n  metrics_prot = 1\n`)).toBe(
    [
      'ettl.toml:12:3  monitoring.metrics_prot: unknown key. Did you mean "metrics_port"?',
      "  12 |   metrics_prot = <hidden>",
      "     |   ^~~~~~~~~~~~",
    ].join("\n"),
  );
});

test("the caret stands right below tabs and characters of two columns or none", async () => {
  expect(await inspect('monitoring = {\tnote = "日本😀e\u0301",\tmetrics_port = "x" }\n')).toBe(
    [
      "ettl.toml:1:33  monitoring.metrics_port: expected a whole number from 1 to 65535, got a string",
      '  1 | monitoring = {  note = "日本😀e\u0301",  metrics_port = "x" }',
      "    |                                    ^~~~~~~~~~~~",
    ].join("\n"),
  );
});

test("of a very long line only the surroundings of the place are shown", async () => {
  const long = `monitoring = { note = "${"n".repeat(100_000)}", metrics_port = 0, headers = { a = "${"s".repeat(500)}" } }`;
  const [message = "", line = "", caret = ""] = (await inspect(long)).split("\n");
  expect(message).toMatch(/^ettl\.toml:1:100027 /);
  expect(line.length).toBeLessThan(130);
  expect(line).toMatch(/^ {2}1 \| …n+", metrics_port = 0, headers = \{ a = <secre…$/);
  expect(line.slice(caret.indexOf("^"))).toMatch(/^metrics_port/);
});

test("C8 a secret is masked in its line, in a list, a table, several lines, and so are comments", async () => {
  expect(await inspect('[monitoring]\nauth_token = "hunter2" # was hunter1\n')).toBe(
    [
      "ettl.toml:2:1  monitoring.auth_token: expected a string of 8 characters or more",
      "  2 | auth_token = <secret> #…",
      "    | ^~~~~~~~~~",
    ].join("\n"),
  );
  expect(await inspect('[monitoring]\nkeys = ["hunter1", 2, "hunter3"]\n')).toBe(
    [
      "ettl.toml:2:20  monitoring.keys.1: expected a string, got a number",
      "  2 | keys = [<secret>, <secret>, <secret>]",
      "    |                   ^~~~~~~~",
    ].join("\n"),
  );
  expect(
    await inspect('monitoring = { headers = { a = "hunter2" }, metrics_port = 0 }\n'),
  ).toContain("1 | monitoring = { headers = { a = <secret> }, metrics_port = 0 }\n");
  expect(
    await inspect('monitoring = { auth_token = """hunter1\nhunter2""", metrics_port = 0 }\n'),
  ).toContain("2 | <secret>, metrics_port = 0 }\n");
});

test("C8 the password in a URL is a secret whatever its key", async () => {
  const text = await inspect('monitoring = { note = "https://me:hunter2@x/", metrics_port = 0 }\n');
  expect(text).toContain('1 | monitoring = { note = "https://<secret>@x/", metrics_port = 0 }\n');
  const { settings } = await inspectToml(schema, 'monitoring.note = "https://me:hunter2@x/"\n');
  expect(settings.find(({ key }) => key === "monitoring.note")?.value).toBe(
    '"https://<secret>@x/"',
  );
});

test("C8 a password in a URL is hidden to its end, with @, /, a space or a quote in it too", async () => {
  const url = async (text: string) => {
    const { settings } = await inspectToml(schema, `monitoring.note = ${JSON.stringify(text)}\n`);
    const toml = `monitoring = { note = ${JSON.stringify(text)}, metrics_port = 0 }\n`;
    const [, line = ""] = (await inspect(toml)).split("\n");
    const broken = (await inspect(`[monitoring]\nnote = ${JSON.stringify(text)} x\n`)).split("\n");
    return [settings.find(({ key }) => key === "monitoring.note")?.value, line, ...broken].join();
  };
  for (const password of ["hunter2", "hun@ter2", "h/unter2", "h?unter2#", "h unter2", "hunt'er2"]) {
    const text = await url(`http://me:${password}@host.example/p`);
    expect(text).toMatch(
      /^"http:\/\/<secret>@host.example\/p",.*= "http:\/\/<secret>@host.example\/p", metrics/,
    );
    expect(text).not.toMatch(/h.?un|t.?er2|me:/);
  }
  expect(await url('http://me:hun"ter2\\@host/')).not.toMatch(/hun|ter2/);
  for (const slip of ["http//", "http:/", "ht tp://", "http:///", ""])
    expect(await url(`${slip}me:hunter2@host`)).not.toMatch(/hunter2/);
  expect(await url("https://a.example/@me")).toContain('"https://a.example/@me"');
  expect(await url("https://me@a.example/")).toContain('"https://<secret>@a.example/"');
});

test("C8 a URL with a password is masked where it is the name of a table", async () => {
  const { text, settings } = await inspectToml(
    schema,
    '[alerts.channels."http://me:hunter2@x"]\nurk = 1\nname = "n"\nurl = "u"\n',
  );
  expect(text).toContain("alerts.channels.http://<secret>@x.urk: unknown key");
  expect(JSON.stringify([text, settings])).not.toContain("hunter2");
});

test("C8 the value of a misspelt key may be a secret and is hidden", async () => {
  const text = await inspect('[monitoring]\nauth_tokn = "hunter2hunter2"\n');
  expect(text).toContain('Did you mean "auth_token"?\n  2 | auth_tokn = <hidden>\n');
  expect(await inspect('[monitorin]\n\n[alerts.channels.ops]\nurk="hunter2"\n')).not.toContain(
    "hunter2",
  );
});

test("C8 a broken line shows a value only after a known key that is no secret", async () => {
  const second = async (line: string) =>
    (await inspect(`[monitoring]\n${line}`)).split("\n")[1]?.replace(/^ +\d+ \| /, "");
  expect(await second('auth_token = "hunter2')).toBe("auth_token = <secret>");
  expect(await second("auth_token = hunter2")).toBe("auth_token = <secret>");
  expect(await second('keys = ["hunter2" "hunter3"]')).toBe("keys = <secret>");
  expect(await second('headers = { a = "hunter2", b }')).toBe("headers = <secret>");
  expect(await second('headers.a = "hunter2" x')).toBe("headers.a = <secret>");
  expect(await second('auth_tokn = "hunter2')).toBe("auth_tokn = <hidden>");
  expect(await second("hunter2hunter2==")).toBe("<hidden>");
  expect(await second('"hunter2 = 1')).toBe("<hidden>");
  expect(await second("metrics_port = 90a")).toBe("metrics_port = 90a");
  expect(await second('note = "a" auth_token = "hunter2"')).toBe('note = "a" <hidden>');
  expect(await second('note = "a \\q hunter2"')).toBe("note = <hidden>");
  expect(await second("[alerts.channels.ops hunter2")).toBe("[alerts.channels.ops <hidden>");
  expect(await second("[hunter2")).toBe("<hidden>");
  expect(await second("note = 1 # hunter2 \u0001")).toBe("note = 1 <hidden>");
});

test("C8 a broken line inside a value of several lines is hidden as a whole", async () => {
  expect(await inspect('[monitoring]\nkeys = [\n  "hunter1",\n  note = "hunter2"\n]\n')).toBe(
    [
      "ettl.toml:4:3  not valid TOML: a text needs quotes around it",
      "  4 |   <hidden>",
      "    |   ^~~~~~~~",
    ].join("\n"),
  );
  const text = await inspect('[monitoring]\nauth_token = """\nnote = hunter2 \\q\n"""\n');
  expect(text).toContain("3 | <hidden>\n");
});

test("C8 no slip of one character makes a secret visible", async () => {
  const toml = [
    "[monitoring]",
    "metrics_port = 9090 # SECRETA",
    'auth_token = "SECRETB"',
    'keys = [ "SECRETC", # x',
    "  'SECRETD' ]",
    'headers = { X-Token = "SECRETE" }',
    'note = """fine',
    'fine"""',
    "[alerts.channels.ops]",
    'url = """https://SECRETF/',
    'SECRETG"""',
    'name = "ops"',
  ].join("\n");
  await using folder = await temporaryFolder();
  const file = join(folder.path, "ettl.toml");
  const leaks: string[] = [];
  let refused = 0;
  for (let place = 0; place <= toml.length; place += 1)
    for (const slip of ["", '"', "'", '"""', "\n", "=", "#", "]", "{"]) {
      await writeFile(file, toml.slice(0, place) + slip + toml.slice(slip ? place : place + 1));
      const inspection = await inspectConfig({ schema, file });
      if (inspection.issues.length > 0) refused += 1;
      const told = inspection.issues.map(formatIssue).join("\n") + JSON.stringify(inspection);
      if (/SECRE|ECRET|CRET[A-G]/.test(told)) leaks.push(`${place} ${JSON.stringify(slip)}`);
    }
  expect(leaks).toEqual([]);
  expect(refused).toBeGreaterThan(1_000);
});

test("control characters and escape sequences of a file never reach the terminal", async () => {
  const texts = [
    await inspect('[monitoring]\nnote = "\u001b[31mred\u0007"\n'),
    await inspect('[monitoring]\n"\\u001b[31mred\\u0007" = 1\n'),
    await inspect('[monitoring]\nmetrics_port = "a\u202eb\u009b\u2028"\n'),
    await inspect('[monitoring]\nnote = ["\\u001b]0;title\\u0007"]\n'),
  ];
  for (const text of texts) {
    expect(text).not.toBe("");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e]/);
  }
  expect(texts[0]).toContain('note = "␛[31mred␇"');
});
