import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import {
  demoProgram,
  eventually,
  freePort,
  httpReceiver,
  refusedHistory,
  runProgram,
  startDemo,
  startProgram,
} from "@ettl-tooling/test";
import { expect, test } from "vitest";

const start = fileURLToPath(new URL("../src/start.mjs", import.meta.url));

const gone = (url: string) =>
  fetch(url).then(
    () => false,
    () => true,
  );

test("the demo answers on the URLs that it prints, and SIGINT ends all of it cleanly", async () => {
  await using demo = await startDemo();
  const { launcher, monitor, exporter, sandbox } = demo;
  const [, table = ""] = launcher.stdout().split("ettl runs. Ctrl-C ends it.");
  const printed = [...table.matchAll(/http:\S+/g)].map(([url]) => url);
  expect(printed[0]).toBe(`${monitor}/`);
  expect(printed.length).toBeGreaterThanOrEqual(12);
  for (const url of printed) expect((await fetch(url)).status, url).toBe(200);
  // Known before the table is printed, and never told as failing before the exporter was there.
  expect(await demo.json("/api/overview")).toMatchObject({ status: "healthy" });
  const { alerts } = await demo.json<{ alerts: { source: string }[] }>("/alerts/history");
  expect(alerts.filter(({ source }) => ["health", "heartbeat"].includes(source))).toEqual([]);
  const shown = await (await fetch(`${monitor}/status.json`)).json();
  expect(shown).toMatchObject({ watches: [{ name: "Exporter is alive", status: "healthy" }] });

  launcher.kill("SIGINT");
  expect(await launcher.ended()).toEqual({ code: 0, signal: null });
  expect(await Promise.all([monitor, exporter, sandbox].map(gone))).toEqual([true, true, true]);
  // One signal each: a second one would cut the stop short.
  expect(launcher.stdout().match(/INFO stopping/g)).toHaveLength(2);
});

interface Heartbeat {
  readonly status: string;
  readonly job: { readonly last_run: { readonly outcome: string } };
}

interface Overview {
  readonly firing: readonly { readonly process: string; readonly title: string }[];
}

test("an export that fails is a failed run and an alert at the monitor, and the next good run ends both", async () => {
  await using receiver = await httpReceiver();
  await using demo = await startDemo({ env: { ALERT_WEBHOOK_URL: receiver.url } });
  const told = () => receiver.requests.map(({ body }) => JSON.parse(`${body}`));
  const isFiring = async () => {
    const { firing } = await demo.json<Overview>("/api/overview");
    return firing.some(
      ({ process, title }) => process === "exporter" && title === "Export failed: history",
    );
  };
  const heartbeatIs = (status: string, outcome: string) =>
    eventually(`the heartbeat as ${status}`, async () => {
      const { status: seen, job } = await demo.json<Heartbeat>("/api/heartbeats/exporter");
      return seen === status && job.last_run.outcome === outcome;
    });
  expect(await demo.nextRun()).toMatchObject({ outcome: "finished" });
  await heartbeatIs("healthy", "finished");

  await demo.setFaults(refusedHistory);
  const failed = await demo.nextRun();
  expect(failed).toMatchObject({ outcome: "failed", exit_code: 1 });
  expect(failed.log).toContain("export.failed");
  await heartbeatIs("unhealthy", "failed");
  await eventually("the exporter's alert at the monitor", isFiring);
  // The variable reached the exporter.
  await eventually("the alert at the webhook", () =>
    told().some(({ title, status }) => title === "Export failed: history" && status === "firing"),
  );

  await demo.clearFaults();
  expect(await demo.nextRun()).toMatchObject({ outcome: "finished" });
  await eventually("the end of the alert", async () => !(await isFiring()));
  await heartbeatIs("healthy", "finished");
});

test("with a token the demo is guarded, and the monitor may operate the exporter", async () => {
  await using demo = await startDemo({ guarded: true });
  expect((await fetch(`${demo.monitor}/api/overview`)).status).toBe(401);
  expect(await demo.json("/api/targets/exporter")).toMatchObject({
    telemetry: true,
    can_operate: true,
  });
});

test("the programs end when the launcher is gone, even if it was killed", async () => {
  await using demo = await startDemo();
  demo.launcher.kill("SIGKILL");
  await demo.launcher.ended();
  for (const url of [demo.monitor, demo.exporter, demo.sandbox])
    await eventually(`${url} is gone`, () => gone(url));
});

test("--once exports, says where the files are, and exits 0", async () => {
  const { code, stderr } = await runProgram(demoProgram({ ports: { exporter: 1 }, once: true }));
  expect(code).toBe(0);
  expect(stderr).toMatch(/history +1261 +1243 +18 .*\(skipped: 18 same_day\)/);
  expect(stderr).toMatch(/The files are in .*exports\./);
});

test("--once interrupted exits 130 and leaves nothing running", async () => {
  await using launcher = startProgram(demoProgram({ ports: { exporter: 1 }, once: true }));
  const [, sandbox = ""] = await launcher.printed(/Trakt stand-in on (\S+)/);
  launcher.kill("SIGINT");
  expect(await launcher.ended()).toEqual({ code: 130, signal: null });
  expect(await gone(sandbox)).toBe(true);
});

test("S9 a taken port is one clear sentence and exit 1, before anything is installed", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const monitorPort = `${await freePort()}`;
  const { code, stderr } = await runProgram([
    start,
    "--monitor-port",
    monitorPort,
    "--exporter-port",
    `${port}`,
  ]);
  server.close();
  expect(code).toBe(1);
  expect(stderr).toBe(
    `ettl: port ${port} for the exporter is taken by another program. Stop it, or choose another: npm start -- --exporter-port N\n`,
  );
});

test("wrong flags exit 2; MONITORING_PORT moves the monitor", async () => {
  expect((await runProgram([start, "--nonsense"])).code).toBe(2);
  const env = { MONITORING_PORT: "x" };
  const { code, stderr } = await runProgram([start], { env });
  expect(code).toBe(2);
  expect(stderr).toContain('MONITORING_PORT is "x", expected a number from 1 to 65535');
});
