import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as ettl from "@ettl/telemetry";
import { runProgram, startDemo, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const page = await readFile(new URL("../../../docs/migration-from-go.md", import.meta.url), "utf8");
const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const credentials = { TRAKT_CLIENT_ID: "any", TRAKT_ACCESS_TOKEN: "any" };

function section(heading: string): string {
  const from = page.indexOf(`\n## ${heading}\n`);
  expect(from, `## ${heading}`).toBeGreaterThan(-1);
  const end = page.indexOf("\n## ", from + 1);
  return page.slice(from, end === -1 ? undefined : end);
}

/** The rows of the first table below a heading, as the code that stands in each cell. */
function codeOfRows(heading: string): string[][][] {
  const rows = section(heading).match(/^\|.+\|$/gm) ?? [];
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split(" | ")
      .map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code)),
  );
}

const firstCode = (heading: string) => codeOfRows(heading).map(([[code = ""] = []]) => code);

/** The code blocks about the configuration: a file, the command, what it prints. */
const [file = "", , printed = ""] = [
  ...section("Configuration").matchAll(/^```\w*\n(.*?)^```$/gms),
].map(([, text = ""]) => text);

async function exporter(words: readonly string[], toml: string, env: Record<string, string>) {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "config.toml"), toml, { mode: 0o600 });
  return await runProgram([main, ...words, "--config", "config.toml"], { cwd: folder.path, env });
}

test("a file of the Go program loads, and check says what the page says", async () => {
  const { code, stdout, stderr } = await exporter(["check"], file, credentials);
  expect(stderr + stdout).toBe(printed);
  expect(code).toBe(0);
});

test("the page's file has every key that the page lists", () => {
  let table = "";
  const keys: string[] = [];
  for (const line of file.split("\n")) {
    table = /^\[(\w+)\]/.exec(line)?.[1] ?? table;
    const key = /^(\w+) =/.exec(line)?.[1];
    if (key !== undefined) keys.push(`${table}.${key}`);
  }
  const listed = firstCode("Configuration");
  expect(listed).toHaveLength(41);
  expect(listed.filter((key) => !keys.includes(key))).toEqual(["trakt.access_token"]);
});

test("each variable of the Go program sets the key that the page names", async () => {
  const variables = codeOfRows("Variables").map(([[name = ""] = [], [key = ""] = []]) => ({
    name,
    key,
  }));
  expect(variables).toHaveLength(7);
  const values: Record<string, string> = { MONITORING_PORT: "9100", LOG_LEVEL: "warn" };
  const env = variables.map(({ name }) => [name, values[name] ?? "http://127.0.0.1:1/x"]);
  const { stdout } = await exporter(["explain", "--json"], "", Object.fromEntries(env));
  const { settings } = JSON.parse(stdout) as {
    settings: { key: string; origin: { name?: string } }[];
  };
  for (const { name, key } of variables)
    expect(settings.find((one) => one.key === key)?.origin.name, key).toBe(name);
});

test("the running exporter has each endpoint and each metric that the page lists", async () => {
  await using demo = await startDemo();
  const paths = firstCode("Endpoints");
  expect(paths).toHaveLength(7);
  for (const path of paths) {
    const response = await fetch(demo.exporter + path);
    expect(response.status, path).toBe(200);
    await response.arrayBuffer();
  }
  const status = await (await fetch(`${demo.exporter}/telemetry/status`)).json();
  for (const field of [
    "running",
    "monitoring_enabled",
    "metrics_enabled",
    "tracing_enabled",
    "health_checks_enabled",
    "alerts_enabled",
    "http_server_addr",
  ])
    expect(status).toHaveProperty(field);

  const names = firstCode("Metrics");
  expect(new Set(names).size).toBe(16);
  const metrics = await (await fetch(`${demo.exporter}/metrics`)).text();
  expect(names.filter((name) => !metrics.includes(`# TYPE ${name} `))).toEqual([]);
}, 60_000);

test("each call that the page names is there", async () => {
  const config = await ettl.loadTelemetryConfig({ env: {} });
  const telemetry = await ettl.createTelemetry(config, { version: "1.0.0", listen: false });
  const known: Record<string, unknown> = { ...ettl, telemetry };
  const calls = codeOfRows("Calls").flatMap(([, calls = []]) => calls);
  expect(calls.length).toBeGreaterThan(25);
  const missing = calls.filter((call) => {
    let at: unknown = known;
    for (const name of call.split(".")) at = Object(at)[name];
    return at === undefined;
  });
  await telemetry.stop();
  expect(missing).toEqual([]);
});
