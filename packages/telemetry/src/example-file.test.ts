import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadConfig } from "@ettl/config";
import { runProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import * as z from "zod";

// The example and the schema at the top of the repository are about every program together.
const root = fileURLToPath(new URL("../../..", import.meta.url));
const programs = ["monitor", "exporter"] as const;
const main = (program: string) => join(root, "apps", program, "dist/main.js");
const credentials = { TRAKT_CLIENT_ID: "id", TRAKT_ACCESS_TOKEN: "token" };

/** The example as it stands, and with every setting switched on that it shows. */
async function examples() {
  const asItIs = await readFile(join(root, "ettl.example.toml"), "utf8");
  return { asItIs, allOn: asItIs.replace(/^#(?=[[a-z])/gm, "") };
}

async function schema(): Promise<JsonSchema> {
  return JSON.parse(await readFile(join(root, "ettl.schema.json"), "utf8"));
}

interface JsonSchema {
  readonly description?: string;
  /** Without effect: there for files of the Go program. */
  readonly deprecated?: boolean;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
}

/** Every key of a schema, by its path: `channels.*` for names that the user chooses, `http.0` for entries. */
function keysOf(at: JsonSchema, path = ""): { path: string; at: JsonSchema }[] {
  const below = [
    ...Object.entries(at.properties ?? {}),
    ...(typeof at.additionalProperties === "object"
      ? [["*", at.additionalProperties] as const]
      : []),
    ...(at.items && isTable(at.items) ? [["0", at.items] as const] : []),
  ];
  return [
    ...below.flatMap(([name, one]) => {
      const inner = path === "" ? name : `${path}.${name}`;
      return [{ path: inner, at: one }, ...keysOf(one, inner)];
    }),
    ...(at.oneOf ?? []).flatMap((one) => keysOf(one, path)),
  ];
}

/** Whether it has keys of its own, unlike a value or a list of values. */
function isTable(at: JsonSchema | undefined): boolean {
  return Boolean(at?.properties ?? at?.oneOf ?? at?.additionalProperties);
}

/** A copy in a folder of its own, as `ettl.toml`. */
async function copyOf(toml: string) {
  const folder = await temporaryFolder();
  await writeFile(join(folder.path, "ettl.toml"), toml, { mode: 0o600 });
  return folder;
}

test("ettl.schema.json is what the programs' `schema` says (else: pnpm schema)", async () => {
  const { code, stdout } = await runProgram([
    join(root, "tooling/launch/src/schema.mjs"),
    "--print",
  ]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(await schema());
});

test("the example names the schema, and is valid against it with everything on, too", async () => {
  const { asItIs, allOn } = await examples();
  expect(asItIs.split("\n")[0]).toBe("#:schema ./ettl.schema.json");
  const validator = z.fromJSONSchema((await schema()) as Parameters<typeof z.fromJSONSchema>[0]);
  for (const toml of [asItIs, allOn]) {
    await using folder = await copyOf(toml);
    await loadConfig({ schema: validator, file: join(folder.path, "ettl.toml") });
  }
  for (const wrong of [{ metrics_port: 0 }, { metrics_prot: 9090 }, { host: true }])
    expect(validator.safeParse({ monitoring: wrong }).success).toBe(false);
});

test("both programs take the example, as it is and with everything on", async () => {
  const { asItIs, allOn } = await examples();
  for (const [toml, env] of [
    [asItIs, credentials],
    [allOn, {}],
  ] as const) {
    await using folder = await copyOf(toml);
    for (const program of programs) {
      const options = { cwd: folder.path, env };
      const checked = await runProgram([main(program), "check"], options);
      expect(checked).toMatchObject({ code: 0, stderr: "" });
    }
  }
});

test("the example shows every key of the schema", async () => {
  const { allOn } = await examples();
  const shown = new Set<string>();
  let section = "";
  for (const line of allOn.split("\n")) {
    const [, header = ""] = /^\[\[?([^\]]+)\]/.exec(line) ?? [];
    // Names of channels are the user's.
    if (header !== "") section = header.replace(/^(alerts\.channels)\..*/, "$1.*");
    const [, key = ""] = /^(\w+) = /.exec(line) ?? [];
    if (key !== "") shown.add(`${section}.${key}`);
  }
  const wanted = keysOf(await schema())
    .filter(({ at }) => !isTable(at) && !isTable(at.items) && !at.deprecated)
    .map(({ path }) => path.replace(/^((health\.|metrics\.|alerts\.)?\w+)\.0\./, "$1."))
    // What `use` names would have to be installed; the example has it as prose.
    .filter((path) => !path.endsWith(".*") && path !== "alerts.channels.*.use");
  expect(wanted.filter((path) => !shown.has(path))).toEqual([]);
});

test("the example gives each default as the programs have it", async () => {
  const { allOn } = await examples();
  await using folder = await copyOf("");
  const defaults = new Map<string, string>();
  for (const program of programs) {
    const { stdout } = await runProgram([main(program), "explain", "--json"], {
      cwd: folder.path,
      env: credentials,
    });
    for (const { key, value, origin } of JSON.parse(stdout).settings)
      if (origin.kind === "default") defaults.set(key, value);
  }
  const wrong: string[] = [];
  let section = "";
  let comment = "";
  for (const line of allOn.split("\n")) {
    section = /^\[+([^\]]+)\]/.exec(line)?.[1] ?? section;
    const key = `${section}.${/^(\w+) = /.exec(line)?.[1] ?? ""}`;
    const expected = defaults.get(key);
    // 1.0 and 1 are one number, though two ways to write it.
    const said = `${comment} `.replace(/(Default: \d+)\.0 /, "$1 ");
    if (expected !== undefined && !said.includes(` Default: ${expected} `))
      wrong.push(`${key} is ${expected} by default, but the example says:${said}`);
    if (expected !== undefined) defaults.delete(key);
    comment = line.startsWith("# ") ? `${comment} ${line.slice(2)}`.replaceAll(";", " ") : "";
  }
  expect(wrong).toEqual([]);
  // Lists of tables have their own "none".
  expect([...defaults.keys()].sort()).toEqual([
    "alerts.escalations",
    "alerts.inhibitions",
    "alerts.maintenance",
    "alerts.routes",
    "health.certificate",
    "health.disk_space",
    "health.dns",
    "health.filesystem",
    "health.http",
    "health.job",
    "health.tcp",
    "health.trakt",
    "heartbeats",
    "metrics.custom",
    "probes",
    "targets",
  ]);
});

test("every key of the schema is described", async () => {
  const bare = keysOf(await schema())
    // A name that the user chooses, or an entry of a list, is described by what is around it.
    .filter(({ path, at }) => !/\.(\*|0)$|^(targets|heartbeats)\.0$/.test(path) && !at.description)
    .map(({ path }) => path);
  expect(bare).toEqual([]);
});
