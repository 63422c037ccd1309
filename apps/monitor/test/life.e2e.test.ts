import { once } from "node:events";
import { request } from "node:http";
import { eventually, httpReceiver } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { servingMonitor, token } from "./serving-monitor.ts";

const key = "a-key-of-the-heartbeat";
const heartbeat = `[[heartbeats]]\nname = "backup"\nkey = "${key}"\nperiod_seconds = 3600\n`;
const targetAt = (name: string, url: string) =>
  `[[targets]]\nname = "${name}"\nurl = "${url}"\ninterval_seconds = 0.1\n`;

interface Watches {
  readonly watches: { readonly name: string; readonly status: string; readonly since: string }[];
}

test("SIGHUP follows what is watched: what is new, changed and gone, and keeps what is the same", async () => {
  await using server = await httpReceiver();
  await using monitor = await servingMonitor(targetAt("a", server.url) + heartbeat);
  await fetch(`${monitor.url}/ping/${key}`);
  const watches = async () => (await monitor.json<Watches>("/api/watches")).watches;
  await eventually("a look", async () =>
    (await watches()).every((one) => one.status === "healthy"),
  );
  const before = await watches();

  const other = "another-key-of-a-heartbeat";
  await monitor.write(
    `${targetAt("a", server.url)}${targetAt("b", server.url)}${heartbeat.replace(key, other)}`,
  );
  monitor.program.kill("SIGHUP");
  await monitor.program.printed(/"configuration.reloaded".*"target b"/);
  await eventually("a look at b", async () => (await watches()).length === 3);
  const after = await watches();
  expect(after.find(({ name }) => name === "a")).toMatchObject({ since: before[0]?.since });
  // Its key is another, what it did is not forgotten.
  expect(after.find(({ name }) => name === "backup")).toMatchObject({
    status: "healthy",
    since: before.find(({ name }) => name === "backup")?.since,
  });
  expect((await fetch(`${monitor.url}/ping/${key}`)).status).toBe(404);
  expect((await fetch(`${monitor.url}/ping/${other}`)).status).toBe(200);
  const { entries } = await monitor.json<{ entries: object[] }>("/api/heartbeats/backup/runs");
  expect(entries).toHaveLength(2);

  await monitor.write(targetAt("b", server.url));
  monitor.program.kill("SIGHUP");
  await monitor.program.printed(/"removed":\["target a","heartbeat backup"\]/);
  expect((await watches()).map(({ name }) => name)).toEqual(["b"]);
});

test("a configuration that is wrong leaves the last good one in force, is alerted, and resolved by a good one", async () => {
  await using server = await httpReceiver();
  await using monitor = await servingMonitor(targetAt("a", server.url));
  await monitor.write('[[targets]]\nname = "a"\nurl = "ftp://s3cr3t"\n');
  monitor.program.kill("SIGHUP");
  await monitor.program.printed(/"configuration.refused"/);
  expect(await monitor.json("/api/configuration")).toMatchObject({
    successful: false,
    issues: [expect.stringMatching(/ettl\.toml:6:1 {2}targets\.0\.url: expected an http or https/)],
  });
  const { firing } = await monitor.json<{ firing: object[] }>("/api/alerts");
  expect(firing).toMatchObject([{ title: "Configuration not reloaded", level: "error" }]);
  const metric = async () =>
    /^ettl_config_last_reload_successful (\d)$/m.exec(
      await (await monitor.call("/metrics")).text(),
    )?.[1];
  expect(await metric()).toBe("0");
  expect((await monitor.json<Watches>("/api/targets")).watches).toHaveLength(1);

  await monitor.write(
    `[pings]\nping_key = "a-secret-that-is-new"\n[history]\nmax_age_days = 3\n${targetAt("a", server.url)}`,
  );
  monitor.program.kill("SIGHUP");
  await monitor.program.printed(/"configuration.reloaded"/);
  expect(await monitor.json("/api/configuration")).toMatchObject({
    successful: true,
    issues: [],
    restart_needed_for: ["pings", "history"],
  });
  expect((await monitor.json<{ firing: object[] }>("/api/alerts")).firing).toEqual([]);
  expect(await metric()).toBe("1");
});

test("with state_dir a restart keeps states, runs, silences and pushed groups, and tells nothing twice", async () => {
  let isUp = true;
  await using server = await httpReceiver(() => (isUp ? 200 : 503));
  await using webhook = await httpReceiver();
  await using monitor = await servingMonitor(
    `[alerts]\nrate_limit_minutes = 0\nwebhook_url = "${webhook.url}"\n${targetAt("a", server.url)}${heartbeat}`,
    { state: true },
  );
  await fetch(`${monitor.url}/ping/${key}/7`, { method: "POST", body: "why" });
  isUp = false;
  await eventually("the target's failure", async () =>
    (await monitor.json<Watches>("/api/targets")).watches.every(
      (one) => one.status === "unhealthy",
    ),
  );
  await monitor.call("/metrics/job/batch", { method: "PUT", body: "rows 5\n" });
  await monitor.call("/alerts/silences", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      sources: ["nobody"],
      reason: "moving",
      ends_at: new Date(Date.now() + 3_600_000).toISOString(),
    }),
  });
  const kept = async () => ({
    watches: (await monitor.json<Watches>("/api/watches")).watches.map(
      ({ name, status, since }) => `${name} ${status} ${since}`,
    ),
    runs: await monitor.json("/api/heartbeats/backup/runs"),
    silences: await monitor.json("/alerts/silences"),
    pushed: /^rows.*$/m.exec(await (await monitor.call("/pushed/metrics")).text())?.[0],
    history: (await monitor.json<{ entries: object[] }>("/api/targets/a/history")).entries.length,
  });
  const before = await kept();
  expect(before.pushed).toBe('rows{instance="",job="batch"} 5');
  await eventually("both alerts", () => webhook.requests.length === 2);
  for (const signal of ["SIGKILL", "SIGTERM"] as const) {
    await monitor.restart(signal);
    expect(await kept()).toEqual(before);
  }
  isUp = true;
  await fetch(`${monitor.url}/ping/${key}`);
  await eventually("both ends", () => webhook.requests.length >= 4);
  const told = webhook.requests.map(({ body }) => {
    const { title, status } = JSON.parse(`${body}`) as { title: string; status: string };
    return `${title}: ${status}`;
  });
  expect(told.sort()).toEqual([
    "Health check failing: a: firing",
    "Health check failing: a: resolved",
    "Heartbeat failed: backup: firing",
    "Heartbeat failed: backup: resolved",
  ]);
});

test("S11 open WebSockets, streams and kept connections don't hold up the end", async () => {
  await using monitor = await servingMonitor(heartbeat);
  const headers = { Authorization: `Bearer ${token}` };
  const socket = new WebSocket(`${monitor.url.replace("http", "ws")}/live`, { headers });
  await once(socket, "open");
  const stream = await fetch(`${monitor.url}/live`, { headers });
  expect(stream.headers.get("content-type")).toContain("text/event-stream");
  const kept = request(`${monitor.url}/health`, {
    headers: { ...headers, Connection: "keep-alive" },
  });
  kept.on("error", () => {});
  kept.end();
  await once(kept, "response");
  const begin = performance.now();
  const closed = once(socket, "close");
  monitor.program.kill("SIGTERM");
  expect((await closed)[0]).toBe(1001);
  expect(await monitor.program.ended()).toEqual({ code: 0, signal: null });
  // The fault's own deadline.
  expect(performance.now() - begin).toBeLessThan(10_000);
});
