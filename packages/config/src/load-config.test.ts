import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError, loadConfig } from "@ettl/config";
import { temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import * as z from "zod";

const schema = z.object({
  monitoring: z
    .strictObject({
      enabled: z.boolean().default(true),
      metrics_port: z.int().min(1).max(65_535).default(9090),
      auth_token: z.string().min(8).meta({ secret: true }).optional(),
    })
    .prefault({}),
  logging: z
    .strictObject({ level: z.enum(["debug", "info"]).default("info") })
    .transform((section) => ({ logLevel: section.level }))
    .prefault({}),
});

async function load(
  toml: string,
  options: Partial<Parameters<typeof loadConfig<typeof schema>>[0]> = {},
) {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "ettl.toml");
  await writeFile(file, toml);
  try {
    return await loadConfig({ schema, file, ...options });
  } catch (error) {
    if (error instanceof ConfigError) return error.message.replaceAll(folder.path, "");
    throw error;
  }
}

test("C11 an empty file gives the defaults, frozen", async () => {
  const config = await load("# nothing\n");
  expect(config).toEqual({
    monitoring: { enabled: true, metrics_port: 9090 },
    logging: { logLevel: "info" },
  });
  expect(Object.isFrozen((config as { monitoring: object }).monitoring)).toBe(true);
});

test("C6 reports everything at once, each at its place, with what was probably meant", async () => {
  const message = await load(
    '[monitorin]\n[monitoring]\nmetrics_prot = 1\nmetrics_port = "x"\n\n[logging]\n  level = "loud"\n[stranger]\nx = 1\n',
  );
  expect(message).toBe(
    [
      "/ettl.toml:4:1  monitoring.metrics_port: Invalid input: expected number, received string",
      '/ettl.toml:3:1  monitoring.metrics_prot: unknown key. Did you mean "metrics_port"?',
      '/ettl.toml:7:3  logging.level: Invalid option: expected one of "debug"|"info"',
    ].join("\n"),
  );
});

test("C2 a section that is nearly a known one is an error, a stranger's is left alone", async () => {
  expect(await load("[monitorin]\nx = 1\n[stranger]\nx = 1\n")).toBe(
    "/ettl.toml:1:2  monitorin: unknown section. Did you mean [monitoring]?",
  );
});

test("C1 says where TOML is broken and never quotes the line", async () => {
  expect(await load('[monitoring]\nauth_token = "hunter2hunter2')).toMatch(
    /^\/ettl\.toml:2:\d+ {2}not valid TOML: /,
  );
  expect(await load('[monitoring]\nauth_token = "hunter2hunter2')).not.toContain("hunter2");
});

test("flags win over ETTL_ variables, those over aliases, those over the file", async () => {
  const env = { MONITORING_PORT: "2", ETTL_MONITORING__METRICS_PORT: "3", EMPTY: "" };
  const aliases = { EMPTY: "logging.level", MONITORING_PORT: "monitoring.metrics_port" };
  const toml = "[monitoring]\nmetrics_port = 1\n";
  const port = async (options: object) =>
    ((await load(toml, options)) as { monitoring: { metrics_port: number } }).monitoring
      .metrics_port;
  expect(await port({})).toBe(1);
  expect(await port({ env: { MONITORING_PORT: "2" }, aliases })).toBe(2);
  expect(await port({ env, aliases })).toBe(3);
  expect(await port({ env, aliases, flags: { "monitoring.metrics_port": 4 } })).toBe(4);
});

test("a program's own defaults lie below the file, and break nothing in it", async () => {
  const defaults = { "monitoring.metrics_port": 9464 };
  const port = async (toml: string) => await load(toml, { defaults });
  expect(await port("")).toMatchObject({ monitoring: { metrics_port: 9464 } });
  expect(await port("monitoring.metrics_port = 1\n")).toMatchObject({
    monitoring: { metrics_port: 1 },
  });
  expect(await port("monitoring = 1\n")).toMatch(/monitoring: Invalid input/);
});

test("a lenient variable with a bad value is left out with a warning that names it", async () => {
  const warnings: string[] = [];
  const config = await load("[monitoring]\nmetrics_port = 1\n", {
    env: { OTHERS_PORT: "many" },
    aliases: { OTHERS_PORT: "monitoring.metrics_port" },
    lenient: ["OTHERS_PORT"],
    onWarning: ({ source, message }) => warnings.push(`${source}: ${message}`),
  });
  expect(config).toMatchObject({ monitoring: { metrics_port: 1 } });
  expect(warnings).toEqual([
    "OTHERS_PORT: Invalid input: expected number, received string; the variable is ignored",
  ]);
});

test("C7 a bad variable is named, its value is not shown", async () => {
  const env = { ETTL_MONITORING__AUTH_TOKEN: "short", ETTL_MONITORING__ENABLED: "maybe" };
  const message = await load("", { env });
  expect(message).toContain(
    "ETTL_MONITORING__ENABLED  monitoring.enabled: Invalid input: expected boolean",
  );
  expect(message).toContain("ETTL_MONITORING__AUTH_TOKEN  monitoring.auth_token: Too small");
  expect(message).not.toContain("short");
});

test("an unknown ETTL_ variable of a known section is an error, of a foreign section is not", async () => {
  const env = { ETTL_MONITORING__METRICS_PROT: "1", ETTL_OTHER__THING: "1" };
  expect(await load("", { env })).toBe(
    "ETTL_MONITORING__METRICS_PROT  monitoring.metrics_prot: unknown key. Did you mean ETTL_MONITORING__METRICS_PORT?",
  );
});

test("C12 a secret may come from a file, and a missing one is a named error", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "token");
  await writeFile(file, "correct-horse\n");
  expect(await load("", { env: { ETTL_MONITORING__AUTH_TOKEN_FILE: file } })).toMatchObject({
    monitoring: { auth_token: "correct-horse" },
  });
  expect(await load("", { env: { ETTL_MONITORING__AUTH_TOKEN_FILE: `${file}2` } })).toBe(
    "ETTL_MONITORING__AUTH_TOKEN_FILE  monitoring.auth_token: the file it names can't be read (ENOENT)",
  );
});

test("what only the stricter parser refuses is still reported as configuration, not as a crash", async () => {
  const message = await load("[stranger]\nday = 2024-02-30\n[monitoring]\nmetrics_prot = 1\n");
  expect(message).toContain('monitoring.metrics_prot: unknown key. Did you mean "metrics_port"?');
});

test("C10 __proto__ pollutes nothing and is an unknown key", async () => {
  const message = await load('[monitoring]\n"__proto__" = { polluted = true }\n');
  expect(message).toContain("__proto__: unknown key");
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test("C9 a file that is missing or a folder is one clear sentence", async () => {
  await using folder = await temporaryFolder();
  await expect(loadConfig({ schema, file: folder.path })).rejects.toThrow(/is a folder/);
  await expect(loadConfig({ schema, file: join(folder.path, "no.toml") })).rejects.toThrow(
    /no such file/,
  );
});
