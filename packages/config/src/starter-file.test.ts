import { starterFile } from "@ettl/config";
import { parse } from "smol-toml";
import { expect, test } from "vitest";
import * as z from "zod";
import { inspectToml } from "../test/inspect-toml.ts";

const secret = z.string().min(1).meta({ secret: true });
const schema = z.object({
  server: z
    .strictObject({
      port: z.int().min(1).max(65_535).default(8080).describe("Port to listen on"),
      level: z.enum(["debug", "info"]).default("info").describe("Lines below it are not written."),
      token: secret.optional().describe("Bearer token."),
      key: secret.default("x"),
      host: z.string().optional(),
      since: z.date().optional(),
      "odd key": z.string().default('say "hi"\n'),
      limits: z.strictObject({ seconds: z.number().positive().default(5) }).prefault({}),
      tls: z
        .strictObject({ on: z.boolean().default(true) })
        .optional()
        .describe("Switched off."),
    })
    .transform((section) => ({ ...section, renamed: true }))
    .prefault({})
    .describe("The server\nitself."),
  checks: z
    .array(z.strictObject({ name: z.string(), seconds: z.number().min(1).optional() }))
    .default([])
    .describe("One table each."),
  channels: z
    .record(
      z.string(),
      z.discriminatedUnion("type", [
        z.strictObject({ type: z.literal("hook"), url: secret }),
        z.strictObject({ type: z.literal("mail"), to: z.array(z.string()).default(["a@b"]) }),
      ]),
    )
    .prefault({}),
});

test("writes every section and key with what it is for, what it may be and its default", () => {
  const file = starterFile(schema, {
    heading: "Copy it to app.toml.\n\nThen change it.",
    schemaUrl: "https://example.com/app.schema.json",
  });
  expect(file).toBe(`#:schema https://example.com/app.schema.json
# Copy it to app.toml.
#
# Then change it.

# The server itself.
[server]
# Port to listen on. A whole number from 1 to 65535. Default: 8080
port = 8080
# Lines below it are not written. One of "debug", "info". Default: "info"
level = "info"
# Secret: rather set ETTL_SERVER__TOKEN or ETTL_SERVER__TOKEN_FILE. Bearer token.
#token = ""
# Secret: rather set ETTL_SERVER__KEY or ETTL_SERVER__KEY_FILE.
#key = ""
#host = ""
#since = ""
# Default: "say \\"hi\\"\\n"
"odd key" = "say \\"hi\\"\\n"

[server.limits]
# A number above 0. Default: 5
seconds = 5

# Switched off.
#[server.tls]
# Default: true
#on = true

# One table each.
#[[checks]]
# Required.
#name = ""
# A number of 1 or more.
#seconds = 1

#[channels.hook]
#type = "hook"
# Secret. Required.
#url = ""

#[channels.mail]
#type = "mail"
# A list of strings. Default: ["a@b"]
#to = ["a@b"]
`);
});

test("loads to the defaults without a warning", async () => {
  const { value, text, warned } = await inspectToml(schema, starterFile(schema), { mode: 0o644 });
  expect([text, warned]).toEqual(["", ""]);
  expect(value).toEqual((await inspectToml(schema, "")).value);
});

test("is still TOML with everything in it switched on", () => {
  const file = starterFile(schema, { heading: "a\u0007b", schemaUrl: "https://x/\n[server]" });
  const on = parse(file.replaceAll(/^#(?![ :\n])/gm, ""));
  expect(Object.keys(on)).toEqual(["server", "checks", "channels"]);
  expect(on.channels).toMatchObject({ hook: { url: "" }, mail: { to: ["a@b"] } });
});
