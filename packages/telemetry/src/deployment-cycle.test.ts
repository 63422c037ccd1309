import { fileURLToPath } from "node:url";
import { freePort, startProgram } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const shutdownDelayMs = 500;

/** A service as a user writes it: slow requests, telemetry's routes, and a stop by signals. */
const service = `
import { createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
import { serveApp, telemetryApp } from "@ettl/telemetry/hono";
import { stopOnSignals } from "@ettl/telemetry/signals";
import { setTimeout as delay } from "node:timers/promises";
const config = await loadTelemetryConfig({ env: { ETTL_HEALTH__SHUTDOWN_DELAY_SECONDS: "${shutdownDelayMs / 1_000}", LOG_LEVEL: "warn" } });
const telemetry = await createTelemetry(config, { version: "1", listen: false });
const app = telemetryApp(telemetry);
app.get("/work/:ms", async (context) => {
  await delay(Number(context.req.param("ms")));
  return context.text("done");
});
const server = await serveApp(app, { host: "127.0.0.1", port: Number(process.env.PORT) });
await telemetry.start({ server });
stopOnSignals(telemetry);
console.log("serving");
`;

test("H6 a deployment loses no request: not ready at once, alive, what runs is finished, exit 0", async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await using program = startProgram(["--input-type=module", "--eval", service], {
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    env: { PORT: `${port}` },
  });
  await program.printed(/serving/);
  const status = async (path: string) => (await fetch(url + path)).status;
  expect(await status("/health/ready")).toBe(200);

  let serving = true;
  const answers: string[] = [];
  // Eight clients, until readiness tells them to go elsewhere.
  const clients = Array.from({ length: 8 }, async () => {
    while (serving) answers.push(await (await fetch(`${url}/work/20`)).text());
  });
  const long = fetch(`${url}/work/${shutdownDelayMs * 3}`).then((response) => response.text());
  while (answers.length < 50) await fetch(`${url}/health/live`);

  const ended = program.ended();
  const signalledMs = performance.now();
  program.kill("SIGTERM");
  while ((await status("/health/ready")) === 200);
  const report = (await (await fetch(`${url}/health/ready`)).json()) as object;
  expect(report).toMatchObject({ status: "unhealthy", reason: "draining" });
  expect(await status("/health/live")).toBe(200);
  // Whoever has not looked at readiness yet is still served.
  const before = answers.length;
  while (answers.length < before + 10) expect(await status("/health/live")).toBe(200);
  serving = false;
  await Promise.all(clients);
  expect(new Set(answers)).toEqual(new Set(["done"]));
  expect(await long).toBe("done");
  expect(await ended).toEqual({ code: 0, signal: null });
  // The documented time: the delay, and the 10 s that a stop takes at most.
  expect(performance.now() - signalledMs).toBeLessThan(shutdownDelayMs + 10_000);
});
