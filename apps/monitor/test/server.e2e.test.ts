import { once } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import {
  freePort,
  httpReceiver,
  selfSignedCertificate,
  startProgram,
  temporaryFolder,
} from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { main } from "./monitor-run.ts";

async function startMonitor(toml: string, env: Record<string, string> = {}) {
  const folder = await temporaryFolder();
  const file = join(folder.path, "ettl.toml");
  await writeFile(file, toml, { mode: 0o600 });
  const program = startProgram([main, "--config", file], { cwd: folder.path, env });
  return {
    program,
    path: folder.path,
    [Symbol.asyncDispose]: async () => {
      await program[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test("S9 a port in use ends the monitor with 1 and says which; nothing is half started", async () => {
  await using taken = await httpReceiver();
  await using target = await httpReceiver();
  const port = new URL(taken.url).port;
  await using run = await startMonitor(
    `[monitoring]\nmetrics_port = ${port}\n[[targets]]\nname = "shop"\nurl = "${target.url}"\n`,
  );
  expect(await run.program.ended()).toEqual({ code: 1, signal: null });
  expect(run.program.stderr()).toBe(
    `ettl-monitor: 127.0.0.1:${port} is taken by another program. Stop it, or choose another port\n`,
  );
  expect(run.program.stdout()).not.toContain("monitor.started");
  expect(target.requests).toEqual([]);
  expect(await readdir(run.path)).toEqual(["ettl.toml"]);
  expect((await fetch(taken.url)).status).toBe(200);
});

test("S11 SIGTERM with connections open ends the monitor with 0 within 10 s", async () => {
  await using run = await startMonitor(`[monitoring]\nmetrics_port = ${await freePort()}\n`);
  const [, address = ""] = await run.program.printed(/"monitor.started".*"address":"([^"]+)"/);
  const port = Number(address.split(":")[1]);
  // One kept alive, one that asks nothing, one in the middle of its headers.
  await fetch(`http://${address}/health`);
  const sockets = ["", "GET /health HTTP/1.1\r\n"].map((bytes) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    return socket.on("error", () => {});
  });
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  const before = performance.now();
  run.program.kill("SIGTERM");
  expect(await run.program.ended()).toEqual({ code: 0, signal: null });
  expect(performance.now() - before).toBeLessThan(10_000);
  for (const socket of sockets) socket.destroy();
});

test("S6 the monitor is asked only for hosts it has, by its configuration", async () => {
  await using run = await startMonitor(
    `[monitoring]\nmetrics_port = ${await freePort()}\nallowed_hosts = ["monitor.example"]\n`,
  );
  const [, address = ""] = await run.program.printed(/"monitor.started".*"address":"([^"]+)"/);
  const statusFor = async (host: string) => {
    const [response] = await once(
      request(`http://${address}/telemetry/status`, { headers: { host } }).end(),
      "response",
    );
    response.resume();
    return response.statusCode;
  };
  expect(await statusFor("evil.example")).toBe(421);
  expect(await statusFor("monitor.example")).toBe(200);
});

test("the monitor serves https by the files of its configuration, and says what is wrong with them", async () => {
  await using folder = await temporaryFolder();
  const [certificate, key] = [join(folder.path, "c.pem"), join(folder.path, "k.pem")];
  const pair = await selfSignedCertificate();
  await writeFile(certificate, pair.cert);
  const toml = `[monitoring]\nmetrics_port = ${await freePort()}\ntls_certificate_file = "${certificate}"\ntls_key_file = "${key}"\n`;
  {
    await using run = await startMonitor(toml);
    expect((await run.program.ended()).code).toBe(1);
    expect(run.program.stderr()).toBe(
      `ettl-monitor: monitoring.tls_key_file: ${key} can't be read (ENOENT)\n`,
    );
  }
  await writeFile(key, pair.key, { mode: 0o600 });
  await using run = await startMonitor(toml);
  const [, address = ""] = await run.program.printed(/"monitor.started".*"address":"([^"]+)"/);
  const asked = startProgram(
    ["--eval", `fetch("https://${address}/health/live").then((r) => console.log(r.status))`],
    { env: { NODE_EXTRA_CA_CERTS: certificate } },
  );
  await using _ = asked;
  expect((await asked.ended()).code).toBe(0);
  expect(asked.stdout()).toBe("200\n");
});
