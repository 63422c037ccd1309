import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
import { telemetryRoutes } from "@ettl/telemetry/hono";
import { eventually, httpReceiver, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

/** Telemetry configured by TOML, with its log in a file. */
async function telemetryOf(toml: string, folder: { readonly path: string }) {
  const log = join(folder.path, "app.log");
  const file = join(folder.path, "ettl.toml");
  const logging = `[logging]\noutput = "file"\nrotation_enabled = false\nlevel = "debug"\nfile = ${JSON.stringify(log)}\n`;
  await writeFile(file, logging + toml, { mode: 0o600 });
  const config = await loadTelemetryConfig({ file, env: {} });
  const telemetry = await createTelemetry(config, { version: "1.2.3", listen: false });
  return {
    config,
    telemetry,
    log: () => readFile(log, "utf8"),
    lines: async () =>
      (await readFile(log, "utf8"))
        .trimEnd()
        .split("\n")
        .map((line): Record<string, unknown> => JSON.parse(line)),
    scrape: async () => (await telemetry.metrics.scrape()).body.toString(),
  };
}

const failed = () => Promise.reject(new Error("no disk"));

test("an export: success is history only, slow a warning that the next fast one resolves, failure an error", async () => {
  await using folder = await temporaryFolder();
  await using receiver = await httpReceiver();
  const { telemetry } = await telemetryOf(
    `[alerts]\nwebhook_url = "${receiver.url}"\nslow_export_seconds = 0.05\n`,
    folder,
  );
  await telemetry.exportOperation("movies", async () => {});
  await telemetry.exportOperation("movies", failed).catch(() => {});
  await telemetry.exportOperation(
    "movies",
    () => new Promise((resolve) => setTimeout(resolve, 100)),
  );
  await telemetry.exportOperation("movies", async () => {});
  await telemetry.stop();
  const told = receiver.requests.map(({ body }) => JSON.parse(body.toString()));
  expect(told.map(({ title, level, status }) => `${title} ${level} ${status}`)).toEqual([
    "Export failed: movies error firing",
    "Export failed: movies error resolved",
    "Export slow: movies warning firing",
    "Export slow: movies warning resolved",
  ]);
  expect(told[2].message).toMatch(/^took 0\.\d s, expected less than 0\.05 s$/);
  const { alerts } = await telemetry.alerts.history({ level: "info" });
  expect(alerts.map(({ title, status }) => `${title} ${status}`)).toEqual(
    Array.from({ length: 3 }, () => "Export succeeded: movies suppressed"),
  );
});

test.each([
  ["notify", 1, 1],
  ["off", 0, 0],
])("export_success = %s", async (success, told, remembered) => {
  await using folder = await temporaryFolder();
  await using receiver = await httpReceiver();
  const { telemetry } = await telemetryOf(
    `[alerts]\nwebhook_url = "${receiver.url}"\nexport_success = "${success}"\n`,
    folder,
  );
  await telemetry.exportOperation("movies", async () => {});
  await telemetry.stop();
  expect(receiver.requests.length).toBe(told);
  expect((await telemetry.alerts.history()).alerts.length).toBe(remembered);
});

test("deliveries, their time, what waits, fires and is silenced are metrics", async () => {
  await using folder = await temporaryFolder();
  await using receiver = await httpReceiver();
  const { telemetry, scrape } = await telemetryOf(
    `[alerts]\nwebhook_url = "${receiver.url}"\n`,
    folder,
  );
  const alert = { level: "error", title: "t", message: "m", source: "s" } as const;
  await telemetry.alerts.send(alert);
  await telemetry.alerts.send(alert);
  await telemetry.alerts.silence({
    sources: ["quiet"],
    reason: "r",
    endsAt: new Date(Date.now() + 60_000),
  });
  await telemetry.alerts.send({ ...alert, source: "quiet" });
  const body = await scrape();
  for (const sample of [
    'ettl_alerts_deliveries_total{channel="webhook",outcome="delivered"} 1',
    'ettl_alerts_deliveries_total{channel="webhook",outcome="suppressed"} 1',
    'ettl_alerts_deliveries_total{channel="webhook",outcome="silenced"} 1',
    'ettl_alerts_delivery_duration_seconds_count{channel="webhook"} 1',
    'ettl_alerts_queued{channel="webhook"} 0',
    "ettl_alerts_firing 2",
    "ettl_alerts_silences 1",
  ])
    expect(body).toContain(sample);
  await telemetry.stop();
});

test("an alert that reached nobody is an error line", async () => {
  await using folder = await temporaryFolder();
  await using receiver = await httpReceiver(() => 404);
  const { telemetry, lines } = await telemetryOf(
    `[alerts.channels.a]\ntype = "webhook"\nurl = "${receiver.url}/s3cr3t"\n\n[alerts.channels.file]\ntype = "log"\n\n[[alerts.routes]]\nsources = ["s"]\nchannels = ["a"]\n`,
    folder,
  );
  const alert = { level: "critical", title: "t", message: "m", source: "s" } as const;
  await telemetry.alerts.send(alert);
  await telemetry.alerts.send({ ...alert, source: "logged" });
  await telemetry.stop();
  const found = await lines();
  expect(found).toContainEqual(
    expect.objectContaining({
      level: "error",
      code: "undelivered",
      message: 'alert "t" reached nobody: a (rejected: answered 404)',
    }),
  );
  expect(found).toContainEqual(
    expect.objectContaining({
      level: "fatal",
      message: "alert.firing",
      alert: expect.objectContaining({ title: "t", source: "logged" }),
    }),
  );
});

test("state_dir: what a channel has not taken is delivered after a restart", async () => {
  await using folder = await temporaryFolder();
  let status = 503;
  await using receiver = await httpReceiver(() => status);
  const toml = `[alerts]\nstate_dir = ${JSON.stringify(join(folder.path, "state"))}\nwebhook_url = "${receiver.url}"\n`;
  const first = await telemetryOf(toml, folder);
  await first.telemetry.exportOperation("movies", failed).catch(() => {});
  await receiver.received(1);
  await first.telemetry.stop({ timeoutMs: 500 });
  status = 200;
  const before = receiver.requests.length;
  const second = await telemetryOf(toml, folder);
  await receiver.received(before + 1);
  await eventually("on record", () => second.telemetry.alerts.stats().channels[0]?.delivered === 1);
  await second.telemetry.exportOperation("movies", async () => {});
  await second.telemetry.stop();
  const told = receiver.requests.slice(before).map(({ body }) => JSON.parse(body.toString()));
  expect(told.map(({ title, status: state }) => `${title} ${state}`)).toEqual([
    "Export failed: movies firing",
    "Export failed: movies resolved",
  ]);
});

test("operating wants a token to be set: without one the routes only read", async () => {
  await using folder = await temporaryFolder();
  const silence = {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer 0123456789abcdef" },
    body: JSON.stringify({ sources: ["s"], reason: "r", duration_minutes: 1 }),
  };
  const open = await telemetryOf("", folder);
  expect((await telemetryRoutes(open.telemetry).request("/alerts/silences", silence)).status).toBe(
    401,
  );
  expect((await telemetryRoutes(open.telemetry).request("/alerts/silences")).status).toBe(200);
  await open.telemetry.stop();
  const guarded = await telemetryOf('[monitoring]\nauth_token = "0123456789abcdef"\n', folder);
  const routes = telemetryRoutes(guarded.telemetry);
  expect((await routes.request("/alerts/silences", silence)).status).toBe(201);
  expect((await routes.request("/alerts/silences")).status).toBe(401);
  await guarded.telemetry.stop();
});

test("A20 a full run shows no planted secret in any log, history, status page, error or inspect", async () => {
  await using folder = await temporaryFolder();
  await using receiver = await httpReceiver(({ url }) => (url.startsWith("/ok/") ? 200 : 500));
  const secret = "pl4nted-s3cr3t";
  const host = receiver.url.replace("http://", "");
  const toml = `[monitoring]
auth_token = "${secret}-token"
[tracing]
jaeger_endpoint = "http://user:${secret}@127.0.0.1:1/api/traces"
[alerts]
webhook_url = "${receiver.url}/${secret}?token=${secret}"
urls = ["slack://T000/B000/${secret}", "mailto://me:${secret}@127.0.0.1:1/?from=a@example.com&to=b@example.com&tls=none", "webhook://${host}/ok/${secret}#address"]
state_dir = ${JSON.stringify(join(folder.path, "state"))}
[alerts.retry]
max_attempts = 2
base_delay_seconds = 0.001
[alerts.channels.signed]
type = "webhook"
url = "${receiver.url}/ok/${secret}"
secret = "${secret}"
headers = { authorization = "Bearer ${secret}" }
[alerts.channels.oncall]
type = "pagerduty"
routing_key = "${secret}"
url = "${receiver.url}/${secret}"
[alerts.channels.cluster]
type = "alertmanager"
url = "${receiver.url}/${secret}"
[[alerts.routes]]
channels = ["webhook", "signed", "oncall", "cluster", "email", "address"]
`;
  const { telemetry, config, log, scrape } = await telemetryOf(toml, folder);
  const shown: string[] = [
    inspect(config, { depth: 20, showHidden: true }),
    JSON.stringify(config),
  ];
  await telemetry.exportOperation("movies", failed).catch((error) => shown.push(inspect(error)));
  const alert = { level: "error", title: "t", message: "m", source: "s" } as const;
  const sent = await telemetry.alerts.send(alert);
  expect(sent.map(({ channel, outcome }) => `${channel} ${outcome}`)).toEqual([
    "webhook failed",
    "signed delivered",
    "oncall failed",
    "cluster failed",
    "email failed",
    "address delivered",
  ]);
  const routes = telemetryRoutes(telemetry);
  const headers = { authorization: `Bearer ${secret}-token` };
  for (const path of [
    "/alerts/history",
    "/alerts/firing",
    "/alerts/silences",
    "/telemetry/status",
    "/telemetry/logs",
    "/telemetry/traces",
    "/health",
  ])
    shown.push(await (await routes.request(path, { headers })).text());
  shown.push(await scrape(), inspect(telemetry, { depth: 20 }), inspect(telemetry.alerts.stats()));
  await telemetry.stop();
  shown.push(await log());
  for (const name of await readdir(join(folder.path, "state")))
    shown.push(await readFile(join(folder.path, "state", name), "latin1"));
  expect(shown.filter((text) => text.includes("webhook")).length).toBeGreaterThan(4);
  expect(shown.flatMap((text) => text.match(new RegExp(`.{0,80}${secret}.{0,20}`)) ?? [])).toEqual(
    [],
  );
});
