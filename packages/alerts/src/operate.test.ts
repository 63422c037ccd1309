import { type Channel, createAlerts } from "@ettl/alerts";
import { alertRoutes } from "@ettl/alerts/hono";
import { expect, test } from "vitest";

function served() {
  const seen: string[] = [];
  const channel: Channel = {
    name: "memory",
    send: async ({ title, level, status }) => {
      seen.push(`${title} ${level} ${status}`);
    },
  };
  const alerts = createAlerts({ channels: [channel] });
  const app = alertRoutes(alerts, {
    authorize: (request, scope) =>
      scope === "read" || request.headers.get("authorization") === "Bearer t",
  });
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    app.request(`http://localhost${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: "Bearer t",
        host: "localhost",
        ...headers,
      },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  return { alerts, app, seen, post };
}

const silence = { reason: "works", sources: ["s"], duration_minutes: 5 };

test("a silence is posted, listed, works and is ended", async () => {
  const { alerts, app, seen, post } = served();
  const made = await post("/alerts/silences", { ...silence, created_by: "me" });
  expect(made.status).toBe(201);
  const created = (await made.json()) as { id: string; ends_at: string };
  expect(created).toMatchObject({ reason: "works", sources: ["s"], created_by: "me" });
  expect(await (await app.request("/alerts/silences")).json()).toEqual({ silences: [created] });
  await alerts.send({ level: "error", title: "t", message: "m", source: "s" });
  expect(await (await app.request("/alerts/firing")).json()).toMatchObject({
    alerts: [{ title: "t", muted: true, told: [], repeats: 0 }],
  });
  const remove = () =>
    app.request(`/alerts/silences/${created.id}`, {
      method: "DELETE",
      headers: { authorization: "Bearer t" },
    });
  expect((await remove()).status).toBe(204);
  expect((await remove()).status).toBe(404);
  await alerts.resolve({ title: "t", source: "s" });
  expect(seen).toEqual(["t error firing", "t error resolved"]);
});

test.each([
  ["not JSON", "{", 400, "expected JSON"],
  ["no reason", { ...silence, reason: "" }, 400, "reason: expected a text of 1 to 500 characters"],
  ["a typo", { ...silence, source: "s" }, 400, /^unknown key "source"; expected reason/],
  ["no end", { reason: "r", sources: ["s"] }, 400, "expected either ends_at or duration_minutes"],
  [
    "wrong sources",
    { ...silence, sources: [1] },
    400,
    "silence.sources: expected an array of texts",
  ],
  ["nothing to match", { reason: "r", duration_minutes: 1 }, 400, /^silence: expected levels/],
  ["an array", [], 400, /^expected an object/],
  ["2 MiB", JSON.stringify({ reason: "x".repeat(2 ** 21) }), 413, /^expected at most/],
])("a silence of %s is refused with what was expected", async (_, body, status, message) => {
  const { post } = served();
  const response = await post("/alerts/silences", body);
  expect(response.status).toBe(status);
  const expected = typeof message === "string" ? message : expect.stringMatching(message);
  expect(await response.json()).toEqual({ error: "bad request", message: expected });
});

test("operating wants the token, JSON, and no other site's page", async () => {
  const { app, post, alerts } = served();
  expect((await post("/alerts/silences", silence, { authorization: "Bearer x" })).status).toBe(401);
  expect((await post("/alerts/silences", silence, { "content-type": "text/plain" })).status).toBe(
    415,
  );
  const foreign = await post("/alerts/silences", silence, { origin: "https://evil.example" });
  expect(foreign.status).toBe(403);
  const own = await post("/alerts/silences", silence, { origin: "http://localhost" });
  expect(own.status).toBe(201);
  expect((await app.request("/alerts/silences", { method: "PUT" })).headers.get("allow")).toBe(
    "GET, HEAD, POST",
  );
  const open = alertRoutes(alerts);
  expect((await open.request("/alerts/silences")).status).toBe(200);
  const refused = await open.request("/alerts/silences", { method: "POST", body: "{}" });
  expect(refused.status).toBe(401);
});

const notification = {
  version: "4",
  groupKey: '{}:{alertname="DiskFull"}',
  truncatedAlerts: 0,
  status: "firing",
  receiver: "ettl",
  groupLabels: { alertname: "DiskFull" },
  commonLabels: {},
  commonAnnotations: {},
  externalURL: "http://alertmanager:9093",
  notification_reason: "new",
  alerts: [
    {
      status: "firing",
      labels: { alertname: "DiskFull", severity: "critical", instance: "a:9100", job: "node" },
      annotations: {
        summary: "Disk full",
        description: "/var has 0 B left",
        runbook_url: "https://r",
      },
      startsAt: "2026-01-01T00:00:00Z",
      endsAt: "0001-01-01T00:00:00Z",
      generatorURL: "http://prometheus:9090/graph",
      fingerprint: "c0ffee",
    },
    { status: "firing", labels: { alertname: "Ours" }, annotations: { ettl_fingerprint: "1" } },
    "rubbish",
  ],
};

test("Prometheus' alerts reach the same channels and history, and are resolved by them", async () => {
  const { alerts, seen, post } = served();
  const taken = await post("/api/alertmanager", notification);
  expect([taken.status, await taken.json()]).toEqual([200, { accepted: 1, ignored: 2 }]);
  const [entry] = (await alerts.history()).alerts;
  expect(entry).toMatchObject({
    level: "critical",
    title: "DiskFull",
    message: "/var has 0 B left",
    source: "alertmanager",
    labels: { instance: "a:9100", job: "node" },
    metadata: { summary: "Disk full", runbook_url: "https://r", starts_at: "2026-01-01T00:00:00Z" },
  });
  await post("/api/alertmanager", {
    ...notification,
    status: "resolved",
    alerts: [{ ...(notification.alerts[0] as object), status: "resolved" }],
  });
  expect(seen).toEqual(["DiskFull critical firing", "DiskFull critical resolved"]);
  expect(alerts.firing()).toEqual([]);
});

test("another body at Alertmanager's address is refused", async () => {
  const { post } = served();
  for (const body of [{}, [], "null", { alerts: "x" }]) {
    const response = await post("/api/alertmanager", body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      message: expect.stringMatching(/^expected the JSON of an Alertmanager webhook/),
    });
  }
});
