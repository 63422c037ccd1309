import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { loadConfig, starterFile } from "@ettl/config";
import { temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import * as z from "zod";
import { inspectToml } from "../test/inspect-toml.ts";

const secret = z.string().meta({ secret: true });

async function load<S extends z.ZodType>(schema: S, toml: string): Promise<z.output<S>> {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "ettl.toml");
  await writeFile(file, toml);
  return await loadConfig({ schema, file });
}

/** All the ways to print a value that a program is likely to take. */
function printed(value: unknown): string {
  return [
    JSON.stringify(value),
    inspect(value, { depth: null, showHidden: true }),
    inspect(value, { getters: true, compact: false }),
    String(value),
  ].join("\n");
}

/** The value and everything in it. */
function parts(value: unknown): unknown[] {
  return typeof value === "object" && value !== null
    ? [value, ...Object.values(value).flatMap(parts)]
    : [];
}

test("C8 secrets print as <secret> in the value and each table of it, and are strings for the program", async () => {
  const value = await load(
    z.object({
      server: z.strictObject({
        token: secret,
        keys: z.array(secret),
        pin: z.int().meta({ secret: true }),
        headers: z.record(z.string(), secret),
        name: z.string(),
      }),
    }),
    '[server]\ntoken = "hunter1"\nkeys = ["hunter2", "hunter3"]\npin = 271828\nheaders = { a = "hunter4" }\nname = "n"\n',
  );
  expect(value.server.token).toBe("hunter1");
  expect(`${value.server.headers.a} ${value.server.keys.join()} ${value.server.pin}`).toBe(
    "hunter4 hunter2,hunter3 271828",
  );
  for (const part of parts(value)) {
    expect(JSON.stringify(part)).not.toMatch(/hunter|271828/);
    expect(inspect(part, { depth: null })).not.toMatch(/hunter|271828/);
  }
  expect(JSON.parse(JSON.stringify(value))).toEqual({
    server: {
      token: "<secret>",
      keys: ["<secret>", "<secret>"],
      pin: "<secret>",
      headers: { a: "<secret>" },
      name: "n",
    },
  });
  expect(inspect(value.server)).toContain("name: 'n'");
  expect(Object.keys(value.server)).toEqual(["token", "keys", "pin", "headers", "name"]);
  expect(parts(value).every(Object.isFrozen)).toBe(true);
  expect({ ...value.server }.token).toBe("hunter1");
  expect(structuredClone(value.server)).toEqual(value.server);
});

test("C8 secrets stay hidden through a transform that renames, wraps, joins, nests or freezes them", async () => {
  class Client {
    readonly token: string;
    constructor(token: string) {
      this.token = token;
    }
  }
  const value = await load(
    z.object({
      server: z
        .strictObject({ token: secret.trim(), short: secret })
        .transform(({ token, short }) => ({
          authToken: token,
          header: `Bearer ${token}`,
          url: new URL(`https://example.com/${token}`),
          client: new Client(token),
          list: [[token]],
          frozen: Object.freeze({ deep: Object.freeze({ token }) }),
          map: new Map([["token", token]]),
          pin: short,
          about: "abcdef",
          send: () => token,
        })),
    }),
    '[server]\ntoken = "  hunter2hunter2 "\nshort = "abc"\n',
  );
  expect(printed(value.server)).not.toContain("hunter2");
  expect(printed(value)).not.toContain("hunter2");
  const { server } = JSON.parse(JSON.stringify(value));
  expect([server.pin, server.about]).toEqual(["<secret>", "abcdef"]);
  expect(value.server.send()).toBe("hunter2hunter2");
  expect(value.server.client.token).toBe("hunter2hunter2");
  expect(value.server.url.href).toBe("https://example.com/hunter2hunter2");
});

test("a secret that is empty hides nothing else", async () => {
  const value = await load(
    z.object({ server: z.strictObject({ token: secret, name: z.string() }) }),
    '[server]\ntoken = ""\nname = "n"\n',
  );
  expect(JSON.stringify(value)).toBe('{"server":{"token":"","name":"n"}}');
});

test("a key that is a secret in one kind of table is none in another", async () => {
  const kinds = z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("hook"), url: secret }),
    z.strictObject({ type: z.literal("mail"), url: z.string() }),
  ]);
  const value = await load(
    z.object({ channels: z.record(z.string(), kinds) }),
    '[channels.a]\ntype = "mail"\nurl = "smtp://mail"\n[channels.b]\ntype = "hook"\nurl = "hunter2"\n',
  );
  expect(JSON.parse(JSON.stringify(value)).channels).toEqual({
    a: { type: "mail", url: "smtp://mail" },
    b: { type: "hook", url: "<secret>" },
  });
});

test("secrets of recursive schemas, and of those with an id, are masked everywhere", async () => {
  const node = z.strictObject({
    name: z.string().default("n"),
    key: secret.optional(),
    get children() {
      return z.array(node).default([]);
    },
  });
  const plain = z.strictObject({
    name: z.string(),
    get next() {
      return plain.optional();
    },
  });
  const schema = z.object({
    tree: node.prefault({}),
    chain: plain.optional(),
    app: z.strictObject({ token: secret.meta({ id: "token" }).optional() }).prefault({}),
  });
  const toml = `app.token = "hunter0"
    [tree]
    key = "hunter1"
    [[tree.children]]
    key = "hunter2"
    [[tree.children.children]]
    key = "hunter3"
    [chain]
    name = "a"
    next = { name = "b", next = { name = "c" } }`;
  const value = await load(schema, toml);
  expect(value.tree.children[0]?.children[0]?.key).toBe("hunter3");
  expect(printed(value)).not.toContain("hunter");
  const { settings } = await inspectToml(schema, toml);
  expect(JSON.stringify(settings)).not.toContain("hunter");
  expect(settings.find(({ key }) => key === "chain.next.name")).toBeUndefined();
  expect(settings.find(({ key }) => key === "chain.next")?.value).toContain('"b"');
  const { text } = await inspectToml(schema, `${toml}\n[tree.children]\nx = 1`);
  expect(text).not.toContain("hunter");
  expect(starterFile(schema)).toContain("#key = ");
});
