import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError, createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
import { temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const variables = (keys: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(keys).map(([key, value]) => [`ETTL_MONITORING__${key.toUpperCase()}`, value]),
  );

async function issuesOf(keys: Record<string, string>): Promise<string[]> {
  try {
    await loadTelemetryConfig({ env: variables(keys) });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.issues.map(({ key, message }) => `${key}: ${message}`);
  }
}

const token = "0123456789abcdef";

test("keys of access and TLS that miss their other half are named, and no secret with them", async () => {
  expect(await issuesOf({ read_token: token })).toEqual([
    "monitoring.read_token: auth_token is missing: without it everybody reads",
  ]);
  expect(await issuesOf({ read_token: token, auth_token: token })).toEqual([
    "monitoring.read_token: is the same as auth_token. Choose another",
  ]);
  expect(await issuesOf({ read_token: "short", auth_token: token })).toEqual([
    "monitoring.read_token: expected 16 characters or more",
  ]);
  expect(await issuesOf({ tls_certificate_file: "a.pem" })).toEqual([
    "monitoring.tls_certificate_file: tls_key_file is missing",
  ]);
  expect(await issuesOf({ tls_key_file: "a.key" })).toEqual([
    "monitoring.tls_key_file: tls_certificate_file is missing",
  ]);
});

test("allowed_hosts are names and addresses without a port", async () => {
  const hosts = "monitor.example,10.0.0.1,[::1],fe80::1,*,under_score";
  expect(await issuesOf({ allowed_hosts: hosts })).toEqual([]);
  for (const wrong of ["monitor.example:9090", "http://monitor.example", "a/b", "*.example.com"])
    expect(await issuesOf({ allowed_hosts: wrong }), wrong).toEqual([
      'monitoring.allowed_hosts.0: expected a host name or address without a port, or "*"',
    ]);
});

test("state_dir of monitoring is where alerts keep theirs, unless they have a folder of their own", async () => {
  await using folder = await temporaryFolder();
  const [shared, own] = [join(folder.path, "shared"), join(folder.path, "own")];
  const run = async (more: Record<string, string>) => {
    const env = { ...variables({ state_dir: shared }), LOG_LEVEL: "fatal", ...more };
    const config = await loadTelemetryConfig({ env });
    const telemetry = await createTelemetry(config, { version: "1", listen: false });
    await telemetry.alerts.send({ level: "info", title: "t", message: "m", source: "s" });
    await telemetry.stop();
  };
  await run({ ETTL_ALERTS__STATE_DIR: own });
  expect((await readdir(folder.path)).sort()).toEqual(["own"]);
  await run({});
  expect((await readdir(folder.path)).sort()).toEqual(["own", "shared"]);
});
