import { METHODS, request } from "node:http";
import { requestOf } from "@ettl/telemetry/hono";
import { expect, test } from "vitest";
import { rawConnection, rawExchange, statusesOf } from "../test/raw-connection.ts";
import { authToken, servedTelemetry } from "../test/served-telemetry.ts";

const host = "Host: localhost\r\n";
const post = `POST /alerts/silences HTTP/1.1\r\n${host}`;
const chunked = "Transfer-Encoding: chunked\r\n";

/** What another program between us and a client could read in another way than we do. */
const smuggling: Readonly<Record<string, string | Buffer>> = {
  "content-length and chunked": `${post}Content-Length: 6\r\n${chunked}\r\n0\r\n\r\nGET /metrics HTTP/1.1\r\n${host}\r\n`,
  "chunked and content-length": `${post}${chunked}Content-Length: 6\r\n\r\n0\r\n\r\nG`,
  "two lengths": `${post}Content-Length: 6\r\nContent-Length: 5\r\n\r\nabcdef`,
  "one length twice": `${post}Content-Length: 6\r\nContent-Length: 6\r\n\r\nabcdef`,
  "a length with a sign": `${post}Content-Length: +6\r\n\r\nabcdef`,
  "a length in hex": `${post}Content-Length: 0x6\r\n\r\nabcdef`,
  "chunked, then not": `${post}${chunked}Transfer-Encoding: identity\r\n\r\n0\r\n\r\n`,
  "an unknown encoding": `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
  "a space before the colon": `${post}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`,
  "a folded header": `${post}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n`,
  "lines without CR": "GET /metrics HTTP/1.1\nHost: localhost\n\n",
  "a header without CR": "GET /metrics HTTP/1.1\r\nHost: localhost\nA: b\r\n\r\n",
  "a lone CR": `GET /metrics HTTP/1.1\r\n${host}A: b\r${chunked}\r\n0\r\n\r\n`,
  "a negative chunk": `${post}${chunked}\r\n-1\r\nabc\r\n`,
  "a chunk of 72 bits": `${post}${chunked}\r\nffffffffffffffffff\r\nabc\r\n`,
  "a chunk without CR": `${post}${chunked}\r\n1\na\n0\n\n`,
  "NUL in a header": `GET /metrics HTTP/1.1\r\n${host}A: b\0c\r\n\r\n`,
  "NUL in the path": `GET /metrics\0 HTTP/1.1\r\n${host}\r\n`,
  "an unknown version": `GET /metrics HTTP/9.9\r\n${host}\r\n`,
  "no host": "GET /metrics HTTP/1.1\r\n\r\n",
  "two hosts": `GET /metrics HTTP/1.1\r\n${host}Host: evil.example\r\n\r\n`,
  "an unknown method": `FOO /metrics HTTP/1.1\r\n${host}\r\n`,
  "a method in small letters": `get /metrics HTTP/1.1\r\n${host}\r\n`,
  "HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  TLS: Buffer.from("16030100010203040506", "hex"),
};

test.for(Object.entries(smuggling))(
  "S14 %s answers 400 and closes the connection",
  async ([, bytes]) => {
    await using served = await servedTelemetry({ auth_token: authToken });
    const answer = await rawExchange(served.port, bytes);
    expect(statusesOf(answer).at(-1)).toBe(400);
    // Nothing that hid behind it was answered.
    expect(answer).not.toContain("200 OK");
  },
);

test("S14 what is wrong in the middle of an answer cuts it, and adds nothing to it", async () => {
  await using served = await servedTelemetry({}, {}, (app) => {
    app.get("/stream", (context) =>
      context.body(
        new ReadableStream({
          start: (controller) => controller.enqueue(new TextEncoder().encode("first")),
        }),
      ),
    );
  });
  using connection = rawConnection(served.port);
  connection.socket.write(`GET /stream HTTP/1.1\r\n${host}\r\n`);
  await connection.received(/first/);
  connection.socket.write("nonsense\r\n\r\n");
  const answer = await connection.closed();
  expect(statusesOf(answer)).toEqual([200]);
  expect(answer.split("first")[1]).toBe("\r\n");
  expect(served.server.stats().requestsRefused.malformed).toBe(1);
});

test("S3 HEAD has the headers of GET and no body", async () => {
  await using served = await servedTelemetry();
  for (const path of [
    "/metrics",
    "/health",
    "/health/live",
    "/alerts/history",
    "/telemetry/status",
    "/telemetry/logs",
    "/telemetry/traces",
    "/not/there",
  ]) {
    const [get, head] = [
      await fetch(served.url + path),
      await fetch(served.url + path, { method: "HEAD" }),
    ];
    // RFC 9110 9.3.2: what only the body tells may be left out. The connection is the client's choice.
    const names = ({ headers }: Response) =>
      [...headers.keys()]
        .filter((name) => !/^(content-length|transfer-encoding|connection|keep-alive)$/.test(name))
        .sort();
    expect(names(head), path).toEqual(names(get));
    expect(head.status, path).toBe(get.status);
    expect(head.headers.get("content-type"), path).toBe(get.headers.get("content-type"));
    expect(await head.text(), path).toBe("");
  }
});

test("S3 every other method that Node knows answers 405 and Allow on a known route", async () => {
  await using served = await servedTelemetry({ auth_token: authToken });
  const statusOf = (method: string, path: string) =>
    new Promise<{ status: number | undefined; allow: string | undefined }>((resolve, reject) => {
      const sent = request(served.url + path, { method }, (response) => {
        response.resume();
        resolve({ status: response.statusCode, allow: response.headers.allow });
      });
      sent.on("connect", ({ statusCode, headers }) =>
        resolve({ status: statusCode, allow: headers.allow }),
      );
      sent.on("error", reject).end();
    });
  const odd = METHODS.filter((method) => method !== "GET" && method !== "HEAD");
  expect(odd.length).toBeGreaterThan(30);
  for (const path of [
    "/metrics",
    "/health",
    "/health/live",
    "/telemetry/status",
    "/telemetry/logs",
  ])
    for (const method of odd)
      expect(await statusOf(method, path), `${method} ${path}`).toEqual({
        status: 405,
        allow: "GET, HEAD",
      });
  for (const method of odd.filter((one) => one !== "CONNECT"))
    expect((await statusOf(method, "/anything")).status, method).toBe(404);
});

test("S4 no payload of a traversal is answered with content", async () => {
  await using served = await servedTelemetry({ auth_token: authToken });
  const up = [
    "..",
    "%2e%2e",
    "%2E%2E",
    ".%2e",
    "%252e%252e",
    "..%00",
    "..;",
    "%c0%ae%c0%ae",
    "....",
    "%u002e%u002e",
  ];
  const separators = ["/", "//", "\\", "%2f", "%2F", "%5c", "%252f", "/./", "%00/"];
  const paths = up.flatMap((dots) =>
    separators.flatMap((separator) => [
      `/${`${dots}${separator}`.repeat(8)}etc/passwd`,
      `/telemetry/${dots}${separator}metrics`,
      `/health/${dots}${separator}telemetry/logs`,
      `/alerts${separator}${dots}${separator}package.json`,
    ]),
  );
  const more = [
    "/%",
    "/%ff",
    "/%00",
    "/\u00ff",
    "//",
    "///etc/passwd",
    "/.env",
    "/.git/config",
    "/file:///etc/passwd",
    "/C:\\boot.ini",
  ];
  for (const path of [...paths, ...more]) {
    const answer = await rawExchange(
      served.port,
      `GET ${path} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`,
    );
    const [status] = statusesOf(answer);
    expect([400, 401, 404], `${path}: ${answer.slice(0, 200)}`).toContain(status);
  }
});

test("S6 a host that is not meant gets 421; probes and this machine's names are answered", async () => {
  await using served = await servedTelemetry();
  const status = async (line: string, name: string) =>
    statusesOf(
      await rawExchange(
        served.port,
        `${line} HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`,
      ),
    )[0];
  for (const name of ["localhost", "LOCALHOST:1", "localhost.", "127.0.0.1:9090", "[::1]:80"])
    expect(await status("GET /metrics", name), name).toBe(200);
  for (const name of [
    "evil.example",
    "evil.example:9090",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "localhost@evil.example",
    "10.0.0.1",
    "[::2]",
    "",
  ]) {
    expect(await status("GET /metrics", name), name).toBe(421);
    expect(await status("POST /alerts/silences", name), name).toBe(421);
  }
  expect(await status("GET http://evil.example/metrics", "localhost")).toBe(421);
  expect(await status("GET http://localhost/metrics", "localhost")).toBe(200);
  for (const path of ["/health/live", "/health/ready", "/health/live?x=1"])
    expect(await status(`GET ${path}`, "10.1.2.3:9090"), path).toBe(200);
  // A path that only looks like a probe's.
  for (const path of ["/health/live/../../metrics", "/health/ready/", "/health//live"])
    expect(await status(`GET ${path}`, "evil.example"), path).toBe(421);
  expect(served.server.stats().requestsRefused.host).toBeGreaterThan(10);
});

test("S6 allowed_hosts adds names, and holds on every address; without it those beyond loopback take any", async () => {
  const statuses = async (keys: Record<string, string>, bound: string) => {
    await using served = await servedTelemetry(keys, { host: bound });
    const ask = async (name: string) =>
      statusesOf(
        await rawExchange(
          served.port,
          `GET /metrics HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`,
        ),
      )[0];
    return [
      await ask("monitor.example"),
      await ask("Monitor.Example:443"),
      await ask("evil.example"),
      await ask("localhost"),
    ];
  };
  const list = { allowed_hosts: "monitor.example" };
  expect(await statuses({}, "127.0.0.1")).toEqual([421, 421, 421, 200]);
  expect(await statuses(list, "127.0.0.1")).toEqual([200, 200, 421, 200]);
  expect(await statuses({}, "0.0.0.0")).toEqual([200, 200, 200, 200]);
  expect(await statuses(list, "0.0.0.0")).toEqual([200, 200, 421, 200]);
  expect(await statuses({ allowed_hosts: "*" }, "127.0.0.1")).toEqual([200, 200, 200, 200]);
});

const upgradeTo = (protocol: string, name = "localhost") =>
  `GET /live HTTP/1.1\r\nHost: ${name}\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n`;

test("S6 a WebSocket is handed over only for a host that is meant, and only if somebody takes it", async () => {
  await using without = await servedTelemetry();
  expect(statusesOf(await rawExchange(without.port, `${upgradeTo("websocket")}\r\n`))).toEqual([
    400,
  ]);

  const asked: string[] = [];
  await using served = await servedTelemetry(
    { auth_token: authToken },
    {
      upgrade: (incoming, socket) => {
        asked.push(requestOf(incoming).url);
        const allowed = served.telemetry.access.authorize(requestOf(incoming), "read");
        socket.end(
          allowed ? "HTTP/1.1 101 Switching Protocols\r\n\r\nhello" : "HTTP/1.1 401 No\r\n\r\n",
        );
      },
    },
  );
  expect(
    statusesOf(await rawExchange(served.port, `${upgradeTo("websocket", "evil.example")}\r\n`)),
  ).toEqual([421]);
  expect(asked).toEqual([]);
  expect(statusesOf(await rawExchange(served.port, `${upgradeTo("WebSocket")}\r\n`))).toEqual([
    401,
  ]);
  const token = `Authorization: Bearer ${authToken}\r\n`;
  const taken = await rawExchange(served.port, `${upgradeTo("websocket")}${token}\r\n`);
  expect(statusesOf(taken)).toEqual([101]);
  expect(taken).toContain("hello");
  expect(asked).toEqual(["http://localhost/live", "http://localhost/live"]);
});

test("an offer of h2c, as Java's client makes it, is answered as if it were not there", async () => {
  await using served = await servedTelemetry({}, { upgrade: (_, socket) => socket.destroy() });
  const answer = await rawExchange(
    served.port,
    `GET /health/live HTTP/1.1\r\n${host}Connection: close, Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQBAAAAAAIAAAAA\r\n\r\n`,
  );
  expect(statusesOf(answer)).toEqual([200]);
});

test("a probe in HTTP/1.0 needs no host", async () => {
  await using served = await servedTelemetry();
  expect(statusesOf(await rawExchange(served.port, "GET /health/live HTTP/1.0\r\n\r\n"))).toEqual([
    200,
  ]);
});
