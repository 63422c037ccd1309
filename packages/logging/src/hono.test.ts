import { createLogger, withCorrelationId } from "@ettl/logging";
import { logRoutes } from "@ettl/logging/hono";
import { expect, test } from "vitest";

function filled() {
  const logger = createLogger({ destination: { write() {} }, recentLines: 10 });
  logger.info({ password: "hunter2" }, "one");
  withCorrelationId("run-1", () => logger.error("two"));
  return logger;
}

const messages = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).message);

test("the remembered lines are served as NDJSON, redacted, never cached", async () => {
  const response = await logRoutes(filled()).request("/telemetry/logs");
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/x-ndjson");
  expect(response.headers.get("cache-control")).toBe("no-store");
  const text = await response.text();
  expect(messages(text)).toEqual(["one", "two"]);
  expect(text).not.toContain("hunter2");
});

test("level, correlation_id and since filter them; what is none of these is a 400", async () => {
  const get = (query: string) => logRoutes(filled()).request(`/telemetry/logs?${query}`);
  expect(messages(await (await get("level=warn")).text())).toEqual(["two"]);
  expect(messages(await (await get("correlation_id=run-1")).text())).toEqual(["two"]);
  expect(messages(await (await get("since=2024-01-15T10:30:00Z&level=")).text())).toHaveLength(2);
  expect(await (await get("correlation_id=other")).text()).toBe("");
  const bad = await get("level=loud");
  expect(bad.status).toBe(400);
  expect(await bad.json()).toEqual({
    error: "bad request",
    message: 'level is "loud", expected debug, info, warn, error or fatal',
  });
});

test("who may not read gets 401, other methods 405", async () => {
  for (const authorize of [
    () => false,
    () => {
      throw new Error("no");
    },
  ]) {
    const response = await logRoutes(filled(), { authorize }).request("/telemetry/logs");
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
  }
  const post = await logRoutes(filled()).request("/telemetry/logs", { method: "POST" });
  expect(post.status).toBe(405);
  expect(post.headers.get("allow")).toBe("GET, HEAD");
});
