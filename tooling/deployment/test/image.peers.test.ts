import { execFile } from "node:child_process";
import { chown, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { eventually, freePort, httpReceiver, temporaryFolder } from "@ettl-tooling/test";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildWithoutEngine, sizeWithoutEngine } from "../src/build-image.ts";
import { repository, type Target, targets } from "../src/image-files.ts";
import { type UnpackedImage, unpackImage } from "./container.ts";

/** What packages, Debian and Node take, and what the program may add to it. */
const limitMegabytes = 300;
const buildMs = 1_500_000;

const images = new Map<Target, UnpackedImage>();

beforeAll(async () => {
  await buildWithoutEngine(targets);
  for (const target of targets) images.set(target, await unpackImage(target));
}, buildMs);

afterAll(async () => {
  for (const image of images.values()) await image[Symbol.asyncDispose]();
}, 120_000);

function image(target: Target): UnpackedImage {
  const found = images.get(target);
  if (!found) throw new Error(`no image of ${target}`);
  return found;
}

/** A folder of uid 1000's, as a volume would be. */
async function ownFolder(parent: string, name: string): Promise<string> {
  const path = join(parent, name);
  await mkdir(path);
  await chown(path, 1000, 1000);
  return path;
}

/** The image listens on all addresses; a test on this machine's only. */
const local = (port: number) => ({
  ETTL_MONITORING__HOST: "127.0.0.1",
  MONITORING_PORT: String(port),
});

describe.each(targets)("the image of the %s", (target) => {
  test("runs as uid 1000, listens everywhere, and says what it is", async () => {
    const { config } = image(target);
    expect(config.User).toBe("1000:1000");
    expect(config.Env).toContain("ETTL_MONITORING__HOST=0.0.0.0");
    expect(config.Entrypoint[0]).toBe("node");
    expect(config.Cmd).toEqual(["serve"]);
    const { version } = JSON.parse(
      await readFile(join(repository, "apps", target, "package.json"), "utf8"),
    );
    expect(config.Labels).toMatchObject({
      "org.opencontainers.image.title": `ettl-${target}`,
      "org.opencontainers.image.licenses": "MIT",
      "org.opencontainers.image.version": version,
      "org.opencontainers.image.revision": expect.stringMatching(/^[0-9a-f]{40}$/),
    });
  });

  test("has what production needs and nothing of the development", async () => {
    const app = join(image(target).root, "app");
    const names = await readdir(join(app, "node_modules"));
    const needed = ["@slack", "nodemailer", "pino-roll", "prom-client", "zod", "hono"];
    expect(names).toEqual(expect.arrayContaining(needed));
    for (const name of ["typescript", "vitest", "turbo", "ajv", "playwright-core", "@ettl-tooling"])
      expect(names).not.toContain(name);
    const files = await readdir(app, { recursive: true });
    expect(files.filter((file) => /\.(map|ts|tsbuildinfo)$|\.test\.[cm]?js$/.test(file))).toEqual(
      [],
    );
    const megabytes = (await sizeWithoutEngine(target)) / 1e6;
    console.log(`ettl-${target}: ${Math.round(megabytes)} MB`);
    expect(megabytes).toBeLessThan(limitMegabytes);
  });
});

test("the monitor is healthy when it answers and not when a check of its readiness fails, and stops clean", async () => {
  await using folder = await temporaryFolder();
  await using dependency = await httpReceiver(() => (broken ? 503 : 200));
  let broken = false;
  const port = await freePort();
  const settings = await ownFolder(folder.path, "config");
  await writeFile(
    join(settings, "ettl.toml"),
    `[health]
interval_seconds = 1
[[health.http]]
name = "shop"
url = "${dependency.url}"
max_age_seconds = 1
`,
  );
  const { root, config, run } = image("monitor");
  await using nobody = run({
    entrypoint: config.Healthcheck.Test.slice(1),
    command: [],
    env: local(port),
  });
  const early = await nobody.ended();
  expect(early.code).toBe(1);
  expect(early.output).toContain(`no answer from 127.0.0.1:${port}`);

  await using container = run({
    env: { ...local(port), ETTL_MONITORING__AUTH_TOKEN: "a-token-that-nobody-has" },
    folders: { "/config:ro": settings },
  });

  const healthy = await eventually("healthy", async () => {
    const result = await container.healthcheck();
    return result.code === 0 && result;
  });
  expect(healthy.output).toBe("/health/ready answers 200\n");

  broken = true;
  const unready = await eventually("not ready", async () => {
    const result = await container.healthcheck();
    return result.code !== 0 && result;
  });
  expect(unready).toEqual({ code: 1, output: "/health/ready answers 503\n" });
  expect((await container.healthcheck("live")).output).toBe("/health/live answers 200\n");
  // The program goes on with what it has read.
  await writeFile(join(settings, "ettl.toml"), "[health");
  expect((await container.healthcheck("live")).output).toBe("/health/live answers 200\n");

  const who = await container.inside(["/bin/sh", "-c", "id -u; id -g; grep CapEff /proc/1/status"]);
  expect(who.output).toMatch(/^1000\n1000\nCapEff:\s*0{16}\n$/);
  for (const path of ["/app/x", "/config/x", "/x", "/etc/x"])
    expect((await container.inside(["/usr/bin/touch", path])).output).toContain(
      "Read-only file system",
    );
  expect((await container.inside(["/bin/ls", "/data"])).output).toContain("monitor");
  expect(await readdir(join(root, "data"))).toEqual([]);

  container.kill("SIGTERM");
  const { code, output } = await container.ended();
  expect(code, output).toBe(0);
  expect(output).toContain("stopping");
});

test("the healthcheck follows --port and does not fail a command that serves nothing", async () => {
  const port = await freePort();
  await using container = image("monitor").run({
    command: ["serve", "--port", String(port)],
    env: { ETTL_MONITORING__HOST: "127.0.0.1" },
  });
  await eventually("healthy", async () => (await container.healthcheck()).code === 0);

  const sandbox = await freePort();
  await using other = image("exporter").run({
    command: ["sandbox", `--port=${sandbox}`],
    env: { ETTL_MONITORING__HOST: "127.0.0.1" },
  });
  const answer = await eventually("the sandbox", async () => {
    const result = await other.healthcheck();
    return result.code === 0 && result;
  });
  expect(answer.output).toBe("this command has no health to ask for\n");
});

test("the exporter exports once and serves, into a volume, with its root read-only", async () => {
  await using folder = await temporaryFolder();
  const exports = await ownFolder(folder.path, "exports");
  const data = await ownFolder(folder.path, "data");
  const sandboxPort = await freePort();
  await using sandbox = image("exporter").run({
    command: ["sandbox", "--port", String(sandboxPort)],
    env: { ETTL_MONITORING__HOST: "127.0.0.1" },
  });
  await eventually("the sandbox", () => sandbox.output().includes("Trakt stand-in"));
  const env = {
    ...local(await freePort()),
    TRAKT_CLIENT_ID: "any",
    TRAKT_ACCESS_TOKEN: "demo",
    ETTL_TRAKT__API_BASE_URL: `http://127.0.0.1:${sandboxPort}`,
  };
  const folders = { "/exports": exports, "/data": data };
  await using once = image("exporter").run({ command: ["export", "ratings"], env, folders });
  const { code, output } = await once.ended();
  expect(code, output).toBe(0);
  expect(await readdir(exports)).toEqual(["ratings.csv"]);

  await using serving = image("exporter").run({ command: ["serve", "--now"], env, folders });
  await eventually("all lists", async () => (await readdir(exports)).length === 5);
  await eventually("healthy", async () => (await serving.healthcheck()).code === 0);
  serving.kill("SIGTERM");
  expect((await serving.ended()).code).toBe(0);

  sandbox.kill("SIGTERM");
  expect((await sandbox.ended()).code).toBe(0);
});

describe("a channel of somebody else in the monitor's image", () => {
  /** Packs the example of a plugin as it is published. */
  async function packedPlugin(folder: string): Promise<string> {
    const pnpm = JSON.parse(await readFile(join(repository, "package.json"), "utf8"))
      .packageManager as string;
    await promisify(execFile)("npx", ["--yes", pnpm, "pack", "--pack-destination", folder], {
      cwd: join(repository, "packages", "channel-ntfy"),
    });
    const name = (await readdir(folder)).find((file) => file.endsWith(".tgz"));
    return join(folder, name ?? "");
  }

  const toml = (url: string) => `[alerts.channels.phone]
use = "ettl-channel-ntfy"
topic_url = "${url}/my-alerts"
`;

  test("delivers from a folder that is mounted beside the configuration", async () => {
    await using folder = await temporaryFolder();
    await using receiver = await httpReceiver();
    const plugin = join(folder.path, "config", "node_modules", "ettl-channel-ntfy");
    await mkdir(plugin, { recursive: true });
    const archive = await packedPlugin(folder.path);
    await promisify(execFile)("tar", ["-xzf", archive, "--strip-components=1", "-C", plugin]);
    await writeFile(join(folder.path, "config", "ettl.toml"), toml(receiver.url));
    await using container = image("monitor").run({
      command: ["alerts", "test"],
      folders: { "/config:ro": join(folder.path, "config") },
    });
    const { code, output } = await container.ended();
    expect(code, output).toBe(0);
    expect(output).toContain("alert delivered");
    const [request] = await receiver.received(1);
    expect(JSON.parse(String(request?.body))).toMatchObject({ topic: "my-alerts" });
  });

  test("delivers from an image that is derived by npm install", async () => {
    await using folder = await temporaryFolder();
    await using receiver = await httpReceiver();
    // What `RUN npm install` does in the derived image's /config, done there by root.
    const config = await ownFolder(folder.path, "config");
    const archive = await packedPlugin(folder.path);
    await promisify(execFile)(
      "npm",
      ["install", "--legacy-peer-deps", "--no-audit", "--no-fund", "--silent", archive],
      { cwd: config },
    );
    expect(await readdir(join(config, "node_modules"))).not.toContain("zod");
    await writeFile(join(config, "ettl.toml"), toml(receiver.url));
    await using container = image("monitor").run({
      command: ["alerts", "test", "--channel", "phone"],
      folders: { "/config:ro": config },
    });
    const { code, output } = await container.ended();
    expect(code, output).toBe(0);
    await receiver.received(1);
  });
});
