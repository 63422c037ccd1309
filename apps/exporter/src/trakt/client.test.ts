import { httpReceiver } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { rejection, testClient } from "../../test/clients.ts";
import { startSandbox } from "../sandbox/sandbox.ts";
import type { TraktClient } from "./client.ts";
import type { TraktList } from "./rows.ts";
import { TraktError } from "./trakt-error.ts";

async function read(client: TraktClient, list: TraktList = "history") {
  let rows = 0;
  for await (const page of client.pages(list)) rows += page.rows.length;
  return rows;
}

const refused = async (client: TraktClient) => {
  const error = await rejection(read(client, "ratings"));
  if (error instanceof TraktError) return error;
  throw error;
};

test("sends the headers and pages that Trakt wants, and tells every attempt", async () => {
  await using server = await httpReceiver(() => ({ status: 200, body: "[]" }));
  const client = testClient(`${server.url}/`);
  await read(client);

  const [request] = await server.received(1);
  expect(request?.url).toBe("/sync/history/movies?page=1&limit=250");
  expect(request?.headers).toMatchObject({
    "content-type": "application/json",
    "user-agent": "ettl-exporter/0.0.0 (+https://example.org)",
    "trakt-api-key": "any-client-id",
    "trakt-api-version": "2",
    authorization: "Bearer demo",
  });
  expect(client.calls).toEqual([
    { service: "trakt", endpoint: "/sync/history/movies", method: "GET", resendCount: 0 },
  ]);
});

test("reads a public profile without a token", async () => {
  await using sandbox = await startSandbox();
  const client = testClient(sandbox.url, { accessToken: undefined, user: "demo" });
  expect(await read(client, "watchlist")).toBeGreaterThan(100);
  expect(client.calls[0]?.endpoint).toBe("/users/{id}/watchlist/movies");
});

test("E1 retries 5xx, 429 in JSON and in HTML, and resets, each attempt told", async () => {
  await using sandbox = await startSandbox();
  const undisturbed = await read(testClient(sandbox.url), "ratings");
  for (const fault of [
    { kind: "status", status: 500 } as const,
    { kind: "status", status: 503 } as const,
    { kind: "rate-limit", retryAfterSeconds: 0, body: "json" } as const,
    { kind: "rate-limit", retryAfterSeconds: 0, body: "html" } as const,
    { kind: "reset" } as const,
    { kind: "cut" } as const,
    { kind: "html" } as const,
    { kind: "truncated" } as const,
  ]) {
    sandbox.faults.set([{ ...fault, times: 3 }]);
    const client = testClient(sandbox.url);
    expect(await read(client, "ratings")).toBe(undisturbed);
    expect(sandbox.faults.list()).toEqual([]);
    expect(client.calls).toHaveLength(Math.ceil(undisturbed / 250) + 3);
  }
});

test("E1 gives up after its retries, saying what, where and how often", async () => {
  await using sandbox = await startSandbox();
  sandbox.faults.set([{ kind: "status", status: 500 }]);
  const client = testClient(sandbox.url);
  const error = await refused(client);

  expect(error).toMatchObject({ code: "server_error", status: 500, retryable: true });
  expect(error.message).toBe(
    "Trakt has an error of its own (500) at GET /sync/ratings/movies: run it again later; " +
      "https://status.trakt.tv may say more (tried 4 times)",
  );
  expect(client.calls).toHaveLength(4);
});

test("E1 understands Retry-After in seconds, and nothing else", async () => {
  const given: Record<string, number | undefined> = {
    "2": 2000,
    "1.5": 1500,
    "1000000000": 1e12,
    soon: undefined,
    "-1": undefined,
    "Wed, 21 Oct 2026 07:28:00 GMT": undefined,
  };
  for (const [value, retryAfterMs] of Object.entries(given)) {
    await using server = await httpReceiver(() => ({
      status: 429,
      headers: { "retry-after": value },
    }));
    const error = await refused(testClient(server.url, { retries: 0 }));
    expect(error.code).toBe("rate_limited");
    expect(error.retryAfterMs).toBe(retryAfterMs);
  }
});

test("E1 asked to wait longer than the period of the limit, it is better to come again later", async () => {
  await using server = await httpReceiver(() => ({
    status: 429,
    headers: { "retry-after": "3600" },
  }));
  const error = await refused(testClient(server.url));
  expect(error).toMatchObject({ code: "rate_limited", retryable: true, retryAfterMs: 3_600_000 });
  expect(server.requests).toHaveLength(1);
});

test("E1 without Retry-After, X-Ratelimit says until when", async () => {
  const until = new Date(Date.now() + 60_000).toISOString();
  const limit = { name: "AUTHED_API_GET_LIMIT", period: 300, limit: 500, remaining: 0, until };
  await using server = await httpReceiver(() => ({
    status: 429,
    headers: { "x-ratelimit": JSON.stringify(limit) },
  }));
  const { retryAfterMs } = await refused(testClient(server.url, { retries: 0 }));
  expect(retryAfterMs).toBeGreaterThan(50_000);
  expect(retryAfterMs).toBeLessThanOrEqual(60_000);
});

test("E1 retries an HTML page, cut JSON, a reset amid the body and a silent server", async () => {
  const answers: [string, Parameters<typeof httpReceiver>[0]][] = [
    ["malformed", () => ({ status: 200, body: "<!DOCTYPE html><title>Sorry</title>" })],
    ["malformed", () => ({ status: 200, body: '[{"id":1},{"id"' })],
    ["malformed", () => ({ status: 200, body: '{"id":1}' })],
    [
      "network",
      (_, response) => {
        response.writeHead(200, { "content-length": "1000" });
        response.write("[", () => response.socket?.resetAndDestroy());
      },
    ],
    ["timeout", () => {}],
  ];
  for (const [code, answer] of answers) {
    await using server = await httpReceiver(answer);
    const error = await refused(testClient(server.url, { retries: 1, requestTimeoutMs: 300 }));
    expect(error).toMatchObject({ code, retryable: true });
    expect(error.status).toBe(code === "malformed" ? 200 : undefined);
    expect(server.requests).toHaveLength(2);
  }
});

test("E1 names the origin and the reason when nobody listens", async () => {
  const server = await httpReceiver();
  await server.close();
  const error = await refused(testClient(server.url, { retries: 0 }));
  expect(error.message).toBe(
    `could not reach ${server.url} (ECONNREFUSED) at GET /sync/ratings/movies: ` +
      "check the network and trakt.api_base_url",
  );
  expect(error.status).toBeUndefined();
});

test("E2 never retries 401, 403, 404, 420, 423, 426 and redirects, and says what to do", async () => {
  const expected = {
    302: "http",
    401: "unauthorized",
    403: "forbidden",
    404: "http",
    420: "account_limit",
    423: "locked",
    426: "vip_only",
  };
  await using elsewhere = await httpReceiver();
  for (const [status, code] of Object.entries(expected)) {
    await using server = await httpReceiver(() => ({
      status: Number(status),
      headers: { location: elsewhere.url },
    }));
    const error = await refused(testClient(server.url));
    expect(error).toMatchObject({ code, status: Number(status), retryable: false });
    expect(error.message).toMatch(new RegExp(`\\(${status}\\) at GET /sync/ratings/movies: .+`));
    expect(server.requests).toHaveLength(1);
  }
  expect(elsewhere.requests).toEqual([]);
});

test("E10 an abort ends a wait and a request at once, with the caller's own reason", async () => {
  const reason = new Error("the user pressed Ctrl-C");
  await using limited = await httpReceiver(() => ({
    status: 429,
    headers: { "retry-after": "200" },
  }));
  await using silent = await httpReceiver(() => {});
  for (const server of [limited, silent]) {
    const controller = new AbortController();
    const client = testClient(server.url);
    const reading = rejection(client.pages("ratings", { signal: controller.signal }).next());
    await server.received(1);
    controller.abort(reason);
    expect(await reading).toBe(reason);
    expect(server.requests).toHaveLength(1);
  }
});

test("E13 no message, cause or stack repeats the token or the client id", async () => {
  const secrets = { accessToken: "secret-token-1", clientId: "secret-client-2" };
  await using server = await httpReceiver(() => 401);
  const gone = await httpReceiver();
  await gone.close();
  const errors = [
    await refused(testClient(server.url, secrets)),
    await refused(testClient(gone.url, { ...secrets, retries: 0 })),
  ];
  for (const error of errors) {
    const cause = error.cause instanceof Error ? error.cause.stack : "";
    expect(`${error.stack}${cause}${JSON.stringify(error)}`).not.toMatch(/secret-/);
  }

  const make = (options: object) => () => testClient("http://127.0.0.1", options);
  for (const options of [{ accessToken: "secret-\n" }, { clientId: "secret-é" }]) {
    expect(make(options)).toThrow(/has a character that no header can carry/);
    expect(make(options)).not.toThrow(/secret-/);
  }
  expect(() => testClient("http://me:secret-@127.0.0.1")).toThrow(
    /^(?!.*secret-).*without a password/,
  );
  expect(make({ accessToken: undefined })).toThrow("needs an access token");
});
