import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
import { telemetryApp } from "@ettl/telemetry/hono";
import { eventually, httpReceiver, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

interface Told {
  readonly title: string;
  readonly status: string;
  readonly level: string;
  readonly message: string;
}

/** Telemetry that sends its alerts to a webhook, and what arrived there about health. */
async function alerting(health: string) {
  const folder = await temporaryFolder();
  const webhook = await httpReceiver();
  const file = join(folder.path, "ettl.toml");
  await writeFile(
    file,
    `[monitoring]\nenabled = false\n[logging]\nlevel = "fatal"\n[alerts]\nwebhook_url = "${webhook.url}"\n${health}`,
  );
  const telemetry = await createTelemetry(await loadTelemetryConfig({ file, env: {} }), {
    version: "1.2.3",
  });
  return {
    telemetry,
    metrics: async (pattern: RegExp) =>
      (await telemetry.metrics.scrape()).body
        .toString()
        .split("\n")
        .filter((line) => pattern.test(line)),
    /** Everything told until now; ends telemetry. */
    async told(): Promise<readonly Told[]> {
      await telemetry.stop();
      return webhook.requests.map(({ body }) => JSON.parse(`${body}`) as Told);
    },
    async [Symbol.asyncDispose]() {
      await telemetry.stop();
      await webhook.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test("H10 a dependency that flaps 30 times is told three times, and is resolved in the end", async () => {
  let answered = 0;
  await using server = await httpReceiver(() => (answered++ % 2 === 0 ? 200 : 503));
  await using run = await alerting(
    `[health]\nflap_window_seconds = 3600\ninterval_seconds = 3600\n[[health.http]]\nname = "shop"\nurl = "${server.url}"\n`,
  );
  const { health } = run.telemetry;
  const flips = () => health.history({ name: "shop" }).length;
  while (flips() < 31) await health.check();
  // The last answer was a failure or not: one more makes it well.
  while (health.report().components.shop?.status !== "healthy") await health.check();
  const told = (await run.told()).filter(({ title }) => title.includes("shop"));
  const firing = told.filter(({ status }) => status === "firing");
  const resolved = told.filter(({ status }) => status === "resolved");
  expect(flips()).toBeGreaterThanOrEqual(31);
  expect([firing.length, resolved.length]).toEqual([3, 3]);
  expect(firing.at(-1)?.message).toContain("flapping: told 3 times");
  expect(told.at(-1)?.status).toBe("resolved");
  const { alerts } = await run.telemetry.alerts.history();
  expect(alerts.filter(({ status, resolved: over }) => status === "firing" && !over)).toEqual([]);
});

test("a flapping check that has been well for a whole window is resolved without a stop", async () => {
  let well = true;
  await using run = await alerting("[health]\nflap_window_seconds = 0.5\n");
  const { health, alerts } = run.telemetry;
  health.register({
    name: "shop",
    run: () => {
      if (!well) throw new Error("closed");
    },
  });
  for (let i = 0; i < 7; i += 1) {
    well = i % 2 === 0;
    await health.check();
  }
  const open = async () =>
    (await alerts.history({ status: "firing" })).alerts.filter((a) => !a.resolved);
  expect(await open()).toHaveLength(1);
  await eventually("the resolve", async () => (await open()).length === 0);
});

test("a check that gets worse is told again, one that fails because of another never", async () => {
  const status: Record<string, "healthy" | "degraded" | "unhealthy"> = {};
  await using run = await alerting("");
  const { health } = run.telemetry;
  for (const name of ["net", "db", "disk"])
    health.register({
      name,
      dependsOn: name === "db" ? ["net"] : [],
      run: () => ({ status: status[name] ?? "healthy", message: `${name} speaks` }),
    });
  await health.check();
  status.disk = "degraded";
  await health.check();
  Object.assign(status, { disk: "unhealthy", net: "unhealthy", db: "unhealthy" });
  await health.check();
  for (const name of Object.keys(status)) status[name] = "healthy";
  await health.check();
  const told = (await run.told()).map((alert) => `${alert.status} ${alert.level} ${alert.title}`);
  expect(told.sort()).toEqual([
    "firing error Health check failing: disk",
    "firing error Health check failing: net",
    "firing warning Health check failing: disk",
    "resolved error Health check failing: disk",
    "resolved error Health check failing: net",
  ]);
});

test("metrics tell each check's status and duration, and forget what is unregistered", async () => {
  await using run = await alerting("");
  const { health } = run.telemetry;
  health.register({ name: "db", critical: false, run: () => Promise.reject(new Error("down")) });
  await health.check();
  expect(await run.metrics(/check="db",status|component="db"|health_status\{/)).toEqual([
    'export_trakt_health_status{version="1.2.3"} 0.5',
    'export_trakt_component_health{component="db",version="1.2.3"} 0',
    'health_check_status{check="db",status="healthy"} 0',
    'health_check_status{check="db",status="degraded"} 0',
    'health_check_status{check="db",status="unhealthy"} 1',
    'health_check_status{check="db",status="unknown"} 0',
  ]);
  expect(await run.metrics(/duration_seconds_count\{check="db"/)).toEqual([
    'health_check_duration_seconds_count{check="db"} 1',
  ]);
  health.unregister("db");
  await health.check();
  expect(await run.metrics(/"db"/)).toEqual([]);
});

test("H8 an alert storm leaves liveness at 200", async () => {
  await using run = await alerting("");
  const { telemetry } = run;
  const app = telemetryApp(telemetry);
  telemetry.health.start();
  for (let i = 0; i < 20_000; i += 1)
    void telemetry.alerts.send(
      { level: "error", title: `storm ${i}`, message: "m", source: "test" },
      { waitMs: 0 },
    );
  expect((await app.request("/health/live")).status).toBe(200);
});

test("what a former process told of a component is not told again, only its end", async () => {
  await using folder = await temporaryFolder();
  await using webhook = await httpReceiver();
  let up = false;
  await using server = await httpReceiver(() => (up ? 200 : 503));
  const file = join(folder.path, "ettl.toml");
  await writeFile(
    file,
    `[monitoring]\nenabled = false\n[logging]\nlevel = "fatal"\n[alerts]\nrate_limit_minutes = 0\nwebhook_url = "${webhook.url}"\nstate_dir = ${JSON.stringify(folder.path)}\n[[health.http]]\nname = "shop"\nurl = "${server.url}"\n`,
  );
  const life = async () => {
    const telemetry = await createTelemetry(await loadTelemetryConfig({ file, env: {} }), {
      version: "1",
    });
    await telemetry.health.check();
    await telemetry.stop();
  };
  await life();
  await life();
  up = true;
  await life();
  await life();
  const told = webhook.requests.map(({ body }) => JSON.parse(`${body}`) as Told);
  expect(told.map(({ status }) => status)).toEqual(["firing", "resolved"]);
});
