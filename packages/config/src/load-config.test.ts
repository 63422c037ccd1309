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

test("rejects with all issues, as text with excerpts and as data", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "ettl.toml");
  await writeFile(file, '[monitoring]\nmetrics_prot = 1\nmetrics_port = "x"\n');
  const error = await loadConfig({ schema, file }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ConfigError);
  const { name, message, issues } = error as ConfigError;
  expect(name).toBe("ConfigError");
  expect(message.replaceAll(`${folder.path}/`, "")).toBe(
    [
      'ettl.toml:2:1  monitoring.metrics_prot: unknown key. Did you mean "metrics_port"?',
      "  2 | metrics_prot = <hidden>",
      "    | ^~~~~~~~~~~~",
      "ettl.toml:3:1  monitoring.metrics_port: expected a whole number from 1 to 65535, got a string",
      '  3 | metrics_port = "x"',
      "    | ^~~~~~~~~~~~",
    ].join("\n"),
  );
  expect(issues[0]).toEqual({
    key: "monitoring.metrics_prot",
    message: 'unknown key. Did you mean "metrics_port"?',
    file,
    line: 2,
    column: 1,
    excerpt: "  2 | metrics_prot = <hidden>\n    | ^~~~~~~~~~~~",
  });
});

test("C2 a section that is nearly a known one is an error, a stranger's is left alone", async () => {
  expect(await load("[monitorin]\nx = 1\n[stranger]\nx = 1\n")).toBe(
    [
      "/ettl.toml:1:2  monitorin: unknown section. Did you mean [monitoring]?",
      "  1 | [monitorin]",
      "    |  ^~~~~~~~~",
    ].join("\n"),
  );
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
  expect(await port("monitoring = 1\n")).toMatch(/monitoring: expected a table, got a number/);
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
    "OTHERS_PORT: expected a whole number from 1 to 65535, got other text; the variable is ignored",
  ]);
});
