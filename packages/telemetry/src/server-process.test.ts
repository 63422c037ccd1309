import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, get } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
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
const server = await serveApp(app, { ...serverOptions(telemetry), headersTimeoutMs: 2_000 });
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
      // At once, or when the first ones were too slow.
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

// Only Linux says how many files may be open.
test.runIf(process.platform === "linux")(
  "S10 it takes no more connections than it has file descriptors for, and others are answered meanwhile",
  async () => {
    const port = await freePort();
    const inShell = `ulimit -n 256; exec "$0" "$@"`;
    const limited = spawn(
      "sh",
      ["-c", inShell, process.execPath, "--input-type=module", "--eval", service],
      {
        cwd,
        env: { PATH: process.env.PATH, PORT: `${port}` },
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    await using _ = { [Symbol.asyncDispose]: async () => void limited.kill("SIGKILL") };
    let output = "";
    limited.stdout.on("data", (more) => {
      output += more;
    });
    const ended = once(limited, "close");
    await eventually("serving", () => output.includes("serving"));
    expect(output).toMatch(/the system allows 256 open files","code":"few_open_files"/);
    // One client that was there before, on its one connection.
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = async (path: string) => {
      const signal = AbortSignal.timeout(2_500);
      const [response] = await once(
        get({ port, host: "127.0.0.1", path, agent, signal }),
        "response",
      );
      expect(response.statusCode).toBe(200);
      return await text(response);
    };
    await ask("/health/live");
    const sockets = Array.from({ length: 400 }, () => {
      const socket = connect(port, "127.0.0.1");
      return socket.on("error", () => {});
    });
    while (!sockets.some(({ destroyed }) => destroyed)) await ask("/health/live");
    for (let i = 0; i < 20; i++) await ask("/health/live");
    expect(await ask("/metrics")).toMatch(/\nettl_server_connections_refused_total [1-9]/);
    for (const socket of sockets) socket.destroy();
    agent.destroy();
    limited.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  },
);
