import { createMetrics } from "@ettl/metrics";
import { measureRequests, metricsRoutes } from "@ettl/metrics/hono";
import { Hono } from "hono";
import { expect, test } from "vitest";

const name = "http_server_request_duration_seconds";

/** An app that is measured, and what was counted: `GET /films/:id 200` → number. */
function measuredApp() {
  const metrics = createMetrics({ version: "1.2.3", runtimeMetrics: false });
  const app = new Hono();
  app.use(measureRequests(metrics));
  return {
    metrics,
    app,
    async counts(): Promise<Record<string, number>> {
      const { body } = await metrics.scrape();
      const found = `${body}`.matchAll(
        /^\w+_count\{http_request_method="(.*)",http_route="(.*)",http_response_status_code="(.*)"\} (\d+)$/gm,
      );
      return Object.fromEntries(
        [...found].map(([, method, route, status, n]) => [
          `${method} ${route} ${status}`,
          Number(n),
        ]),
      );
    },
  };
}

test("a request counts for its route's template, whatever the path, the query and the parameter", async () => {
  const { app, counts, metrics } = measuredApp();
  app.get("/films/:id{[0-9]+}", (context) => context.text(context.req.param("id")));
  app.post("/films", (context) => context.text("", 201));
  for (const path of ["/films/1", "/films/2?x=y", "/films/3"]) await app.request(path);
  await app.request("/films", { method: "POST" });
  await app.request("/films/1", { method: "HEAD" });
  expect(await counts()).toEqual({
    "GET /films/:id{[0-9]+} 200": 3,
    "POST /films 201": 1,
    "HEAD /films/:id{[0-9]+} 200": 1,
  });
  const { body } = await metrics.scrape();
  const bounds = [...`${body}`.matchAll(/_bucket\{le="([^"]+)",http_request_method="POST"/g)];
  expect(bounds.map(([, bound]) => bound).join(" ")).toBe(
    "0.005 0.01 0.025 0.05 0.075 0.1 0.25 0.5 0.75 1 2.5 5 7.5 10 +Inf",
  );
});

test("M5 a scan of paths and methods that are unknown makes few series", async () => {
  const { app, counts } = measuredApp();
  app.use("/admin/*", async (context, next) => {
    if (context.req.query("token") === undefined) return context.text("", 401);
    return next();
  });
  app.get("/admin/users", (context) => context.text("users"));
  for (let i = 0; i < 50; i++) {
    await app.request(`/wp-login-${i}.php`);
    await app.request(`/admin/${i}`);
    await app.request(`/admin/${i}?token`);
    await app.request("/", { method: `MADE-UP-${i}` });
  }
  await app.request("/admin/users");
  await app.request("/admin/users?token");
  expect(await counts()).toEqual({
    "GET unmatched 404": 100,
    "GET unmatched 401": 50,
    "_OTHER unmatched 404": 50,
    // Refused, but it was meant for a route that is there.
    "GET /admin/users 401": 1,
    "GET /admin/users 200": 1,
  });
});

test("routes of an app within an app have the whole path, also where it handles its own errors", async () => {
  const { app, counts, metrics } = measuredApp();
  const inner = new Hono();
  inner.use(async (_, next) => next());
  inner.get("/:name", (context) => context.text("hello"));
  inner.all("/any", (context) => context.text("any"));
  app.route("/shop", inner);
  const careful = new Hono();
  careful.onError((_, context) => context.text("", 418));
  careful.use(async (_, next) => next());
  careful.get("/fail", () => {
    throw new Error("no");
  });
  app.route("/careful", careful);
  app.route("/", metricsRoutes(metrics));
  await app.request("/shop/tea");
  await app.request("/shop/any", { method: "DELETE" });
  await app.request("/shop");
  await app.request("/careful/fail");
  await app.request("/careful/nothing");
  await app.request("/metrics");
  await app.request("/metrics", { method: "POST" });
  expect(await counts()).toEqual({
    "GET /shop/:name 200": 1,
    "DELETE /shop/any 200": 1,
    "GET unmatched 404": 2,
    "GET /careful/fail 418": 1,
    "GET /metrics 200": 1,
    "POST /metrics 405": 1,
  });
});

test("a handler that throws counts as 500, or as what the app makes of it; one that answers 404 keeps its route", async () => {
  const { app, counts } = measuredApp();
  app.get("/throws", () => {
    throw new Error("no");
  });
  app.get("/rejects", () => Promise.reject(new Error("no")));
  app.get("/odd", () => {
    throw "no error at all";
  });
  app.get("/films/:id", (context) => context.notFound());
  app.onError((_, context) => context.text("", 503));
  await app.request("/throws");
  await app.request("/rejects");
  await expect(app.request("/odd")).rejects.toBe("no error at all");
  await app.request("/films/9");
  expect(await counts()).toEqual({
    "GET /throws 503": 1,
    "GET /rejects 503": 1,
    "GET /odd 500": 1,
    "GET /films/:id 404": 1,
  });
  const plain = measuredApp();
  plain.app.get("/throws", () => {
    throw new Error("no");
  });
  expect((await plain.app.request("/throws")).status).toBe(500);
  expect(await plain.counts()).toEqual({ "GET /throws 500": 1 });
});

test("a body that streams does not hold its measurement back", async () => {
  const { app, counts } = measuredApp();
  let end = () => {};
  app.get("/stream", () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode("first"));
        end = () => controller.close();
      },
    });
    return new Response(body);
  });
  const response = await app.request("/stream");
  expect(await counts()).toEqual({ "GET /stream 200": 1 });
  end();
  expect(await response.text()).toBe("first");
});

test("two measured apps of one program share the metric; other buckets are refused at once", async () => {
  const { app, counts, metrics } = measuredApp();
  const other = new Hono().use(measureRequests(metrics)).get("/other", (c) => c.text(""));
  app.get("/one", (c) => c.text(""));
  await app.request("/one");
  await other.request("/other");
  expect(await counts()).toEqual({ "GET /one 200": 1, "GET /other 200": 1 });
  expect(() => measureRequests(metrics, { buckets: [1] })).toThrow(name);
});

test("without recording, requests go on as ever", async () => {
  const metrics = createMetrics({ version: "1.2.3", recording: false });
  const app = new Hono().use(measureRequests(metrics)).get("/", (c) => c.text("here"));
  expect(await (await app.request("/")).text()).toBe("here");
});
