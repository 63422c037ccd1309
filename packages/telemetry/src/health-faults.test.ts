import { fileURLToPath } from "node:url";
import { eventually, freePort, startProgram } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const service = `
import { createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
import { telemetryApp, serveApp } from "@ettl/telemetry/hono";
const telemetry = await createTelemetry(await loadTelemetryConfig(), { version: "1", listen: false });
const app = telemetryApp(telemetry);
app.get("/block/:ms", (context) => {
  const end = performance.now() + Number(context.req.param("ms"));
  while (performance.now() < end);
  return context.text("done");
});
app.get("/storm/:seconds", (context) => {
  let rounds = 10 * Number(context.req.param("seconds"));
  const timer = setInterval(() => {
    for (let i = 0; i < 1_000; i += 1) {
      telemetry.logger.info({ i }, "storm");
      void telemetry.alerts.send({ level: "error", title: "storm " + rounds + " " + i, message: "m", source: "test" }, { waitMs: 0 });
    }
    if (--rounds === 0) { clearInterval(timer); console.log("storm over"); }
  }, 100);
  return context.text("begun");
});
const server = await serveApp(app, { host: "127.0.0.1", port: Number(process.env.PORT) });
await telemetry.start({ server });
console.log("serving");
`;

async function serving(env: Record<string, string>) {
  const port = await freePort();
  const program = startProgram(["--input-type=module", "--eval", service], {
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    env: { PORT: `${port}`, LOG_LEVEL: "info", ...env },
  });
  await program.printed(/serving/);
  return { program, url: `http://127.0.0.1:${port}` };
}

test("H8 liveness answers within 1 s through 10,000 alerts a second and a full disk", async () => {
  const { program, url } = await serving({
    ETTL_LOGGING__OUTPUT: "file",
    ETTL_LOGGING__FILE: "/dev/full",
    ETTL_LOGGING__ROTATION_ENABLED: "false",
    ALERT_WEBHOOK_URL: `http://127.0.0.1:${await freePort()}/`,
  });
  await using _ = program;
  await fetch(`${url}/storm/3`);
  let answers = 0;
  while (!/storm over/.test(program.stdout())) {
    // The fault's own deadline.
    const signal = AbortSignal.timeout(1_000);
    expect((await fetch(`${url}/health/live`, { signal })).status).toBe(200);
    answers += 1;
  }
  expect(answers).toBeGreaterThan(3);
});

test("H5 a blocked event loop makes liveness late, shows in the system check, and is over", async () => {
  const { program, url } = await serving({
    ETTL_HEALTH__INTERVAL_SECONDS: "1",
    ETTL_HEALTH__SYSTEM__MAX_EVENT_LOOP_DELAY_MS: "1000",
  });
  await using _ = program;
  const system = async () => {
    const body = (await (await fetch(`${url}/health`)).json()) as {
      components: { system: { status: string; last_checked: string } };
    };
    return body.components.system;
  };
  const first = await system();
  // The first run begins to measure.
  await eventually(
    "a second run",
    async () => (await system()).last_checked !== first.last_checked,
  );
  const blocked = fetch(`${url}/block/2000`);
  const live = fetch(`${url}/health/live`);
  expect((await live).status).toBe(200);
  expect(await (await blocked).text()).toBe("done");
  await eventually("the delay", async () => (await system()).status === "degraded");
  await eventually("the recovery", async () => (await system()).status === "healthy");
});
