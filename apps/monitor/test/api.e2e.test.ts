import { eventually, httpReceiver } from "@ettl-tooling/test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { realTarget } from "./real-target.ts";
import { servingMonitor, token } from "./serving-monitor.ts";

const key = "a-key-of-the-heartbeat";
const targetToken = "a-token-of-the-target";

interface Watch {
  readonly kind: string;
  readonly name: string;
  readonly status: string;
  readonly since: string;
}

test("every answer of the API is as its OpenAPI document says", async () => {
  await using target = await realTarget(`[monitoring]\nauth_token = "${targetToken}"\n`);
  await using page = await httpReceiver();
  await using monitor = await servingMonitor(`
[[targets]]
name = "shop & co/€"
url = "${target.url}"
token = "${targetToken}"
public = true
interval_seconds = 0.2
[[probes]]
type = "http"
name = "page"
url = "${page.url}"
[[heartbeats]]
name = "backup"
key = "${key}"
period_seconds = 3600
`);
  await target.telemetry.alerts.send({ level: "error", title: "t", message: "m", source: "s" });
  await fetch(`${monitor.url}/ping/${key}/start`);
  await fetch(`${monitor.url}/ping/${key}`);
  await eventually("the target's alert", async () => {
    const { firing } = await monitor.json<{ firing: { process: string }[] }>("/api/alerts");
    return firing.some(({ process }) => process === "shop & co/€");
  });
  const document = await monitor.json<{
    paths: Record<string, Record<string, { responses: Record<string, { content?: object }> }>>;
    components: { schemas: Record<string, object> };
  }>("/api/openapi.json");
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: "api", ...document }, "api");
  const names = { targets: "shop & co/€", probes: "page", heartbeats: "backup" };
  let checked = 0;
  for (const [path, { get }] of Object.entries(document.paths)) {
    if (!get || path === "/badges/{kind}/{file}") continue;
    const kind = path.split("/")[2] as keyof typeof names;
    const actual = path.replace("{name}", encodeURIComponent(names[kind] ?? ""));
    const query = path.endsWith("/samples") ? "?metric=check_duration_seconds" : "";
    const response = await monitor.call(`${actual}${query}`);
    expect([path, response.status]).toEqual([path, 200]);
    if (!response.headers.get("content-type")?.startsWith("application/json")) continue;
    const pointer = `api#/paths/${path.replaceAll("/", "~1")}/get/responses/200/content/application~1json/schema`;
    const validate = ajv.getSchema(pointer);
    const body = await response.json();
    if (validate) {
      expect([path, validate(body), validate.errors]).toEqual([path, true, null]);
      checked += 1;
    }
  }
  expect(checked).toBeGreaterThanOrEqual(15);
});

test("a ping looks at the target of the same name at once, and shows as a run", async () => {
  await using server = await httpReceiver();
  await using monitor = await servingMonitor(`
[[targets]]
name = "export"
url = "${server.url}"
interval_seconds = 86400
[[heartbeats]]
name = "export"
key = "${key}"
schedule = "0 4 * * *"
timezone = "Europe/Berlin"
`);
  const looks = () => server.requests.filter(({ url }) => url === "/health/ready").length;
  await eventually("the first look", () => looks() === 1);
  const rid = "7b2e4f0e-4a3b-4c5d-8e9f-0a1b2c3d4e5f";
  expect((await fetch(`${monitor.url}/ping/${key}/start?rid=${rid}`)).status).toBe(200);
  await eventually("a look for the start", () => looks() === 2);
  await fetch(`${monitor.url}/ping/${key}/1?rid=${rid}`, { method: "POST", body: "disk full" });
  await eventually("a look for the end", () => looks() === 3);
  const { entries } = await monitor.json<{ entries: object[] }>("/api/heartbeats/export/runs");
  expect(entries).toMatchObject([{ rid, outcome: "failed", exit_code: 1, log: "disk full" }]);
  const job = await monitor.json<{ status: string; job: object }>("/api/heartbeats/export");
  expect(job).toMatchObject({
    status: "unhealthy",
    job: { timezone: "Europe/Berlin", conditions: [{ condition: "failed", level: "error" }] },
  });
  const { firing } = await monitor.json<{ firing: object[] }>("/api/alerts");
  expect(firing).toMatchObject([{ process: "monitor", title: "Heartbeat failed: export" }]);
  await fetch(`${monitor.url}/ping/${key}`);
  expect(await monitor.json("/api/alerts")).toMatchObject({ firing: [] });
  expect(await monitor.json("/api/heartbeats/export")).toMatchObject({ status: "healthy" });
  const metrics = await (await monitor.call("/metrics")).text();
  for (const line of [
    'ettl_watch_up{kind="target",watch="export"} 1',
    'ettl_watch_up{kind="heartbeat",watch="export"} 1',
    'ettl_heartbeat_runs_total{heartbeat="export",outcome="failed"} 1',
    'ettl_heartbeat_runs_total{heartbeat="export",outcome="finished"} 1',
  ])
    expect(metrics).toContain(line);
  expect(metrics).toMatch(
    /^ettl_heartbeat_last_success_timestamp_seconds\{heartbeat="export"\} \d/m,
  );
});

test("a silence is passed on to the target with its token, and without one the target is read-only", async () => {
  await using target = await realTarget(`[monitoring]\nauth_token = "${targetToken}"\n`);
  await using monitor = await servingMonitor(`
[[targets]]
name = "shop"
url = "${target.url}"
token = "${targetToken}"
[[targets]]
name = "other"
url = "${target.url}"
`);
  const silence = (name: string) =>
    monitor.call(`/api/targets/${name}/silences`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ sources: ["s"], reason: "moving", ends_at: "2999-01-01T00:00:00Z" }),
    });
  // Its own words come back: a year is the most.
  expect([(await silence("shop")).status, target.telemetry.alerts.silences().length]).toEqual([
    400, 0,
  ]);
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  const made = await monitor.call("/api/targets/shop/silences", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ sources: ["s"], reason: "moving", ends_at: soon }),
  });
  expect(made.status).toBe(201);
  const { id } = (await made.json()) as { id: string };
  expect(target.telemetry.alerts.silences()).toMatchObject([{ id, reason: "moving" }]);
  await eventually("the silence in the monitor", async () => {
    const { silences } = await monitor.json<{ silences: object[] }>("/api/targets/shop/alerts");
    return silences.length === 1;
  });
  expect(
    (await monitor.call(`/api/targets/shop/silences/${id}`, { method: "DELETE" })).status,
  ).toBe(204);
  expect(target.telemetry.alerts.silences()).toEqual([]);

  const refused = await silence("other");
  expect([refused.status, await refused.json()]).toEqual([
    403,
    {
      error: "forbidden",
      message: expect.stringContaining("read-only here: without its token"),
    },
  ]);
  const foreign = await monitor.call("/api/targets/shop/silences", {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: "http://evil.example" },
    body: "{}",
  });
  expect(foreign.status).toBe(403);
});

test("a channel of a target is tested with the target's token, and its answer comes back", async () => {
  await using receiver = await httpReceiver();
  await using target = await realTarget(
    `[monitoring]\nauth_token = "${targetToken}"\n[alerts.channels.ops]\ntype = "webhook"\nurl = "${receiver.url}/s3cr3t"\n`,
  );
  await using monitor = await servingMonitor(`
[[targets]]
name = "shop"
url = "${target.url}"
token = "${targetToken}"

[[targets]]
name = "other"
url = "${target.url}"
`);
  const press = async (name: string, channel: string) => {
    const path = `/api/targets/${name}/channels/${channel}/test`;
    const response = await monitor.call(path, { method: "POST" });
    return [response.status, await response.json()];
  };
  const delivered = { outcome: "delivered", attempts: 1 };
  expect(await press("shop", "ops")).toEqual([
    200,
    { channel: "ops", fired: delivered, resolved: delivered },
  ]);
  expect(receiver.requests.map(({ body }) => JSON.parse(`${body}`).title)).toEqual([
    "Test alert",
    "Test alert",
  ]);
  expect((await press("shop", "opps"))[0]).toBe(404);
  expect((await press("other", "ops"))[0]).toBe(403);
  // Its channels are in what it tells of itself.
  await eventually("the target's channels", async () => {
    const { status_answer: status } = await monitor.json<{
      status_answer: { alerts: { channels: Record<string, unknown>[] } } | null;
    }>("/api/targets/shop");
    const [ops] = status?.alerts.channels ?? [];
    return ops?.type === "webhook" && ops.failures_in_row === 0 && "last_delivered_at" in ops;
  });
});

test("logs, traces and health of a target are asked with its token, and nothing of it becomes a page", async () => {
  await using server = await httpReceiver(({ url }, response) => {
    response.setHeader("content-type", "text/html");
    response.setHeader("set-cookie", "a=b");
    response.end(url?.startsWith("/telemetry/logs") ? "<script>alert(1)</script>" : "{}");
    return undefined;
  });
  await using monitor = await servingMonitor(
    `[[targets]]\nname = "shop"\nurl = "${server.url}"\ntoken = "${targetToken}"\n`,
  );
  const response = await monitor.call("/api/targets/shop/logs?level=error&evil=1&since=");
  expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  expect(response.headers.get("set-cookie")).toBeNull();
  const asked = server.requests.find(({ url }) => url?.startsWith("/telemetry/logs"));
  expect(asked?.url).toBe("/telemetry/logs?level=error&since=");
  expect(asked?.headers.authorization).toBe(`Bearer ${targetToken}`);
});

test("what is asked wrongly is told in a sentence, and what is not there is not found", async () => {
  await using monitor = await servingMonitor("");
  for (const [path, status, message] of [
    ["/api/watches?status=well", 400, "status: expected one of unhealthy"],
    ["/api/targets/nobody", 404, "there is no target of that name"],
    ["/api/heartbeats/nobody/runs", 404, "there is no heartbeat of that name"],
    ["/api/targets/nobody/logs", 404, "there is no target of that name"],
    ["/api/targets/%00", 404, "there is no target of that name"],
    ["/api/alerts?limit=0", 400, "limit: expected a whole number from 1 to 1000"],
    ["/badges/targets/nobody.svg", 404, "there is no such badge"],
    ["/badges/__proto__/x.svg", 404, "there is no such badge"],
  ] as const) {
    const response = await monitor.call(path);
    const body = (await response.json()) as { message: string };
    expect([path, response.status, body.message]).toEqual([
      path,
      status,
      expect.stringContaining(message),
    ]);
  }
});

test("S3 S7 every address of the API wants a token and knows its methods", async () => {
  await using monitor = await servingMonitor(
    `[[targets]]\nname = "a"\nurl = "http://127.0.0.1:1"\n[[probes]]\ntype = "tcp"\nname = "a"\nhost = "127.0.0.1"\nport = 1\n[[heartbeats]]\nname = "a"\nkey = "${key}"\nperiod_seconds = 60\n`,
  );
  const { paths } = await monitor.json<{ paths: Record<string, Record<string, unknown>> }>(
    "/api/openapi.json",
  );
  const open = ["/status.json", "/badges/{kind}/{file}"];
  for (const [template, operations] of Object.entries(paths)) {
    const path = template.replace(/\{\w+\}/g, "a");
    for (const method of ["GET", "POST", "DELETE"]) {
      const response = await fetch(`${monitor.url}${path}`, { method });
      const known = Object.hasOwn(operations, method.toLowerCase());
      const wanted = !known
        ? 405
        : template.startsWith("/badges")
          ? 404
          : open.includes(template)
            ? 200
            : 401;
      expect([method, path, response.status]).toEqual([method, path, wanted]);
      if (!known) expect(response.headers.get("allow")).not.toContain(method);
    }
    const put = await monitor.call(path, { method: "PUT" });
    expect([path, put.status]).toEqual([path, 405]);
  }
  for (const path of ["//api/overview", "/api/overview/", "/API/overview", "/api/overview%00"])
    expect([401, 404]).toContain((await fetch(`${monitor.url}${path}`)).status);
  const head = await monitor.call("/api/overview", { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
});

test("a login's cookie reads and operates for the own page only, and ends", async () => {
  await using monitor = await servingMonitor("");
  const login = (body: string) =>
    fetch(`${monitor.url}/login`, { method: "POST", body: new URLSearchParams({ token: body }) });
  expect((await login("wrong")).status).toBe(401);
  const response = await login(token);
  expect(response.status).toBe(204);
  const [cookie = ""] = response.headers.getSetCookie();
  expect(cookie).toMatch(/; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/);
  const headers = { Cookie: cookie.split(";")[0] ?? "" };
  const get = async (more: Record<string, string>) =>
    (await fetch(`${monitor.url}/api/overview`, { headers: { ...headers, ...more } })).status;
  expect(await get({})).toBe(200);
  expect(await get({ "Sec-Fetch-Site": "cross-site" })).toBe(401);
  const session = await fetch(`${monitor.url}/api/session`, { headers });
  expect(await session.json()).toEqual({ scope: "operate" });
  const silence = (origin: string) =>
    fetch(`${monitor.url}/alerts/silences`, {
      method: "POST",
      headers: { ...headers, "Content-Type": "application/json", Origin: origin },
      body: JSON.stringify({
        sources: ["s"],
        reason: "r",
        ends_at: new Date(Date.now() + 60_000).toISOString(),
      }),
    });
  expect((await silence(monitor.url)).status).toBe(201);
  expect((await silence("http://evil.example")).status).toBe(403);
  const logout = await fetch(`${monitor.url}/logout`, { method: "POST", headers });
  expect(logout.headers.getSetCookie()[0]).toContain("Max-Age=0");
});

test("S12 what may be cached is answered with 304 to who has it, and with 200 to a Range", async () => {
  await using monitor = await servingMonitor(
    `[[targets]]\nname = "a"\nurl = "http://127.0.0.1:1"\npublic = true\n[[targets]]\nname = "hidden"\nurl = "http://127.0.0.1:1"\n`,
  );
  await eventually("a look", async () => {
    const { watches } = await monitor.json<{ watches: Watch[] }>("/api/watches");
    return watches.every(({ status }) => status === "unhealthy");
  });
  for (const path of ["/badges/targets/a.svg", "/api/openapi.json"]) {
    const first = await fetch(`${monitor.url}${path}`);
    const etag = first.headers.get("etag") ?? "";
    expect([path, first.status, etag === ""]).toEqual([path, 200, false]);
    const again = await fetch(`${monitor.url}${path}`, { headers: { "If-None-Match": etag } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    const other = await fetch(`${monitor.url}${path}`, { headers: { "If-None-Match": '"x"' } });
    expect(other.status).toBe(200);
    const ranged = await fetch(`${monitor.url}${path}`, { headers: { Range: "bytes=0-3" } });
    expect([ranged.status, (await ranged.text()).length > 4]).toEqual([200, true]);
  }
  const status = await fetch(`${monitor.url}/status.json`);
  const document = (await status.json()) as { watches: Watch[] };
  expect(document).toMatchObject({ status: "unhealthy", watches: [{ name: "a" }] });
  expect(JSON.stringify(document)).not.toMatch(/hidden|127\.0\.0\.1|ECONNREFUSED/);
  expect((await fetch(`${monitor.url}/badges/targets/hidden.svg`)).status).toBe(404);
  expect((await monitor.call("/badges/targets/hidden.svg")).status).toBe(200);
});
