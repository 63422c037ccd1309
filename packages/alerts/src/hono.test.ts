import { createAlerts } from "@ettl/alerts";
import { alertRoutes } from "@ettl/alerts/hono";
import { expect, test } from "vitest";

interface Page {
  readonly alerts: readonly { readonly level: string }[];
  readonly next_cursor?: string;
}

async function served() {
  const alerts = createAlerts({ channels: [{ name: "memory", send: async () => {} }] });
  for (const level of ["info", "error", "critical"] as const)
    await alerts.send({ level, title: `"${level}"\n`, message: "m", source: "s" });
  return { alerts, app: alertRoutes(alerts) };
}

test.each(["/alerts/history", "/alerts"])("%s answers the history, newest first", async (path) => {
  const { app } = await served();
  const response = await app.request(path);
  expect(response.status).toBe(200);
  expect(response.headers.get("cache-control")).toBe("no-store");
  const body = (await response.json()) as Page;
  expect(body.alerts.map(({ level }) => level)).toEqual(["critical", "error", "info"]);
  expect(body.alerts[0]).toEqual({
    id: expect.any(String),
    fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
    level: "critical",
    title: '"critical"\n',
    message: "m",
    source: "s",
    timestamp: expect.stringMatching(/Z$/),
    status: "firing",
    resolved: false,
    deliveries: [{ channel: "memory", outcome: "delivered", attempts: 1 }],
  });
  expect(body.next_cursor).toBeUndefined();
});

test("filters and cursor", async () => {
  const { app } = await served();
  const page = async (query: string) =>
    (await (await app.request(`/alerts/history?${query}`)).json()) as Page;
  expect((await page("level=error")).alerts).toHaveLength(1);
  expect((await page("source=other")).alerts).toHaveLength(0);
  expect((await page("status=firing&since=2020-01-01T00:00:00Z")).alerts).toHaveLength(3);
  expect((await page("since=2999-01-01T00:00:00Z")).alerts).toHaveLength(0);
  const first = await page("limit=2");
  expect(first.alerts).toHaveLength(2);
  const second = await page(`limit=2&cursor=${first.next_cursor}`);
  expect(second.alerts.map(({ level }) => level)).toEqual(["info"]);
});

test.each([
  ["level=fatal", "level: expected one of info, warning, error, critical"],
  ["status=open", "status: expected one of firing, suppressed, silenced, resolved"],
  ["limit=0", "limit: expected an integer from 1 to 1000"],
  ["limit=1e2", "limit: expected an integer from 1 to 1000"],
  ["since=yesterday", "since: expected a time such as 2024-01-15T10:30:00Z"],
  ["cursor=x", "cursor: expected the next_cursor of an earlier page"],
])("a bad filter %s is 400 with what was expected", async (query, message) => {
  const { app } = await served();
  const response = await app.request(`/alerts?${query}`);
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ error: "bad request", message });
});

test("HEAD has no body, other methods are 405 with Allow", async () => {
  const { app } = await served();
  const head = await app.request("/alerts/history", { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
    const response = await app.request("/alerts", { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD");
    expect(await response.json()).toEqual({ error: "method not allowed" });
  }
});

test("authorize false is 401 and shows nothing", async () => {
  const { alerts } = await served();
  const scopes: string[] = [];
  const app = alertRoutes(alerts, {
    authorize: (request, scope) => {
      scopes.push(scope);
      return request.headers.get("authorization") === "Bearer t";
    },
  });
  const refused = await app.request("/alerts/history");
  expect(refused.status).toBe(401);
  expect(refused.headers.get("www-authenticate")).toBe("Bearer");
  expect(await refused.json()).toEqual({ error: "unauthorized" });
  const allowed = await app.request("/alerts/history", { headers: { authorization: "Bearer t" } });
  expect(allowed.status).toBe(200);
  expect(scopes).toEqual(["read", "read"]);
});

test.each([
  ["promises", () => Promise.resolve(true) as unknown as boolean],
  [
    "throws",
    () => {
      throw new Error("no");
    },
  ],
])("an authorize that %s has not said yes", async (_, authorize) => {
  const { alerts } = await served();
  const app = alertRoutes(alerts, { authorize });
  expect((await app.request("/alerts/history")).status).toBe(401);
});
