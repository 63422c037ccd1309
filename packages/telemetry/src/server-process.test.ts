import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { eventually, freePort, startProgram } from "@ettl-tooling/test";
import { expect, test } from "vitest";

/** A service as a user writes it, with a stream that has no end. */
const service = `
import { createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
import { serveApp, serverOptions, telemetryApp } from "@ettl/telemetry/hono";
import { stopOnSignals } from "@ettl/telemetry/signals";
const config = await loadTelemetryConfig({ env: { LOG_LEVEL: "warn", ETTL_MONITORING__METRICS_PORT: process.env.PORT } });
const telemetry = await createTelemetry(config, { version: "1", listen: false });
const app = telemetryApp(telemetry);
app.get("/events", (context) => context.body(new ReadableStream({
  start: (controller) => controller.enqueue(new TextEncoder().encode("data: hello\\n\\n")),
}), 200, { "Content-Type": "text/event-stream" }));
const server = await serveApp(app, serverOptions(telemetry));
await telemetry.start({ server });
stopOnSignals(telemetry);
console.log("serving");
`;
const cwd = fileURLToPath(new URL(".", import.meta.url));

async function streaming(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await once(socket, "data");
  return socket;
}

async function serving() {
  const port = await freePort();
  const program = startProgram(["--input-type=module", "--eval", service], {
    cwd,
    env: { PORT: `${port}` },
  });
  await program.printed(/serving/);
  return { program, port, url: `http://127.0.0.1:${port}` };
}

test("S11 SIGTERM with an open stream and idle connections exits with 0 within 10 s", async () => {
  const { program, port, url } = await serving();
  await using _ = program;
  const stream = await streaming(port);
  await fetch(`${url}/health/live`);
  const silent = connect(port, "127.0.0.1");
  silent.on("error", () => {});
  await once(silent, "connect");
  const before = performance.now();
  program.kill("SIGTERM");
  expect(await program.ended()).toEqual({ code: 0, signal: null });
  expect(performance.now() - before).toBeLessThan(10_000);
  for (const socket of [stream, silent]) socket.destroy();
});

test("S11 a second signal does not wait for the stream", async () => {
  const { program, port, url } = await serving();
  await using _ = program;
  const stream = await streaming(port);
  program.kill("SIGTERM");
  await eventually("the stop", async () => {
    const response = await fetch(`${url}/health/ready`).catch(() => undefined);
    return response === undefined || response.status === 503;
  });
  const before = performance.now();
  program.kill("SIGTERM");
  expect((await program.ended()).code).toBe(128 + 15);
  expect(performance.now() - before).toBeLessThan(5_000);
  stream.destroy();
});

// util-linux is part of every Linux; elsewhere the limit of a running process can't be changed.
test.runIf(process.platform === "linux")(
  "S10 out of file descriptors it loses connections, not itself, and takes new ones when some are free",
  async () => {
    const { program, port, url } = await serving();
    await using _ = program;
    execFileSync("prlimit", [`--pid=${program.child.pid}`, "--nofile=64"]);
    for (let round = 0; round < 3; round++) {
      const sockets = Array.from({ length: 200 }, () => {
        const socket = connect(port, "127.0.0.1");
        socket.on("error", () => {});
        return socket;
      });
      // Those for which no descriptor was left are closed at once.
      await eventually("lost connections", () => sockets.some(({ destroyed }) => destroyed));
      for (const socket of sockets) socket.destroy();
      await eventually("an answer", async () => {
        const response = await fetch(`${url}/metrics`).catch(() => undefined);
        return response?.status === 200;
      });
    }
    program.kill("SIGTERM");
    expect(await program.ended()).toEqual({ code: 0, signal: null });
  },
);
