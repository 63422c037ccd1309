import { protectRequests } from "@ettl/telemetry/hono";
import { Hono } from "hono";
import { expect, test } from "vitest";
import { rawExchange, statusesOf } from "../test/raw-connection.ts";
import { authToken, readToken, servedTelemetry } from "../test/served-telemetry.ts";

const host = "Host: localhost\r\n";

/** The status of a path as it is, which `fetch` would make tidy. */
async function statusOf(port: number, path: string, more = "", method = "GET") {
  const answer = await rawExchange(
    port,
    `${method} ${path} HTTP/1.1\r\n${host}${more}Connection: close\r\n\r\n`,
  );
  return { status: statusesOf(answer)[0], answer };
}

const protectedPaths = [
  "/metrics",
  "/health",
  "/healthz",
  "/alerts",
  "/alerts/history",
  "/alerts/firing",
  "/alerts/silences",
  "/telemetry/status",
  "/telemetry/logs",
  "/telemetry/traces",
];

/** One path, written in ways that may mean the same to somebody. */
function variantsOf(path: string): string[] {
  const name = path.slice(1);
  const first = name.charCodeAt(0).toString(16);
  return [
    path,
    `/${path}`,
    `//localhost${path}`,
    `${path}/`,
    `${path}//`,
    `${path}%00`,
    `${path}%00.html`,
    `${path}%20`,
    `${path}%2f`,
    `${path}%3f`,
    `${path}%23`,
    `${path};a=b`,
    `${path}.json`,
    `${path}?`,
    `${path}?a=/health/live`,
    `${path}#/health/live`,
    `/.${path}`,
    `/./${name}`,
    `/x/..${path}`,
    `/health/live/../..${path}`,
    `/health/live/%2e%2e/%2e%2e${path}`,
    `/health/live/..%2f..${path}`,
    `/health/live;${path}`,
    `/health/live%2f..${path}`,
    `/health/live\\..\\..${path}`,
    `/%2f${name}`,
    `/%${first}${name.slice(1)}`,
    `/%25${first}${name.slice(1)}`,
    path.toUpperCase(),
    `/${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    path.replaceAll("/", "//"),
    path.replaceAll("/", "\\"),
    `http://localhost${path}`,
    `http://localhost/${path}`,
    `http://user:pass@localhost${path}`,
  ];
}

test("S7 no way to write a path gets past the token", async () => {
  await using served = await servedTelemetry({ auth_token: authToken, read_token: readToken });
  for (const path of protectedPaths)
    for (const variant of variantsOf(path))
      for (const authorization of ["", "Bearer ", "Bearer wrong", `Basic ${authToken}`]) {
        const more = authorization === "" ? "" : `Authorization: ${authorization}\r\n`;
        const { status, answer } = await statusOf(served.port, variant, more);
        expect([400, 401, 404, 421], `${variant}: ${answer.slice(0, 300)}`).toContain(status);
        // A path that is refused tells nothing of what is there.
        expect(answer).not.toMatch(/components"|export_trakt_|service_name|"alerts":/);
      }
  for (const token of [authToken, readToken])
    for (const path of protectedPaths)
      expect(
        (await statusOf(served.port, path, `Authorization: bearer ${token}\r\n`)).status,
        path,
      ).toBe(200);
});

test("S7 read_token changes nothing", async () => {
  await using served = await servedTelemetry({ auth_token: authToken, read_token: readToken });
  const silence = (token: string) =>
    fetch(`${served.url}/alerts/silences`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: "{}",
    });
  expect((await silence(readToken)).status).toBe(401);
  // It may; what it sent is another matter.
  expect((await silence(authToken)).status).toBe(400);
});

test("S5 every answer has the headers that keep a browser out, a route's own left alone", async () => {
  await using served = await servedTelemetry({ auth_token: authToken }, {}, (app) => {
    app.get("/page", (context) =>
      context.html("<p>page", 200, {
        "Content-Security-Policy": "default-src 'self'",
        "Cache-Control": "private, max-age=60",
      }),
    );
    app.get("/passed-on", () => fetch(`${served.url}/health/live`));
    app.get("/broken", () => {
      throw new Error("secret of the inside");
    });
  });
  for (const path of [
    "/metrics",
    "/health/live",
    "/not/there",
    "/broken",
    "/passed-on",
    "/alerts",
  ]) {
    const response = await fetch(served.url + path);
    expect(Object.fromEntries(response.headers), path).toMatchObject({
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "no-store",
    });
    expect(await response.text()).not.toContain("secret of the inside");
  }
  const page = await fetch(`${served.url}/page`);
  expect(page.headers.get("content-security-policy")).toBe("default-src 'self'");
  expect(page.headers.get("cache-control")).toBe("private, max-age=60");
  expect(page.headers.get("x-content-type-options")).toBe("nosniff");
});

test("S6 there are no CORS headers, and another site's page changes nothing", async () => {
  await using served = await servedTelemetry({ auth_token: authToken }, {}, (app) => {
    app.post("/own", (context) => context.text("changed"));
  });
  const ask = (method: string, headers: Record<string, string>) =>
    fetch(`${served.url}/own`, { method, headers });
  expect((await ask("POST", {})).status).toBe(200);
  expect((await ask("POST", { origin: served.url })).status).toBe(200);
  for (const origin of ["http://evil.example", "null", "http://127.0.0.1:1", "https://localhost"]) {
    const response = await ask("POST", { origin });
    expect(response.status, origin).toBe(403);
    const preflight = await ask("OPTIONS", { origin, "access-control-request-method": "POST" });
    for (const { headers } of [response, preflight, await ask("GET", { origin })])
      expect([...headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
    expect(preflight.ok).toBe(false);
  }
});

test("S13 a request id is answered as it came if it is harmless, else replaced", async () => {
  await using served = await servedTelemetry();
  const idOf = async (header: string) => {
    const { answer } = await statusOf(served.port, "/health/live", header);
    expect(statusesOf(answer)).toEqual([200]);
    const ids = [...answer.matchAll(/^x-request-id: (.*)\r$/gim)].map(([, id]) => id);
    expect(ids).toHaveLength(1);
    return ids[0];
  };
  const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
  for (const id of ["a", "A-z_0.9", "x".repeat(128)])
    expect(await idOf(`X-Request-Id: ${id}\r\n`)).toBe(id);
  for (const id of [
    "",
    "x".repeat(129),
    "x".repeat(10_000),
    "a b",
    "a%0d%0aSet-Cookie:b",
    "caf\u00e9",
    "a,b",
    "<script>",
  ])
    expect(await idOf(`X-Request-Id: ${id}\r\n`), id.slice(0, 20)).toMatch(uuid);
  expect(await idOf("X-Request-Id: a\r\nX-Request-Id: b\r\n")).toMatch(uuid);
  expect(await idOf("")).toMatch(uuid);
  // A line break in a value is another header, or no HTTP at all; never a line of our answer.
  const split = await statusOf(
    served.port,
    "/health/live",
    "X-Request-Id: a\r\nSet-Cookie: b=c\r\n",
  );
  expect(split.answer).not.toMatch(/set-cookie/i);
  for (const id of ["a\rb", "a\u001b[31m", "a\0"])
    expect((await statusOf(served.port, "/health/live", `X-Request-Id: ${id}\r\n`)).status).toBe(
      400,
    );
});

test("S2 one route may take larger bodies than the others", async () => {
  const app = new Hono();
  const limitOf = (request: Request) => (new URL(request.url).pathname === "/push" ? 100 : 10);
  app.use(protectRequests({ maxBodyBytes: limitOf }));
  app.post("/:any", async (context) => context.text(await context.req.text()));
  const send = (path: string, bytes: number) =>
    app.request(path, {
      method: "POST",
      body: "x".repeat(bytes),
      headers: { "content-length": `${bytes}` },
    });
  expect((await send("/push", 100)).status).toBe(200);
  expect((await send("/push", 101)).status).toBe(413);
  expect((await send("/other", 11)).status).toBe(413);
});
