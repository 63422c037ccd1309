import { freePort, httpReceiver } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { realTarget } from "../../test/real-target.ts";
import { createTarget, type TargetLook } from "./target.ts";

const token = "a-token-of-the-target";
const soon = () => AbortSignal.timeout(10_000);

/** One target and what its looks found. */
function watched(url: string, more: object = {}) {
  const looks: TargetLook[] = [];
  const target = createTarget({ name: "shop", url, ...more }, (look) => looks.push(look));
  return { target, looks };
}

test("one look at a real program tells its health, metrics, alerts and status", async () => {
  await using program = await realTarget(`[monitoring]\nauth_token = "${token}"\n`);
  const { telemetry, url } = program;
  const orders = telemetry.metrics.counter({
    name: "orders_total",
    help: "Orders.",
    labelNames: ["country"],
  });
  orders.inc({ country: "de" }, 3);
  orders.inc({ country: "fr" }, 4);
  await telemetry.alerts.send({ level: "error", title: "Late", message: "m", source: "shop" });

  const { target, looks } = watched(url, { token, charts: ["orders_total"] });
  expect(await target.check(soon())).toMatchObject({
    status: "healthy",
    message: `200 from ${url}, which reports healthy`,
    details: { status_code: 200 },
  });
  expect(looks[0]?.values?.get("orders_total")).toBe(7);
  expect(looks[0]?.values?.get("process_resident_memory_bytes")).toBeGreaterThan(1e6);
  expect(target.status).toMatchObject({ service_version: "3.2.1", running: true });
  expect(target.alerts.firing).toMatchObject([{ title: "Late", level: "error" }]);
  expect(target.alerts.history).toMatchObject([{ title: "Late", deliveries: [] }]);

  telemetry.health.register({
    name: "database",
    run: () => Promise.reject(new Error("connection refused")),
  });
  await telemetry.health.check();
  const result = await target.check(soon());
  expect(result).toMatchObject({
    status: "unhealthy",
    message: `200 from ${url}, which reports unhealthy: database: connection refused`,
  });
  await telemetry.alerts.resolve({ title: "Late", source: "shop" });
  await target.check(soon());
  expect(target.alerts.firing.map(({ title }) => title)).not.toContain("Late");
});

test("a program that stops is unhealthy from its first moment on", async () => {
  await using program = await realTarget();
  program.telemetry.health.drain();
  const { target } = watched(program.url);
  expect(await target.check(soon())).toMatchObject({
    status: "unhealthy",
    message: `200 from ${program.url}, which reports unhealthy: it is not ready`,
  });
});

test("without its token only the readiness of a program is known", async () => {
  await using program = await realTarget(`[monitoring]\nauth_token = "${token}"\n`);
  const { target } = watched(program.url);
  expect(await target.check(soon())).toMatchObject({
    status: "healthy",
    message: `200 from ${program.url}, which reports healthy`,
  });
  expect(target.status).toBeUndefined();
  program.telemetry.health.drain();
  expect(await target.check(soon())).toMatchObject({ status: "unhealthy" });
});

test("a program without ettl is asked for its readiness, and seldom for more", async () => {
  await using server = await httpReceiver(() => 200);
  const { target } = watched(server.url);
  for (let look = 0; look < 22; look += 1)
    expect((await target.check(soon())).status).toBe("healthy");
  const paths = server.requests.map(({ url }) => url);
  expect(paths.filter((path) => path === "/telemetry/status")).toHaveLength(2);
  expect(paths.filter((path) => path === "/health/ready")).toHaveLength(22);
});

test("nobody there, an answer that is cut and one too late are failures that name no address's secret", async () => {
  const port = await freePort();
  const gone = watched(`http://user:s3cr3t@127.0.0.1:${port}`).target;
  await expect(gone.check(soon())).rejects.toThrow(
    new RegExp(`^no answer from http://127.0.0.1:${port}: ECONNREFUSED$`),
  );
  await using cut = await httpReceiver((_, response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write("{");
    setImmediate(() => response.destroy());
    return undefined;
  });
  await expect(watched(cut.url).target.check(soon())).rejects.toThrow(
    `no answer from ${cut.url}: ECONNRESET`,
  );
  await using silent = await httpReceiver(() => undefined);
  await expect(watched(silent.url).target.check(AbortSignal.timeout(50))).rejects.toThrow(
    "timed out",
  );
});

test("what a program told last stays, with its time, and is not taken for what it is now", async () => {
  let isThere = true;
  await using server = await httpReceiver(({ url }, response) => {
    if (!isThere) response.destroy();
    else response.end(url === "/telemetry/status" ? '{"health":{"status":"healthy"}}' : "{}");
    return undefined;
  });
  const { target } = watched(server.url);
  expect([target.statusAtMs, target.isStatusCurrent]).toEqual([undefined, false]);
  await target.check(soon());
  const toldMs = target.statusAtMs;
  expect([toldMs !== undefined, target.isStatusCurrent]).toEqual([true, true]);
  isThere = false;
  await expect(target.check(soon())).rejects.toThrow("no answer");
  expect(target.status).toBeDefined();
  expect([target.statusAtMs, target.isStatusCurrent]).toEqual([toldMs, false]);
  isThere = true;
  await target.check(soon());
  expect(target.isStatusCurrent).toBe(true);
});

test("metrics that can't be read degrade a target, and name the line", async () => {
  await using server = await httpReceiver(({ url }, response) => {
    response.setHeader("content-type", "application/json");
    response.end(
      url === "/metrics"
        ? "process_resident_memory_bytes 1\nprocess_cpu_seconds_total x\n"
        : JSON.stringify({
            metrics_enabled: true,
            health: { status: "healthy", ready: "healthy" },
          }),
    );
    return undefined;
  });
  const { target } = watched(server.url);
  expect(await target.check(soon())).toMatchObject({
    status: "degraded",
    message: expect.stringMatching(/: its metrics can't be read: line 2: /),
  });
});

test("hostile answers harm nobody", async () => {
  const answers = [
    "",
    "null",
    "[]",
    '{"health":null}',
    '{"health":{"status":"healthy","components":"none"}}',
    '{"health":{"status":"__proto__","ready":{}}}',
    '{"health":{"status":"degraded","components":[null,{"name":1},{"name":"a","status":"degraded","message":{}}]}}',
    `{"health":{"status":"degraded","components":[${'{"name":"x","status":"unknown"},'.repeat(5_000)}{}]}}`,
  ];
  let at = 0;
  await using server = await httpReceiver(({ url }, response) => {
    response.end(url === "/telemetry/status" ? answers[at++] : "{}");
    return undefined;
  });
  for (let index = 0; index < answers.length; index += 1) {
    const { target } = watched(server.url);
    const { status } = await target.check(soon());
    expect(["healthy", "degraded", "unhealthy"]).toContain(status);
  }
});

test("a program with ettl that a proxy could not reach is asked for its status at once again", async () => {
  let isReachable = false;
  await using server = await httpReceiver(() => ({
    status: isReachable ? 200 : 502,
    body: JSON.stringify({ health: { status: "healthy", ready: "healthy" } }),
  }));
  const { target } = watched(server.url);
  expect(await target.check(soon())).toMatchObject({ status: "unhealthy" });
  isReachable = true;
  await target.check(soon());
  expect(target.status).toBeDefined();
});

test("alerts of a target that nobody could write again as JSON are left out, the others shown", async () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  await using server = await httpReceiver(({ url }, response) => {
    response.end(
      url === "/telemetry/status"
        ? '{"alerts":{"sent":1},"health":{"status":"healthy","ready":"healthy"}}'
        : `{"alerts":[{"title":"Late"},{"title":"Odd","labels":${deep}}]}`,
    );
    return undefined;
  });
  const { target } = watched(server.url);
  expect(await target.check(soon())).toMatchObject({ status: "healthy" });
  expect(target.alerts.firing).toEqual([{ title: "Late" }]);
  expect(target.alerts.history).toEqual([{ title: "Late" }]);
});

test("a status that nobody could write again as JSON is none", async () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  await using server = await httpReceiver(({ url }, response) => {
    response.end(
      url === "/telemetry/status"
        ? `{"odd":${deep},"health":{"status":"healthy","ready":"healthy"}}`
        : "{}",
    );
    return undefined;
  });
  const { target } = watched(server.url);
  await target.check(soon());
  expect(target.status).toBeUndefined();
});
