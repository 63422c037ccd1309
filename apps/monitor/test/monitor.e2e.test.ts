import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  eventually,
  freePort,
  httpReceiver,
  startProgram,
  temporaryFolder,
} from "@ettl-tooling/test";
import { expect, test } from "vitest";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));

async function health(url: string) {
  const response = await fetch(url);
  const body = (await response.json()) as {
    status: string;
    components: Record<string, { status: string; message: string }>;
  };
  return { code: response.status, ...body };
}

test("H7 a target that is down degrades the monitor and leaves its readiness alone", async () => {
  await using folder = await temporaryFolder();
  let ready = true;
  await using target = await httpReceiver(() => (ready ? 200 : 503));
  const file = join(folder.path, "ettl.toml");
  const watch = `[[targets]]\nname = "exporter"\nurl = "${target.url}"\n`;
  await writeFile(file, `[health]\ninterval_seconds = 0.1\n${watch}`);
  await using monitor = startProgram([main, "--config", file, "--port", `${await freePort()}`], {
    cwd: folder.path,
  });
  const [, address] = await monitor.printed(/"monitor.started".*"address":"([^"]+)"/);
  const url = `http://${address}`;

  expect(await health(`${url}/health`)).toMatchObject({
    code: 200,
    status: "healthy",
    components: { exporter: { status: "healthy" }, system: { status: "healthy" } },
  });
  expect(target.requests.map(({ url }) => url).slice(0, 2)).toEqual([
    "/telemetry/status",
    "/health/ready",
  ]);

  ready = false;
  await eventually("the target's failure", async () => {
    const { status } = (await health(`${url}/health`)) as { status?: string };
    return status === "degraded";
  });
  expect(await health(`${url}/health`)).toMatchObject({
    code: 200,
    components: { exporter: { status: "unhealthy" } },
  });
  expect(await health(`${url}/health/ready`)).toMatchObject({ code: 200, status: "healthy" });
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toMatch(
    /export_trakt_component_health\{component="exporter",version="[^"]+"\} 0/,
  );
  const status = await (await fetch(`${url}/telemetry/status`)).json();
  expect(status).toMatchObject({ http_server_addr: address, service_name: "ettl-monitor" });

  monitor.kill("SIGTERM");
  expect(await monitor.ended()).toEqual({ code: 0, signal: null });
});

test("wrong configuration exits 2 and says where", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "ettl.toml");
  await writeFile(file, '[[targets]]\nname = "a"\nurl = "ftp://x"\n[monitoring]\nhots = "x"\n');
  await using monitor = startProgram([main, "--config", file], { cwd: folder.path });
  expect((await monitor.ended()).code).toBe(2);
  expect(monitor.stderr()).toContain(
    'ettl.toml:5:1  monitoring.hots: unknown key. Did you mean "host"?',
  );
  expect(monitor.stderr()).toContain("ettl.toml:3:1  targets.0.url: expected an http or https URL");
  await writeFile(file, '[[targets]]\nname = "system"\nurl = "http://127.0.0.1:1"\n');
  await using clash = startProgram([main, "--config", file], { cwd: folder.path });
  expect((await clash.ended()).code).toBe(2);
  expect(clash.stderr()).toContain('targets.0.name: another check is named "system"');
});
