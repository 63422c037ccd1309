import { createHealth } from "@ettl/health";
import { type HttpOptions, http } from "@ettl/health/checks/http";
import { type Answer, httpReceiver } from "@ettl-tooling/test";
import { expect, test } from "vitest";

async function componentOf(options: Omit<HttpOptions, "name">) {
  const health = createHealth({ version: "1", checks: [http({ name: "api", ...options })] });
  return (await health.check()).components.api;
}

async function statusOf(answer: Answer) {
  await using receiver = await httpReceiver(answer);
  const component = await componentOf({ url: receiver.url });
  const message = component?.message?.replace(receiver.url, "ORIGIN");
  return { status: component?.status, message, requests: receiver.requests.length };
}

test.each([200, 204, 301, 304])("an answer of %d is healthy", async (status) => {
  expect(await statusOf(() => status)).toEqual({
    status: "healthy",
    message: `${status} from ORIGIN`,
    requests: 1,
  });
});

test.each([400, 401, 404, 429, 500, 503])("an answer of %d is unhealthy", async (status) => {
  expect(await statusOf(() => status)).toMatchObject({
    status: "unhealthy",
    message: `${status} from ORIGIN`,
  });
});

test("a redirect is not followed", async () => {
  await using elsewhere = await httpReceiver(() => 500);
  const { status } = await statusOf(() => ({
    status: 302,
    headers: { location: elsewhere.url },
  }));
  expect(status).toBe("healthy");
  expect(elsewhere.requests).toHaveLength(0);
});

const json = (status: number, body: string) => () => ({
  status,
  headers: { "content-type": "application/json; charset=UTF-8" },
  body,
});

test.each([
  ["healthy", 200, "healthy"],
  ["degraded", 200, "degraded"],
  ["unhealthy", 200, "unhealthy"],
  ["degraded", 503, "unhealthy"],
])("another ettl that reports %s with %d is %s", async (reported, code, status) => {
  const health = JSON.stringify({ status: reported, components: {} });
  expect((await statusOf(json(code, health))).status).toBe(status);
});

test("the report passed on is named in the message", async () => {
  expect((await statusOf(json(200, '{"status":"degraded"}'))).message).toBe(
    "200 from ORIGIN, which reports degraded",
  );
});

test.each(["", "nonsense", "null", "[]", '{"status":"ok"}', `{"x":"${"x".repeat(1_000_000)}"}`])(
  "JSON that is no health report changes nothing (%#)",
  async (body) => {
    expect(await statusOf(json(200, body))).toMatchObject({
      status: "healthy",
      message: "200 from ORIGIN",
    });
  },
);

test("details hold the status code and the response time", async () => {
  await using receiver = await httpReceiver(() => 418);
  const component = await componentOf({ url: receiver.url });
  expect(component?.details).toEqual({ status_code: 418, response_time_ms: expect.any(Number) });
});

test("credentials of the URL are sent, and nothing but the origin is shown", async () => {
  await using receiver = await httpReceiver(() => 500);
  const { host } = new URL(receiver.url);
  const url = `http://us%40er:hunter2@${host}/secret-path?token=hunter3`;
  const component = await componentOf({ url, headers: { "x-key": "hunter4" } });
  const [request] = receiver.requests;
  expect(request?.url).toBe("/secret-path?token=hunter3");
  expect(request?.headers).toMatchObject({
    authorization: `Basic ${Buffer.from("us@er:hunter2").toString("base64")}`,
    "x-key": "hunter4",
  });
  expect(component?.message).toBe(`500 from ${receiver.url}`);
  expect(JSON.stringify(component)).not.toMatch(/hunter|secret/);

  await receiver.close();
  const refused = await componentOf({ url });
  expect(refused).toMatchObject({
    status: "unhealthy",
    message: `no answer from ${receiver.url}: ECONNREFUSED`,
  });
});

test("H1 a server that never answers is unhealthy at the check's own timeout", async () => {
  await using receiver = await httpReceiver(() => {});
  expect(await componentOf({ url: receiver.url, timeoutMs: 30 })).toMatchObject({
    status: "unhealthy",
    message: "timed out after 30ms",
  });
});

test("a connection cut in the middle of the body is unhealthy", async () => {
  await using receiver = await httpReceiver((_, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
    response.write("{", () => response.destroy());
  });
  expect(await componentOf({ url: receiver.url })).toMatchObject({
    status: "unhealthy",
    message: expect.stringMatching(/^no answer from http:\/\/127\.0\.0\.1:\d+: /),
  });
});

test("the request is made with the fetch that was given", async () => {
  const component = await componentOf({
    url: "https://api.example/",
    fetch: async () => new Response(null, { status: 204 }),
  });
  expect(component).toMatchObject({
    status: "healthy",
    message: "204 from https://api.example",
  });
});

test.each(["", "not a url hunter2", "ftp://hunter2@host/", "file:///etc/passwd"])(
  "%j is refused without being repeated",
  (url) => {
    expect(() => http({ name: "api", url })).toThrow(
      new TypeError('health check "api": url must be an http or https URL'),
    );
  },
);

test("a malformed header is refused without being repeated", () => {
  const headers = { authorization: "Bearer hunter2\n\u0000" };
  expect(() => http({ name: "api", url: "http://127.0.0.1", headers })).toThrow(
    new TypeError('health check "api": a header is not a valid one'),
  );
});
