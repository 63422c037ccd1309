import { createHealth, type HealthStatus } from "@ettl/health";
import { type HealthRoutesOptions, healthRoutes } from "@ettl/health/hono";
import { Hono } from "hono";
import { expect, test } from "vitest";

const paths = ["/health", "/health/ready", "/health/live"];

function appWith(status: HealthStatus, options?: HealthRoutesOptions) {
  const health = createHealth({
    version: "1",
    checks: [{ name: "database", run: () => ({ status }) }],
  });
  return { health, app: new Hono().route("/", healthRoutes(health, options)) };
}

test.each([
  ["healthy", 200],
  ["degraded", 200],
  ["unhealthy", 503],
  ["unknown", 503],
] as const)("a %s component answers %d, liveness 200", async (status, code) => {
  const { app } = appWith(status);
  for (const path of ["/health", "/health/ready"]) {
    const response = await app.request(path);
    expect(response.status).toBe(code);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    expect(await response.json()).toMatchObject({
      status,
      version: "1",
      components: { database: { status } },
    });
  }
  const live = await app.request("/health/live");
  expect(live.status).toBe(200);
  expect(live.headers.get("cache-control")).toBe("no-store");
  expect(await live.json()).toMatchObject({ status: "healthy", components: {} });
});

test("H6 H7 draining turns /health/ready to 503 and leaves the others", async () => {
  const { app, health } = appWith("healthy");
  health.drain();
  const codes = await Promise.all(paths.map(async (path) => (await app.request(path)).status));
  expect(codes).toEqual([200, 503, 200]);
});

test("H2 a check that throws answers 503 without a stack", async () => {
  const { app, health } = appWith("healthy");
  health.register({
    name: "broken",
    run() {
      throw new Error("out of order");
    },
  });
  const response = await app.request("/health");
  expect(response.status).toBe(503);
  const body = await response.text();
  expect(body).toContain("out of order");
  expect(body).not.toMatch(/\.ts|\.js|\bat /);
});

test("HEAD has the status and the headers of GET and no body", async () => {
  const { app } = appWith("unhealthy");
  for (const path of paths) {
    const get = await app.request(path);
    const head = await app.request(path, { method: "HEAD" });
    expect(head.status).toBe(get.status);
    expect([...head.headers]).toEqual([...get.headers]);
    expect(await head.text()).toBe("");
  }
});

test.each(["POST", "PUT", "DELETE", "OPTIONS"])("%s is answered with 405", async (method) => {
  const { app } = appWith("healthy");
  for (const path of paths) {
    const response = await app.request(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD");
    expect(await response.json()).toEqual({ error: "method not allowed" });
  }
});

test("authorize guards /health, and probes stay open", async () => {
  const { app } = appWith("healthy", {
    authorize: (request, scope) =>
      scope === "read" && request.headers.get("authorization") === "Bearer token",
  });
  const refused = await app.request("/health");
  expect(refused.status).toBe(401);
  expect(refused.headers.get("www-authenticate")).toBe("Bearer");
  expect(refused.headers.get("cache-control")).toBe("no-store");
  expect(await refused.json()).toEqual({ error: "unauthorized" });
  expect((await app.request("/health", { method: "HEAD" })).status).toBe(401);

  const headers = { authorization: "Bearer token" };
  expect((await app.request("/health", { headers })).status).toBe(200);
  for (const path of ["/health/ready", "/health/live"])
    expect((await app.request(path)).status).toBe(200);
});

test("an authorize that throws, or answers with a promise, lets nobody in", async () => {
  const throwing = appWith("healthy", {
    authorize: () => {
      throw new Error("no token configured");
    },
  });
  expect((await throwing.app.request("/health")).status).toBe(401);
  const promising = appWith("healthy", { authorize: (async () => true) as never });
  expect((await promising.app.request("/health")).status).toBe(401);
});
