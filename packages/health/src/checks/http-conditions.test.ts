import { createHealth } from "@ettl/health";
import { type HttpConditions, type HttpOptions, http } from "@ettl/health/checks/http";
import { httpReceiver } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const body = JSON.stringify({
  status: "up",
  "a.b": [1, 2],
  queue: { length: 250, items: [{ state: "busy" }] },
});

async function judged(conditions: HttpConditions, more: Partial<HttpOptions> = {}, text = body) {
  await using server = await httpReceiver(() => ({
    status: 200,
    headers: { "content-type": "application/json" },
    body: text,
  }));
  const check = http({ name: "api", url: server.url, conditions, ...more });
  const { components } = await createHealth({ version: "1", checks: [check] }).check();
  const { status, message = "" } = components.api ?? {};
  return [status, message.replace(server.url, "ORIGIN")];
}

const well: HttpConditions[] = [
  { status: [200] },
  { status: ["2xx"] },
  { status: ["100-250", 404] },
  { responseTimeMs: 60_000 },
  { body: { contains: "up" } },
  { body: { matches: '^\\{"status"' } },
  { json: { status: "up", "queue.items[0].state": "busy", '["a.b"].length': 2 } },
  { json: { "queue.length": "> 249", '["a.b"][1]': ">= 2", status: "!= down", missing: "!= 1" } },
];
test.each(well)("%j holds", async (conditions) => {
  expect(await judged(conditions)).toEqual(["healthy", "200 from ORIGIN"]);
});

const violated: [HttpConditions, string][] = [
  [{ status: [204, "3xx"] }, "status 200, expected 204 or 3xx"],
  [{ body: { contains: "down" } }, 'body without "down"'],
  [{ body: { matches: "^down$" } }, "body does not match /^down$/u"],
  [{ json: { status: "down" } }, 'status is "up", expected "down"'],
  [{ json: { "queue.length": "< 100" } }, "queue.length is 250, expected < 100"],
  [{ json: { status: "> 1" } }, 'status is "up", expected > 1'],
  [{ json: { "queue.age": 1 } }, "queue.age is missing, expected 1"],
  [{ json: { __proto__: null, toString: "x" } }, 'toString is missing, expected "x"'],
  [
    { status: [500], json: { status: "a" } },
    'status 200, expected 500; status is "up", expected "a"',
  ],
];
test.each(violated)("%j is violated and says how", async (conditions, told) => {
  expect(await judged(conditions)).toEqual(["unhealthy", `200 from ORIGIN: ${told}`]);
});

test("a response that is late is as bad as its limit says", async () => {
  const slow: typeof fetch = async (...request) => {
    const response = await fetch(...request);
    await new Promise((resolve) => setTimeout(resolve, 30));
    return response;
  };
  const [status, message] = await judged(
    { responseTimeMs: { degraded: 20, unhealthy: 60_000 } },
    { fetch: slow },
  );
  expect(status).toBe("degraded");
  expect(message).toMatch(/^200 from ORIGIN: response time \d+ms, expected at most 20ms$/);
});

test("a body that is no JSON, or too long, is told without showing it", async () => {
  expect(await judged({ json: { status: "up" } }, {}, "<html>secret")).toEqual([
    "unhealthy",
    "200 from ORIGIN: body is not JSON",
  ]);
  expect(await judged({ body: { contains: "x" } }, {}, "x".repeat(300_000))).toEqual([
    "unhealthy",
    "200 from ORIGIN: body is longer than 256 KiB",
  ]);
});

test("method and body are sent, and another ettl's word can be ignored", async () => {
  await using server = await httpReceiver(() => ({
    status: 200,
    headers: { "content-type": "application/json" },
    body: '{"status":"unhealthy"}',
  }));
  const check = http({ name: "a", url: server.url, body: "ping", reported: "ignored" });
  const { components } = await createHealth({ version: "1", checks: [check] }).check();
  expect(components.a?.status).toBe("healthy");
  expect(server.requests[0]).toMatchObject({ method: "POST" });
  expect(`${server.requests[0]?.body}`).toBe("ping");
});

const malformed: [HttpConditions, string][] = [
  [{ status: ["6xx"] }, 'status "6xx" must be such as 200'],
  [{ body: { matches: "(" } }, "no regular expression"],
  [{ json: { "a..b": 1 } }, '"a..b" is no path'],
  [{ json: { a: "< x" } }, "must compare with a number"],
  [{ responseTimeMs: 0 }, "must be a number above 0"],
  [{ certificateExpiresAfterDays: 5 }, "needs an https URL"],
];
test.each(malformed)("%j is refused at once", (conditions, message) => {
  expect(() => http({ name: "api", url: "http://host", conditions })).toThrow(message);
});
