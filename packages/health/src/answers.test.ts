import { readFileSync } from "node:fs";
import { createHealth, type HealthCheck, type HealthOptions } from "@ettl/health";
import { system } from "@ettl/health/checks/system";
import { type HealthRoutesOptions, healthRoutes } from "@ettl/health/hono";
import { Ajv2020 } from "ajv/dist/2020.js";
import { Hono } from "hono";
import { expect, test } from "vitest";

const schema: object = JSON.parse(
  readFileSync(new URL("../report.schema.json", import.meta.url), "utf8"),
);
const valid = new Ajv2020({ strict: true }).compile(schema);

function served(options: Partial<HealthOptions> = {}, routes?: HealthRoutesOptions) {
  const health = createHealth({ version: "1.0.0", ...options });
  const app = new Hono().route("/", healthRoutes(health, routes));
  /** Status and body of an answer that the schema takes. */
  const get = async (path: string, init?: RequestInit) => {
    const response = await app.request(path, init);
    const body = (await response.json()) as { status: string; components: object };
    if (response.status === 200 || response.status === 503)
      expect([valid(body), valid.errors]).toEqual([true, null]);
    return { code: response.status, ...body };
  };
  return { health, app, get };
}

const check = (name: string, more: Partial<HealthCheck> = {}): HealthCheck => ({
  name,
  run: () => {},
  ...more,
});
const failing = () => {
  throw new Error("down");
};

test("the answer has the keys of the original's example, with the same kinds of values", async () => {
  const example = {
    status: "healthy",
    timestamp: "2024-01-15T10:30:00.000Z",
    version: "1.0.0",
    uptime: "2h30m15s",
    uptime_seconds: 9015,
    components: {
      system: {
        name: "system",
        status: "healthy",
        last_checked: "2024-01-15T10:30:00.000Z",
        message: "Memory usage: 245.32 MB",
        duration: "5ms",
        duration_ms: 5,
        details: { memory_alloc_mb: 245.32, goroutines: 25, num_cpu: 8 },
      },
    },
  };
  expect([valid(example), valid.errors]).toEqual([true, null]);

  let now = Date.parse("2024-01-15T08:00:00.000Z") - 15_000;
  const { health, app } = served({ now: () => now, checks: [system()] });
  now = Date.parse("2024-01-15T10:30:00.000Z");
  health.start();
  const body = (await (await app.request("/health")).json()) as typeof example;
  const { system: component } = body.components;
  expect(Object.keys(body)).toEqual(Object.keys(example));
  expect(Object.keys(component)).toEqual(Object.keys(example.components.system));
  expect(component.details).toMatchObject({
    memory_alloc_mb: expect.any(Number),
    goroutines: expect.any(Number),
    num_cpu: expect.any(Number),
  });
  expect(component.message).toMatch(/^Memory usage: \d+\.\d\d MB$/);
  const { status, timestamp, version, uptime, uptime_seconds } = body;
  expect({ status, timestamp, version, uptime, uptime_seconds }).toEqual({
    status: "healthy",
    timestamp: "2024-01-15T10:30:00.000Z",
    version: "1.0.0",
    uptime: "2h30m15s",
    uptime_seconds: 9015,
  });
  await health.close();
});

test("each group and alias is served, an unknown one is 404", async () => {
  const { get } = served({
    checks: [check("database"), check("queue", { groups: ["checkout"], run: failing })],
    groups: { startup: ["database"] },
  });
  const names = async (path: string) => Object.keys((await get(path)).components);
  expect(await names("/health")).toEqual(["database", "queue"]);
  expect(await names("/healthz")).toEqual(["database", "queue"]);
  expect(await names("/health/ready")).toEqual(["database"]);
  expect(await names("/readyz")).toEqual(["database"]);
  expect(await names("/health/live")).toEqual([]);
  expect(await names("/livez")).toEqual([]);
  expect(await names("/health/startup")).toEqual(["database"]);
  expect(await get("/health/checkout")).toMatchObject({ code: 503, status: "unhealthy" });
  expect(await get("/health/nothing")).toEqual({ code: 404, error: "not found" });
  expect(await get("/health/__proto__")).toEqual({ code: 404, error: "not found" });
});

test("before start() readiness and startup are unknown, and liveness is not", async () => {
  const { health, get } = served({ starting: true, checks: [check("database")] });
  for (const path of ["/health/ready", "/health/startup"])
    expect(await get(path)).toMatchObject({ code: 503, status: "unknown", reason: "starting" });
  expect(await get("/health/live")).toMatchObject({ code: 200, status: "healthy" });
  health.start();
  for (const path of ["/health/ready", "/health/startup"])
    expect(await get(path)).toMatchObject({ code: 200, status: "healthy" });
  health.drain();
  expect(await get("/readyz")).toMatchObject({ code: 503, reason: "draining" });
  expect(await get("/livez")).toMatchObject({ code: 200, status: "healthy" });
  await health.close();
  expect(await get("/readyz")).toMatchObject({ code: 503, reason: "stopped" });
});

test("unknown is 503, except for liveness", async () => {
  const run = () => ({ status: "unknown" as const });
  const { get } = served({ checks: [check("own", { unsafeInLive: true, run })] });
  expect(await get("/health")).toMatchObject({ code: 503, status: "unknown" });
  expect(await get("/health/ready")).toMatchObject({ code: 503, status: "unknown" });
  expect(await get("/health/live")).toMatchObject({ code: 200, status: "unknown" });
});

test("only an unsafe check makes liveness fail", async () => {
  const { health, get } = served({ checks: [check("dependency", { run: failing })] });
  expect(await get("/health/live")).toMatchObject({ code: 200, components: {} });
  health.register(check("deadlock", { unsafeInLive: true, run: failing }));
  expect(await get("/health/live")).toMatchObject({
    code: 503,
    components: { deadlock: { status: "unhealthy" } },
  });
});

const bearer = { headers: { authorization: "Bearer t" } };
const authorize = (request: Request) => request.headers.get("authorization") === "Bearer t";

test.each([
  ["always", undefined, { ready: true, readyWithToken: true, health: 200 }],
  ["never", undefined, { ready: false, readyWithToken: false, health: 200 }],
  [undefined, undefined, { ready: true, readyWithToken: true, health: 200 }],
  ["always", authorize, { ready: true, readyWithToken: true, health: 401 }],
  ["with-token", authorize, { ready: false, readyWithToken: true, health: 401 }],
  [undefined, authorize, { ready: false, readyWithToken: true, health: 401 }],
  ["never", authorize, { ready: false, readyWithToken: false, health: 401 }],
] as const)("details %s, authorize %s", async (details, given, expected) => {
  const { get } = served(
    { checks: [check("database", { run: failing })] },
    { details, ...(given && { authorize: given }) },
  );
  const shows = async (init?: RequestInit) => {
    const answer = await get("/health/ready", init);
    expect(answer).toMatchObject({ code: 503, status: "unhealthy" });
    return Object.keys(answer.components).length > 0;
  };
  expect({
    ready: await shows(),
    readyWithToken: await shows(bearer),
    health: (await get("/health")).code === 401 ? 401 : 200,
  }).toEqual(expected);
});

test("details with a token need something that checks it", () => {
  expect(() => served({}, { details: "with-token" })).toThrow("needs authorize");
});

test("an unknown group tells nothing to whom nothing may be told", async () => {
  const { get } = served({}, { authorize });
  expect((await get("/health/nothing")).code).toBe(401);
  expect((await get("/health/nothing", bearer)).code).toBe(404);
});
