import { inspectConfig } from "@ettl/config";
import { expect, test } from "vitest";
import * as z from "zod";
import { inspectToml } from "../test/inspect-toml.ts";

const secret = z.string().meta({ secret: true });
const schema = z.object({
  monitoring: z
    .strictObject({
      enabled: z.boolean().default(true),
      metrics_port: z.int().min(1).default(9090),
      host: z.string().default("127.0.0.1"),
      auth_token: secret.optional(),
      note: z.string().optional(),
    })
    .transform((section) => ({ port: section.metrics_port, authToken: section.auth_token }))
    .prefault({}),
  logging: z.strictObject({ level: z.enum(["debug", "info"]).default("info") }).prefault({}),
  health: z
    .strictObject({
      http: z
        .array(
          z.strictObject({
            name: z.string(),
            url: z.string(),
            critical: z.boolean().default(true),
          }),
        )
        .default([]),
      tokens: z.array(secret).default([]),
      factors: z.array(z.number()).default([0.5, 1]),
    })
    .prefault({}),
  channels: z
    .record(
      z.string(),
      z.discriminatedUnion("type", [
        z.strictObject({
          type: z.literal("hook"),
          url: secret,
          headers: z.record(z.string(), secret).optional(),
        }),
        z.strictObject({ type: z.literal("mail"), url: z.string(), port: z.int().default(25) }),
      ]),
    )
    .prefault({}),
  extra: z.strictObject({ x: z.int().default(1) }).optional(),
});

const inFile = (line: number, column = 1) => ({ kind: "file", line, column });

test("tells every effective value with its origin, in the schema's order", async () => {
  const toml = [
    "[other]",
    "x = 1",
    "[channels.ops]",
    'type = "mail"',
    'url = "mail\\n\\u001b"',
    "[[stranger]]",
    "[monitoring]",
    '  auth_token = "hunter2"',
    'host = "::"',
    "metrics_port = 1",
    "[[health.http]]",
    'url = "http://a/"',
    'name = "a"',
    "[health]",
    "factors = [1.5, -0.0, nan, inf, 2024-01-15, { a = 1 }]",
  ].join("\n");
  const { settings, unreadSections, issues } = await inspectToml(
    schema,
    toml.replace("2024-01-15, { a = 1 }", "3"),
    {
      env: { ETTL_MONITORING__METRICS_PORT: "2", LEVEL: "debug", ETTL_HEALTH__TOKENS: "a,b" },
      aliases: { LEVEL: "logging.level" },
      defaults: { "monitoring.enabled": false, "monitoring.host": "0.0.0.0" },
      flags: { "monitoring.host": "localhost" },
    },
  );
  expect(issues).toEqual([
    expect.objectContaining({ key: "health.factors.2" }),
    expect.objectContaining({ key: "health.factors.3" }),
  ]);
  const seen = settings.map(({ key, value, secret: isSecret, origin }) => {
    const { file, ...place } = { file: undefined, ...origin };
    if (origin.kind === "file") expect(file).toMatch(/ettl\.toml$/);
    return [key, value, isSecret, place];
  });
  expect(seen).toEqual([
    ["monitoring.enabled", "false", false, { kind: "program" }],
    [
      "monitoring.metrics_port",
      "2",
      false,
      { kind: "variable", name: "ETTL_MONITORING__METRICS_PORT" },
    ],
    ["monitoring.host", '"localhost"', false, { kind: "flag" }],
    ["monitoring.auth_token", "<secret>", true, inFile(8, 3)],
    ["logging.level", '"debug"', false, { kind: "variable", name: "LEVEL" }],
    ["health.http.0.name", '"a"', false, inFile(13)],
    ["health.http.0.url", '"http://a/"', false, inFile(12)],
    ["health.http.0.critical", "true", false, { kind: "default" }],
    ["health.tokens", "<secret>", true, { kind: "variable", name: "ETTL_HEALTH__TOKENS" }],
    ["health.factors", "[1.5, -0.0, nan, inf, 3]", false, inFile(15)],
    ["channels.ops.type", '"mail"', false, inFile(4)],
    ["channels.ops.url", '"mail\\n\\u001b"', false, inFile(5)],
    ["channels.ops.port", "25", false, { kind: "default" }],
  ]);
  expect(unreadSections).toEqual(["other", "stranger"]);
});

test("gives the value, the file and no issue where nothing is wrong", async () => {
  const inspection = await inspectToml(schema, 'monitoring.auth_token = "hunter2"\n');
  expect(inspection.issues).toEqual([]);
  expect(inspection.value?.monitoring).toEqual({ port: 9090, authToken: "hunter2" });
  expect(inspection.file).toMatch(/ettl\.toml$/);
  expect(await inspectConfig({ schema })).not.toHaveProperty("file");
});

test("gives no value where something is wrong, yet all that holds", async () => {
  const { value, settings } = await inspectToml(schema, 'logging = 1\nextra.x = "a"\n');
  expect(value).toBeUndefined();
  const held = settings.map(({ key, value: text }) => `${key} = ${text}`);
  expect(held).toEqual(expect.arrayContaining(["logging = 1", 'extra.x = "a"']));
});

test("a key above all sections that belongs into one is a warning", async () => {
  const { text, warned, unreadSections } = await inspectToml(
    schema,
    'metrics_port = 1\ntitle = "mine"\n',
  );
  expect(text).toBe("");
  expect(warned).toContain(
    "ettl.toml:1:1  metrics_port: stands above all sections, where nothing reads it. It belongs in [monitoring]",
  );
  expect(unreadSections).toEqual([]);
});

test("a bad default of the program's is told as that", async () => {
  const { issues } = await inspectConfig({ schema, defaults: { "monitoring.metrics_port": 0 } });
  expect(issues).toEqual([
    {
      key: "monitoring.metrics_port",
      message: "expected a whole number of 1 or more, got 0",
      source: "the program's defaults",
    },
  ]);
});

test("an empty list of tables that could hold a secret is shown as what it is", async () => {
  const targets = z
    .array(z.strictObject({ url: z.string(), token: secret.optional() }))
    .default([]);
  const { settings } = await inspectConfig({ schema: z.object({ targets }), env: {} });
  expect(settings).toEqual([
    { key: "targets", value: "[]", secret: false, origin: { kind: "default" } },
  ]);
});
