import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { correlationId, createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
import { telemetryRoutes, traceRequests } from "@ettl/telemetry/hono";
import { httpReceiver, spansOf, temporaryFolder } from "@ettl-tooling/test";
import { Hono } from "hono";
import { expect, test } from "vitest";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
const uuid = /^[0-9a-f-]{36}$/;

test("a request brings its trace and its correlation id into lines and spans", async () => {
  await using collector = await httpReceiver();
  await using folder = await temporaryFolder();
  const file = join(folder.path, "app.log");
  const config = await loadTelemetryConfig({
    env: {
      ETTL_TRACING__OTLP_ENDPOINT: collector.url,
      ETTL_LOGGING__OUTPUT: "file",
      ETTL_LOGGING__FILE: file,
      ETTL_LOGGING__ROTATION_ENABLED: "false",
    },
  });
  await using telemetry = await createTelemetry(config, { version: "1.2.3" });
  const app = new Hono();
  app.route("/", telemetryRoutes(telemetry));
  app.use(traceRequests(telemetry, { trust: ({ headers }) => headers.get("x-from") === "us" }));
  app.get("/films/:id", async (context) => {
    telemetry.logger.info("looked up");
    return context.text(correlationId() ?? "none");
  });
  const asked = async (baggage: string, from: string) => {
    const headers = { traceparent, baggage, "x-from": from };
    return (await app.request("/films/7", { headers })).text();
  };
  expect(await asked("correlation_id=c-1,user=me", "us")).toBe("c-1");
  expect(await asked("user=me", "us")).toMatch(uuid);
  expect(await asked("correlation_id=%3Cscript%3E", "us")).toMatch(uuid);
  expect(await asked("correlation_id=c-1", "them")).toMatch(uuid);
  await app.request("/health/live", { headers: { traceparent } });
  await telemetry.stop();

  const spans = collector.requests.flatMap(({ body }) => spansOf(body));
  expect(spans.map(({ name }) => name)).toEqual(Array(4).fill("GET /films/:id"));
  const [span] = spans;
  expect(span).toMatchObject({ traceId, attributes: { correlation_id: "c-1" } });
  expect(spans.filter((other) => other.traceId === traceId)).toHaveLength(3);
  const lines = (await readFile(file, "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line))
    .filter(({ message }) => message === "looked up");
  expect(lines[0]).toMatchObject({
    correlation_id: "c-1",
    trace_id: traceId,
    span_id: span?.spanId,
  });
  expect(lines[3].correlation_id).toMatch(uuid);
});
