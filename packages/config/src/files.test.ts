import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError, formatIssue, inspectConfig, loadConfig } from "@ettl/config";
import { runProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import * as z from "zod";
import { inspectToml } from "../test/inspect-toml.ts";
import { makeNamedPipe } from "../test/named-pipe.ts";

const schema = z.object({
  monitoring: z
    .strictObject({
      metrics_port: z.int().min(1).default(9090),
      auth_token: z.string().meta({ secret: true }).optional(),
    })
    .prefault({}),
  names: z.record(z.string(), z.strictObject({ a: z.int().default(1) })).prefault({}),
});

async function problem(file: string): Promise<string> {
  const { issues, settings, value } = await inspectConfig({ schema, file });
  expect([settings, value]).toEqual([[], undefined]);
  return issues.map(formatIssue).join("\n").replace(file, "FILE");
}

test("C11 an empty file, one of comments and none at all give the defaults", async () => {
  const defaults = { monitoring: { metrics_port: 9090 }, names: {} };
  for (const toml of ["", "\n", "# nothing\n", "\uFEFF# nothing\r\n\r\n", "#"])
    expect((await inspectToml(schema, toml)).value).toEqual(defaults);
  expect(await loadConfig({ schema })).toEqual(defaults);
});

test("C9 a file that is missing, a folder, a pipe or too large is one clear sentence", async () => {
  await using folder = await temporaryFolder();
  const at = (name: string) => join(folder.path, name);
  const advice = ". Give the path of a TOML file, or leave it out";
  expect(await problem(at("no.toml"))).toBe(`FILE  no such file${advice}`);
  expect(await problem(folder.path)).toBe("FILE  is a folder, a file was expected");
  makeNamedPipe(at("pipe"));
  expect(await problem(at("pipe"))).toBe("FILE  is no regular file but a pipe or a socket");
  expect(await problem("/dev/zero")).toBe("FILE  is larger than 1024 KiB, the limit");
  expect((await inspectConfig({ schema, file: "/dev/null" })).issues).toEqual([]);
  await writeFile(at("big"), "#".repeat(10 * 1024 * 1024));
  expect(await problem(at("big"))).toBe("FILE  is larger than 1024 KiB, the limit");
  await writeFile(at("fits"), "#".repeat(1024 * 1024));
  expect((await inspectConfig({ schema, file: at("fits") })).issues).toEqual([]);
  expect(await problem(join(at("fits"), "below"))).toMatch(
    /^FILE {2}no such file: part of its path/,
  );
});

test("C9 a file that this user may not read says so", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "ettl.toml");
  await writeFile(file, "");
  await chmod(file, 0o000);
  await chmod(folder.path, 0o755);
  const program = `import { inspectConfig, formatIssue } from "@ettl/config";
    import * as z from "zod";
    // Root may read everything, so root becomes nobody.
    if (process.getuid() === 0) process.seteuid(65_534);
    const { issues } = await inspectConfig({ schema: z.object({}), file: process.argv[1] });
    process.stdout.write(issues.map(formatIssue).join());`;
  const { stdout } = await runProgram(["--input-type=module", "-e", program, file], {
    cwd: import.meta.dirname,
  });
  expect(stdout).toBe(`${file}  may not be read by this user. Check its permissions`);
});

test("C9 secrets in a file that everyone can read or change are a warning with the mode and the remedy", async () => {
  const toml = '[monitoring]\nauth_token = "hunter2"\n';
  const warned = async (mode: number, text = toml) =>
    (await inspectToml(schema, text, { mode })).warned.replace(/600 .*ettl/, "600 ettl");
  const sentence = (verb: string, mode: string) =>
    `ettl.toml  holds secrets and everyone on this machine can ${verb} it (mode ${mode}). Run: chmod 600 ettl.toml`;
  expect(await warned(0o666)).toBe(sentence("change", "0666"));
  expect(await warned(0o644)).toBe(sentence("read", "0644"));
  expect(await warned(0o640)).toBe("");
  expect(await warned(0o600)).toBe("");
  expect(await warned(0o666, "[monitoring]\nmetrics_port = 1\n")).toBe("");
});

test("C9 loadConfig passes the warning on and goes on", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "ettl.toml");
  await writeFile(file, '[monitoring]\nauth_token = "hunter2"\n');
  await chmod(file, 0o644);
  const warnings: string[] = [];
  const onWarning = ({ message }: { message: string }) => warnings.push(message);
  const { monitoring } = await loadConfig({ schema, file, onWarning });
  expect([monitoring.auth_token, warnings.length]).toEqual(["hunter2", 1]);
});

test("C9 a byte-order mark and Windows line ends change neither values nor places", async () => {
  const { value } = await inspectToml(schema, "\uFEFF[monitoring]\r\nmetrics_port = 1\r\n");
  expect(value?.monitoring.metrics_port).toBe(1);
  expect(
    (await inspectToml(schema, "\uFEFFmonitoring = 1\r\n\r\n[names.x]\r\n  b = 1\r\n")).text,
  ).toBe(
    [
      "ettl.toml:1:1  monitoring: expected a table, got a number",
      "  1 | monitoring = 1",
      "    | ^~~~~~~~~~",
      "ettl.toml:4:3  names.x.b: unknown key",
      "  4 |   b = <hidden>",
      "    |   ^",
    ].join("\n"),
  );
});

test("C9 the first byte that is no UTF-8 is told with its line and column", async () => {
  const bytes = (text: string, ...more: number[]) =>
    Buffer.concat([Buffer.from(text), Buffer.from(more)]);
  const { text } = await inspectToml(
    schema,
    Buffer.concat([bytes("# � é\r\n[monitoring]\n  metrics_port = 1", 0xff), bytes("\n", 0xfe)]),
  );
  expect(text).toBe(
    [
      "ettl.toml:3:19  not UTF-8 text from here on",
      "  3 |   metrics_port = <hidden>",
      "    |                  ^~~~~~~~",
    ].join("\n"),
  );
  expect((await inspectToml(schema, bytes("\uFEFF", 0xc3))).text).toContain(
    "ettl.toml:1:1  not UTF-8",
  );
  const unknown = await inspectToml(schema, bytes('x = """\ny = \nmonitoring = ', 0xff));
  expect(unknown.text).toContain("ettl.toml:3:14  not UTF-8 text from here on\n  3 | <hidden>\n");
});

test("C9 faults of variables are told together with a file that can't be read", async () => {
  const { text } = await inspectToml(schema, "[monitoring\n", {
    env: { ETTL_MONITORING__METRICS_PORT: "0", ETTL_MONITORING__PORT: "1" },
  });
  expect(text.split("\n").map((line) => line.slice(0, 32))).toEqual([
    "ettl.toml:1:1  not valid TOML: t",
    "  1 | [monitoring",
    "    | ^~~~~~~~~~~",
    "ETTL_MONITORING__METRICS_PORT  m",
    "ETTL_MONITORING__PORT  monitorin",
  ]);
});

test("C10 __proto__ and constructor are names like any other and pollute nothing", async () => {
  const { text } = await inspectToml(
    schema,
    '[monitoring]\n"__proto__" = { polluted = 1 }\nconstructor.prototype.polluted = 1\n[__proto__]\npolluted = 1\n',
  );
  expect(text.split("\n").filter((line) => line.startsWith("ettl"))).toEqual([
    "ettl.toml:2:1  monitoring.__proto__: unknown key",
    "ettl.toml:3:1  monitoring.constructor: unknown key",
  ]);
  const names = await inspectToml(schema, "[names.__proto__]\na = 2\n");
  expect(names.text).toContain("ettl.toml:1:8  names.__proto__: not a possible name here\n");
  const { value } = await inspectToml(schema, "[names.constructor]\na = 3\n", {
    flags: { "__proto__.polluted": 1, "constructor.prototype.polluted": 1 },
  });
  expect(value?.names).toEqual({ constructor: { a: 3 } });
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
  expect(Object.getPrototypeOf(value?.names ?? {})).toBe(Object.prototype);
});

test("C10 keys and tables that clash are refused at the place of the second", async () => {
  const place = async (toml: string) => (await inspectToml(schema, toml)).text.split("\n")[0];
  const clash = "not valid TOML: this";
  expect(await place("a.b = 1\na.b.c = 2\n")).toBe(
    `ettl.toml:2:1  ${clash} key clashes with line 1`,
  );
  expect(await place("a = 1\na = 2\n")).toBe(
    `ettl.toml:2:1  ${clash} key is given twice, first in line 1`,
  );
  expect(await place("[[a]]\n[a]\n")).toMatch(
    /^ettl\.toml:2:1 {2}.* this section and line 1 differ/,
  );
  expect(await place("[a]\n[[a]]\n")).toMatch(
    /^ettl\.toml:2:1 {2}.* this section and line 1 differ/,
  );
  expect(await place("[a]\n[a]\n")).toBe(
    `ettl.toml:2:1  ${clash} section is given twice, first in line 1`,
  );
});

test("C1 a day that no calendar has is refused, other text that looks like one is not", async () => {
  const { text } = await inspectToml(
    schema,
    '[x]\na = "2024-02-30" # 2024-02-30\nb = [2024-02-29,\n  2023-02-29]\n',
  );
  expect(text).toContain("ettl.toml:4:3  not valid TOML: no such day in the calendar\n");
  for (const toml of [
    'a = "2024-02-30"',
    "2024-02-30 = 1",
    "a = '''\n2024-02-30'''",
    "a = 2024-02-29",
    "# 2024-04-31",
  ])
    expect((await inspectToml(schema, toml)).text).toBe("");
});

test("tables without end in one another are refused, not followed until the stack is full", async () => {
  for (const toml of [`a${".a".repeat(100_000)} = 1`, `[monitoring${".a".repeat(5_000)}]`])
    expect((await inspectToml(schema, toml)).text).toBe(
      "ettl.toml  not valid TOML: nested more than 1000 deep",
    );
  const { text } = await inspectToml(schema, `a = ${"[".repeat(100_000)}`);
  expect(text).toMatch(/^ettl\.toml:1:\d+ {2}not valid TOML: nested more than 1000 deep\n/);
});

test("a file of very many faults, or one enormous string, is told in bounded time", async () => {
  const lines = Array.from({ length: 40_000 }, (_, index) => `k${index} = "v" # c`);
  const many = await inspectToml(schema, ["[monitoring]", ...lines].join("\n"));
  expect(many.issues).toHaveLength(40_000);
  expect(many.issues[39_999]).toMatchObject({ line: 40_001, column: 1 });
  const { message } = new ConfigError(many.issues);
  expect(message.split("\n").at(-1)).toBe("and 39900 more");
  expect(message.length).toBeLessThan(20_000);
  const [long] = (await inspectToml(schema, `[monitoring]\n"${"x".repeat(900_000)}" = 1\n`)).issues;
  expect(long && formatIssue(long).length).toBeLessThan(500);
  const text = `x = """${"\n".repeat(500_000)}${"y".repeat(400_000)}"""\nday = 2024-02-30\n`;
  const [issue] = (await inspectToml(schema, text)).issues;
  expect(issue).toMatchObject({ line: 500_002, column: 7 });
});
