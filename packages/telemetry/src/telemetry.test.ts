import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { createTelemetry, loadTelemetryConfig, type TelemetryOptions } from "@ettl/telemetry";
import { telemetryRoutes } from "@ettl/telemetry/hono";
import { eventually, freePort, httpReceiver, spansOf, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

/** Telemetry that logs into a file of its own, configured by TOML as a user would. */
async function telemetryOf(toml: string, options: Partial<TelemetryOptions> = {}) {
  const folder = await temporaryFolder();
  const log = join(folder.path, "app.log");
  const file = join(folder.path, "ettl.toml");
  const logging = `[logging]\noutput = "file"\nrotation_enabled = false\nlevel = "debug"\nfile = ${JSON.stringify(log)}\n`;
  await writeFile(file, logging + toml);
  const config = await loadTelemetryConfig({ file, env: {} });
  const telemetry = await createTelemetry(config, { version: "1.2.3", ...options });
  return {
    telemetry,
    async lines(): Promise<Record<string, unknown>[]> {
      const text = await readFile(log, "utf8");
      return text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
    },
    async metric(name: string): Promise<string[]> {
      const { body } = await telemetry.metrics.scrape();
      return body
        .toString()
        .split("\n")
        .filter((line) => line.startsWith(`${name}{`));
    },
    async [Symbol.asyncDispose]() {
      await telemetry.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test("one export is joined by its ids: lines, span, exemplar, metrics", async () => {
  await using collector = await httpReceiver();
  await using run = await telemetryOf(`[tracing]\notlp_endpoint = "${collector.url}"\n`);
  const { telemetry } = run;
  const value = await telemetry.exportOperation("movies", async ({ logger, span }) => {
    logger.info({ step: 1 }, "working");
    await telemetry.apiCall(
      { service: "trakt", endpoint: "/movies/{id}", method: "GET" },
      async () => ({ status: 204 }),
    );
    span.addEvent("half way");
    return 42;
  });
  expect(value).toBe(42);

  const lines = await run.lines();
  expect(lines.map(({ message }) => message)).toEqual([
    "export.started",
    "working",
    "api_call.completed",
    "export.completed",
  ]);
  expect(new Set(lines.map((line) => line.correlation_id)).size).toBe(1);
  const [traceId] = new Set(lines.map((line) => line.trace_id));
  expect(new Set(lines.map((line) => line.trace_id)).size).toBe(1);

  expect(await run.metric("export_trakt_exports_total")).toEqual([
    'export_trakt_exports_total{status="success",type="movies",format="csv"} 1',
  ]);
  expect(await run.metric("export_trakt_api_calls_total")).toEqual([
    'export_trakt_api_calls_total{service="trakt",endpoint="/movies/{id}",method="GET",status_code="204"} 1',
  ]);
  const { body } = await telemetry.metrics.scrape({ accept: "application/openmetrics-text" });
  expect(body.toString()).toContain(
    `export_trakt_exports_total{status="success",type="movies",format="csv"} 1 # {trace_id="${traceId}"`,
  );

  await telemetry.tracing.flush();
  const [call, root] = spansOf(collector.requests[0]?.body ?? Buffer.alloc(0));
  expect(root).toMatchObject({ name: "export movies", traceId, parentSpanId: "" });
  expect(root?.attributes.correlation_id).toBe(lines[0]?.correlation_id);
  expect(call).toMatchObject({ name: "GET /movies/{id}", traceId, parentSpanId: root?.spanId });
});

test("a failed export rethrows its error, is counted and logged once, and alerts with both ids", async () => {
  await using receiver = await httpReceiver();
  await using run = await telemetryOf(`[alerts]\nwebhook_url = "${receiver.url}/hook"\n`);
  const { telemetry } = run;
  const failure = Object.assign(new Error("Trakt is down"), { code: "server_error" });
  const attempt = telemetry.exportOperation("movies", () => Promise.reject(failure));
  await expect(attempt).rejects.toBe(failure);

  const [request] = await receiver.received(1);
  const failed = (await run.lines()).filter(({ message }) => message === "export.failed");
  expect(failed).toHaveLength(1);
  expect(JSON.parse(request?.body.toString() ?? "")).toMatchObject({
    level: "error",
    title: "Export failed: movies",
    message: "Trakt is down",
    status: "firing",
    trace_id: failed[0]?.trace_id,
    correlation_id: failed[0]?.correlation_id,
  });
  expect(await run.metric("export_trakt_export_errors_total")).toEqual([
    'export_trakt_export_errors_total{type="movies",error_code="server_error",component="exporter"} 1',
  ]);

  await telemetry.exportOperation("movies", () => {});
  const [, resolved] = await receiver.received(2);
  expect(JSON.parse(resolved?.body.toString() ?? "")).toMatchObject({ status: "resolved" });
});

test("an API call carries the status of what was returned or thrown, none without an answer", async () => {
  await using run = await telemetryOf("");
  const { telemetry } = run;
  const call = { service: "s", endpoint: "/e", method: "GET" };
  await telemetry.apiCall(call, async () => new Response("", { status: 503 }));
  for (const error of [{ statusCode: 404 }, { response: { status: 429 } }, new TypeError("reset")])
    await telemetry.apiCall(call, () => Promise.reject(error)).catch(() => {});
  const codes = (await run.metric("export_trakt_api_calls_total")).map(
    (line) => /status_code="([^"]+)"/.exec(line)?.[1],
  );
  expect(codes).toEqual(["503", "404", "429", "none"]);
  const types = (await run.metric("export_trakt_api_call_errors_total")).map(
    (line) => /error_type="([^"]+)"/.exec(line)?.[1],
  );
  expect(types).toEqual(["503", "404", "429", "TypeError"]);
});

test("an operation of one's own gives span, lines and a histogram by its name", async () => {
  await using run = await telemetryOf("");
  const { telemetry } = run;
  await telemetry.operation("import-orders", { labels: { shop: "eu" } }, () => "done");
  await telemetry.operation("import-orders", { labels: { shop: "us" } }, () => "done");
  expect((await run.metric("import_orders_duration_seconds_count")).map((line) => line)).toEqual([
    'import_orders_duration_seconds_count{status="success",shop="eu"} 1',
    'import_orders_duration_seconds_count{status="success",shop="us"} 1',
  ]);
  expect((await run.lines())[0]).toMatchObject({
    message: "operation.started",
    operation: "import-orders",
    shop: "eu",
  });
});

test("a name that can't be measured costs its measurement, told once, not the work or its lines", async () => {
  await using run = await telemetryOf("");
  const { telemetry } = run;
  telemetry.metrics.counter({ name: "taken_duration_seconds", help: "T." });
  expect(await telemetry.operation("taken", () => 7)).toBe(7);
  expect(await telemetry.operation("taken", () => 8)).toBe(8);
  const lines = await run.lines();
  expect(lines.filter(({ message }) => message === "operation.completed")).toHaveLength(2);
  expect(lines.filter(({ level }) => level === "error" || level === "warn")).toHaveLength(1);
});

test("a label called status can't hide how it ended; names beyond the bound share one histogram", async () => {
  await using run = await telemetryOf("");
  const { telemetry } = run;
  await telemetry.operation("own", { labels: { status: "mine" } }, () => {});
  expect(await run.metric("own_duration_seconds_count")).toEqual([
    'own_duration_seconds_count{status="success"} 1',
  ]);
  for (let i = 0; i < 520; i++)
    await telemetry.operation(`made-up-${i}`, { labels: { shop: "eu" } }, () => {});
  const [other] = await run.metric("other_duration_seconds_count");
  expect(other).toBe('other_duration_seconds_count{status="success"} 21');
});

test("two starts at once are one", async () => {
  await using run = await telemetryOf(`[monitoring]\nmetrics_port = ${await freePort()}\n`);
  await Promise.all([run.telemetry.start(), run.telemetry.start()]);
  expect(run.telemetry.status().running).toBe(true);
});

test("H7 the routes answer as promised; only probes stay open with a token", async () => {
  const token = "0123456789abcdef";
  await using run = await telemetryOf(`[monitoring]\nauth_token = "${token}"\n`);
  const app = telemetryRoutes(run.telemetry);
  const authorization = `Bearer ${token}`;
  for (const path of ["/metrics", "/health", "/alerts/history", "/alerts", "/telemetry/status"]) {
    expect((await app.request(path)).status, path).toBe(401);
    const wrong = { headers: { authorization: `${authorization}x` } };
    expect((await app.request(path, wrong)).status, path).toBe(401);
    const right = { headers: { authorization } };
    expect((await app.request(path, right)).status, path).toBe(200);
    expect((await app.request(path, { ...right, method: "DELETE" })).status, path).toBe(405);
  }
  expect((await app.request("/health/live")).status).toBe(200);
  expect((await app.request("/health/ready")).status).toBe(503);
  run.telemetry.health.start();
  expect((await app.request("/health/ready")).status).toBe(200);
});

test("/telemetry/status has the seven promised fields and each part's counters", async () => {
  await using run = await telemetryOf("[monitoring]\ntracing_enabled = false\n");
  const response = await telemetryRoutes(run.telemetry).request("/telemetry/status");
  expect(await response.json()).toMatchObject({
    running: false,
    monitoring_enabled: true,
    metrics_enabled: true,
    tracing_enabled: false,
    health_checks_enabled: true,
    alerts_enabled: false,
    http_server_addr: "",
    tracing: { ended: 0, dropped_by_reason: {} },
    logging: { dropped: 0 },
  });
});

test("parts that are off keep their face and do nothing", async () => {
  const off = ["metrics_enabled", "tracing_enabled", "health_checks_enabled"];
  await using run = await telemetryOf(
    `[monitoring]\n${off.map((key) => `${key} = false\n`).join("")}`,
  );
  const { telemetry } = run;
  expect(await telemetry.exportOperation("movies", () => 1)).toBe(1);
  expect(await run.metric("export_trakt_exports_total")).toEqual([]);
  expect((await run.lines())[0]).not.toHaveProperty("trace_id");
  const app = telemetryRoutes(telemetry);
  expect((await app.request("/metrics")).status).toBe(404);
  expect((await app.request("/health")).status).toBe(404);
});

test("H6 a stop cancels what runs, waits for it, and readiness is down meanwhile", async () => {
  await using run = await telemetryOf("[monitoring]\nenabled = false\n");
  const { telemetry } = run;
  await telemetry.start();
  const seen: string[] = [];
  const work = telemetry.exportOperation("movies", async ({ signal }) => {
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    seen.push(
      (await telemetry.health.probe("ready")).status,
      (await telemetry.health.probe("live")).status,
    );
    signal.throwIfAborted();
  });
  const stopped = telemetry.stop();
  await expect(work).rejects.toThrow(/stopping/);
  await stopped;
  expect(seen).toEqual(["unhealthy", "healthy"]);
  expect((await run.lines()).map(({ message }) => message)).toContain("export.cancelled");
  expect(await run.metric("export_trakt_exports_total")).toEqual([
    'export_trakt_exports_total{status="cancelled",type="movies",format="csv"} 1',
  ]);
  expect(telemetry.status().running).toBe(false);
});

test("each operation has a signal of its own: many listeners at once warn of nothing", async () => {
  await using run = await telemetryOf("");
  const warnings: string[] = [];
  const onWarning = (warning: Error) => warnings.push(warning.name);
  process.on("warning", onWarning);
  const works = Array.from({ length: 50 }, () =>
    run.telemetry.operation("listen", ({ signal }) => {
      signal.addEventListener("abort", () => {});
      return new Promise(setImmediate);
    }),
  );
  await Promise.all(works);
  await new Promise(setImmediate);
  process.off("warning", onWarning);
  expect(warnings).toEqual([]);
});

test("a component that fails raises one alert and resolves it when it is back", async () => {
  await using receiver = await httpReceiver();
  await using run = await telemetryOf(`[alerts]\nwebhook_url = "${receiver.url}"\n`);
  const { telemetry } = run;
  let up = false;
  telemetry.health.register({
    name: "database",
    run() {
      if (!up) throw new Error("connection refused");
    },
  });
  await telemetry.health.check();
  await telemetry.health.check();
  await receiver.received(1);
  up = true;
  await telemetry.health.check();
  const [firing, resolved] = (await receiver.received(2)).map(({ body }) => JSON.parse(`${body}`));
  expect(firing).toMatchObject({
    title: "Health check failing: database",
    message: "connection refused",
    level: "error",
  });
  expect(resolved).toMatchObject({ fingerprint: firing.fingerprint, status: "resolved" });
  expect(await run.metric("export_trakt_component_health")).toContain(
    'export_trakt_component_health{component="database",version="1.2.3"} 1',
  );
  await eventually("deliveries counted", async () =>
    (await run.metric("ettl_alerts_deliveries_total")).includes(
      'ettl_alerts_deliveries_total{channel="webhook",outcome="delivered"} 2',
    ),
  );
});

test("S9 a taken port is one clear sentence", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  await using run = await telemetryOf(`[monitoring]\nmetrics_port = ${port}\n`);
  await expect(run.telemetry.start()).rejects.toThrow(
    `127.0.0.1:${port} is taken by another program. Stop it, or choose another port`,
  );
  server.close();
});

test("configuration: the original's variables, OpenTelemetry's below them, near misses refused", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "ettl.toml");
  await writeFile(file, "");
  const load = (env: Record<string, string>) => loadTelemetryConfig({ file, env });
  const config = await load({
    MONITORING_PORT: "9191",
    LOG_LEVEL: "debug",
    JAEGER_ENDPOINT: "http://localhost:14268/api/traces",
    ALERT_WEBHOOK_URL: "http://localhost:1/hook",
    OTEL_SERVICE_NAME: "from-otel",
  });
  expect(config.monitoring.metricsPort).toBe(9191);
  expect(config.logging.level).toBe("debug");
  expect(config.tracing).toMatchObject({
    jaegerEndpoint: "http://localhost:14268/api/traces",
    serviceName: "from-otel",
  });
  expect(config.alerts.channels).toHaveLength(1);
  const wins = await load({
    OTEL_SERVICE_NAME: "from-otel",
    ETTL_TRACING__SERVICE_NAME: "from-ettl",
  });
  expect(wins.tracing.serviceName).toBe("from-ettl");
  const tolerated = await load({ OTEL_EXPORTER_OTLP_ENDPOINT: "not a url" });
  expect(tolerated.tracing).not.toHaveProperty("otlpEndpoint");
  await expect(load({ MONITORING_PORT: "90a" })).rejects.toThrow(
    /^MONITORING_PORT {2}monitoring.metrics_port: expected a whole number/,
  );
  await expect(load({ ETTL_ALERTS__EMAIL_ENABLED: "true" })).rejects.toThrow(/alerts\.email/);
});
