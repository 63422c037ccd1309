import { once } from "node:events";
import { request } from "node:http";
import { gzipSync } from "node:zlib";
import { createMetrics } from "@ettl/metrics";
import { serveApp } from "@ettl/telemetry/hono";
import { Gauge, Pushgateway, Registry } from "prom-client";
import { describe, expect, test } from "vitest";
import {
  createPushTarget,
  type PushRoutesOptions,
  type PushTargetOptions,
  pushRoutes,
} from "./index.ts";

type Body = string | Buffer<ArrayBuffer>;
type Headers = Readonly<Record<string, string>>;

async function served(options: PushTargetOptions = {}, routes: PushRoutesOptions = {}) {
  const target = createPushTarget(options);
  const app = pushRoutes(target, routes);
  app.notFound((context) => context.json({ error: "not found" }, 404));
  const server = await serveApp(app, { host: "127.0.0.1", port: 0 });
  const url = `http://${server.address}`;
  const send = async (method: string, path: string, body?: Body, headers: Headers = {}) => {
    const response = await fetch(`${url}${path}`, { method, body: body ?? null, headers });
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  return {
    target,
    url,
    send,
    put: (path: string, body: Body, headers?: Headers) => send("PUT", path, body, headers),
    [Symbol.asyncDispose]: () => server.close(0),
  };
}

/** Sample lines of the groups, without those of the target itself. */
const linesOf = (text: string) =>
  text.split("\n").filter((line) => line !== "" && !/^#|^push_/.test(line));

test("prom-client's Pushgateway pushes, adds and deletes, with and without groupings", async () => {
  await using server = await served();
  const registry = new Registry();
  const gauge = new Gauge({ name: "g", help: "G.", labelNames: ["a"], registers: [registry] });
  const other = new Registry();
  new Gauge({ name: "h", help: "H.", registers: [other] }).set(2);
  const gateway = new Pushgateway(server.url, {}, registry);
  const groupings = { instance: 'host 1 "é"', shard: "7" };
  gauge.set({ a: "x" }, 1);
  await gateway.push({ jobName: "nightly" });
  await gateway.push({ jobName: "nightly", groupings });
  await new Pushgateway(server.url, {}, other).pushAdd({ jobName: "nightly" });
  const lines = async () => linesOf((await server.send("GET", "/pushed/metrics")).text);
  expect(await lines()).toEqual([
    'g{a="x",instance="",job="nightly"} 1',
    'g{a="x",instance="host 1 \\"é\\"",job="nightly",shard="7"} 1',
    'h{instance="",job="nightly"} 2',
  ]);
  await new Pushgateway(server.url, {}, other).push({ jobName: "nightly" });
  await gateway.delete({ jobName: "nightly", groupings });
  expect(await lines()).toEqual(['h{instance="",job="nightly"} 2']);
  // A slash is a part of the name here, where the real one would take it for the start of a label.
  await gateway.push({ jobName: "a/b" });
  expect(await lines()).toContain('g{a="x",instance="",job="a/b"} 1');
});

test("prom-client learns why a push was refused", async () => {
  await using server = await served({ maxGroups: 1 });
  const registry = new Registry();
  new Gauge({ name: "g", help: "G.", registers: [registry] }).set(1);
  const gateway = new Pushgateway(server.url, {}, registry);
  await gateway.push({ jobName: "a" });
  await expect(gateway.push({ jobName: "b" })).rejects.toThrow(
    /status 507, there are 1 groups, which is the limit/,
  );
});

test("@ettl/metrics pushes, its jobs in groups of their own", async () => {
  await using server = await served();
  const metrics = createMetrics({ version: "1", runtimeMetrics: false });
  metrics.recordJob({ job: "ratings/all", status: "success", durationSeconds: 2 });
  metrics.recordExport({ type: "all", status: "success", format: "csv", durationSeconds: 0.2 });
  const result = await metrics.push({
    url: server.url,
    job: "nightly/eu",
    groupings: { instance: "", place: "a b" },
  });
  expect(result).toEqual({ outcome: "pushed" });
  expect(server.target.groups().map(({ labels }) => labels)).toEqual([
    { job: "nightly/eu", instance: "", place: "a b" },
    { job: "nightly/eu", instance: "", place: "a b", job_name: "ratings/all" },
  ]);
  const { text } = await server.send("GET", "/pushed/metrics");
  expect(text).toMatch(
    /^job_last_run_succeeded{instance="",job="nightly\/eu",job_name="ratings\/all",place="a b"} 1$/m,
  );
  expect(text).toMatch(
    /^export_trakt_exports_total{format="csv",instance="",job="nightly\/eu",place="a b",status="success",type="all"} 1$/m,
  );
});

const paths: readonly (readonly [path: string, labels: Record<string, string> | RegExp])[] = [
  ["/metrics/job/a", { job: "a" }],
  ["/metrics/job/a/", { job: "a" }],
  ["/metrics/job/a/b/", { job: "a", b: "" }],
  ["/metrics/job@base64/L3Zhci90bXA", { job: "/var/tmp" }],
  ["/metrics/job%40base64/L3Zhci90bXA==", { job: "/var/tmp" }],
  ["/metrics/job/a/b@base64/=/c@base64/zqDPgc6_", { job: "a", b: "", c: "Προ" }],
  ["/metrics/job/%C3%A9%20%2F/x/a%25b", { job: "é /", x: "a%b" }],
  ["/metrics/job/a/b/1/b/2/job/c", { job: "a", b: "2" }],
  ["/metrics/job/", /expected a name of the job/],
  ["/metrics/job@base64/=", /expected a name of the job/],
  ["/metrics/job/a/b", /expected a value after each label/],
  ["/metrics/job/a//b", /expected the name of a label, found ""/],
  ["/metrics/job/a/b-c/d", /expected the name of a label, found "b-c"/],
  ["/metrics/job/a/__b/c", /expected the name of a label, found "__b"/],
  ["/metrics/job/a/b@base64/!!", /expected base64url as b@base64, found "!!"/],
  ["/metrics/job/a/b@base64/_w", /expected UTF-8 in the base64url of b@base64/],
  ["/metrics/job/%ff", /expected a path whose escapes are UTF-8/],
];

for (const [path, expected] of paths)
  test(`the path ${path} names ${expected instanceof RegExp ? "no group" : "a group"}`, async () => {
    await using server = await served();
    const { status, text } = await server.put(path, "x 1\n");
    expect(status).toBe(expected instanceof RegExp ? 400 : 200);
    if (expected instanceof RegExp) expect(text).toMatch(expected);
    expect(server.target.groups().map(({ labels }) => labels)).toEqual(
      expected instanceof RegExp ? [] : [expected],
    );
    expect((await server.send("DELETE", path)).status).toBe(expected instanceof RegExp ? 400 : 202);
    expect(server.target.groups()).toEqual([]);
  });

test("the statuses are those of the Pushgateway, and a refusal says why in one line", async () => {
  await using server = await served();
  expect(await server.put("/metrics/job/a", "x 1\n")).toMatchObject({ status: 200, text: "" });
  expect(await server.send("POST", "/metrics/job/a", "x 2\n")).toMatchObject({ status: 200 });
  expect(await server.send("POST", "/metrics/job/a")).toMatchObject({ status: 200 });
  expect(await server.send("DELETE", "/metrics/job/none")).toMatchObject({ status: 202, text: "" });
  expect(await server.put("/metrics/job/a", "x 1\ny")).toMatchObject({
    status: 400,
    text: 'line 2: expected a blank or "{" after the metric name, found the end of the line\n',
  });
  expect(await server.put("/metrics/job/a", "x 1 1\n")).toMatchObject({
    status: 400,
    text: "x has a time; pushed samples must have none\n",
  });
  expect(await server.send("GET", "/metrics/job/a")).toMatchObject({ status: 405 });
  const { headers } = await server.send("PATCH", "/metrics/job/a");
  expect(headers.get("allow")).toBe("PUT, POST, DELETE");
  for (const path of [
    "/metrics",
    "/metrics/",
    "/metrics/job",
    "/metrics/jobs/a",
    "/metrics/x/job/a",
  ])
    expect(await server.put(path, "x 1\n")).toMatchObject({ status: 404 });
  server.target.close();
  expect(await server.put("/metrics/job/a", "x 1\n")).toMatchObject({ status: 503 });
});

test("any content type is text but those that are not, and of encodings gzip is taken", async () => {
  await using server = await served();
  const put = (headers: Headers, body: Body = "x 1\n") =>
    server.put("/metrics/job/a", body, headers).then(({ status }) => status);
  for (const type of ["text/plain; version=0.0.4", "application/x-www-form-urlencoded", "nonsense"])
    expect(await put({ "content-type": type })).toBe(200);
  for (const type of [
    "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
    "application/openmetrics-text; version=1.0.0",
  ])
    expect(await put({ "content-type": type })).toBe(415);
  expect(await put({ "content-encoding": "GZIP" }, gzipSync("x 1\n"))).toBe(200);
  expect(await put({ "content-encoding": "gzip" })).toBe(400);
  expect(await put({ "content-encoding": "gzip" }, gzipSync("x 1\n").subarray(0, 10))).toBe(400);
  for (const encoding of ["br", "snappy"])
    expect(await put({ "content-encoding": encoding })).toBe(415);
});

describe("S2 a body over the limit answers 413, and changes nothing:", () => {
  const maxBodyBytes = 100_000;
  const long = `# ${"x".repeat(maxBodyBytes)}\n`;

  test("one that tells its length", async () => {
    await using server = await served({ maxBodyBytes });
    expect(await server.put("/metrics/job/a", long)).toMatchObject({
      status: 413,
      text: "expected at most 100000 bytes of the body\n",
    });
    expect((await server.put("/metrics/job/a", long.slice(4))).status).toBe(400);
    expect(server.target.groups()).toEqual([]);
  });

  test("one that never ends, of which no more is read than the limit and what is on the way", async () => {
    await using server = await served({ maxBodyBytes });
    const sending = request(`${server.url}/metrics/job/a`, { method: "PUT" });
    sending.on("error", () => {});
    let sent = 0;
    let isAnswered = false;
    const answered = once(sending, "response").finally(() => {
      isAnswered = true;
    });
    const piece = Buffer.alloc(65_536, "# x\n");
    while (!isAnswered && sent < 200_000_000) {
      sent += piece.length;
      if (!sending.write(piece)) await Promise.race([once(sending, "drain"), answered]);
    }
    const [response] = (await answered) as [{ statusCode: number }];
    expect(response.statusCode).toBe(413);
    expect(sent).toBeLessThan(20_000_000);
    sending.destroy();
    expect(server.target.groups()).toEqual([]);
    expect((await server.put("/metrics/job/a", "x 1\n")).status).toBe(200);
  });

  test("a gzip bomb, which is not unpacked beyond it", async () => {
    await using server = await served({ maxBodyBytes });
    const bomb = gzipSync(Buffer.alloc(50_000_000, "# x\n"));
    expect(bomb.length).toBeLessThan(maxBodyBytes);
    const before = process.resourceUsage().maxRSS;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        server.put("/metrics/job/a", bomb, { "content-encoding": "gzip" }),
      ),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(
      new Set(["413 expected at most 100000 bytes unpacked\n"]),
    );
    // In kilobytes: unpacked, they would be a gigabyte.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(200_000);
    expect(server.target.groups()).toEqual([]);
  });
});

test("a push may say how long its group stays, by header or by query", async () => {
  const clock = { ms: 1_700_000_000_000 };
  await using server = await served({ now: () => clock.ms, ttlMs: 60_000 });
  const jobs = () => server.target.groups().map(({ labels }) => labels.job);
  await server.put("/metrics/job/query?ttl_seconds=5", "x 1\n");
  await server.put("/metrics/job/header?ttl_seconds=7", "x 1\n", { "x-ettl-ttl-seconds": "3" });
  await server.put("/metrics/job/default", "x 1\n");
  await server.put("/metrics/job/never?ttl_seconds=0", "x 1\n");
  for (const wrong of ["", "-1", "1.5", "1h", "999999999999"])
    expect(await server.put(`/metrics/job/wrong?ttl_seconds=${wrong}`, "x 1\n")).toMatchObject({
      status: 400,
      text: "expected a time to live in whole seconds, a year at most\n",
    });
  expect(jobs()).toEqual(["query", "header", "default", "never"]);
  clock.ms += 3000;
  expect(jobs()).toEqual(["query", "default", "never"]);
  clock.ms += 2000;
  expect(jobs()).toEqual(["default", "never"]);
  clock.ms += 55_000;
  expect(jobs()).toEqual(["never"]);
});

test("what was pushed is served as text 0.0.4, compressed for who asks, and not cached", async () => {
  await using server = await served();
  const many = Array.from({ length: 100 }, (_, n) => `x{n="${n}"} ${n}\n`).join("");
  await server.put("/metrics/job/a", many);
  const { status, headers, text } = await server.send("GET", "/pushed/metrics");
  expect(status).toBe(200);
  expect(headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(headers.get("content-encoding")).toBe("gzip");
  expect(headers.get("cache-control")).toBe("no-store");
  expect(text).toBe(server.target.text());
  const plain = await server.send("GET", "/pushed/metrics", undefined, {
    "accept-encoding": "identity",
  });
  expect(plain.headers.get("content-encoding")).toBeNull();
  expect(plain.text).toBe(text);
  expect(await server.send("HEAD", "/pushed/metrics")).toMatchObject({ status: 200, text: "" });
  const refused = await server.send("POST", "/pushed/metrics");
  expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
});

test("pushing and deleting want operate, reading wants read, and nothing else is a yes", async () => {
  const asked: string[] = [];
  let answer: () => unknown = () => true;
  const authorize = (_: Request, scope: "read" | "operate") => {
    asked.push(scope);
    return answer() as boolean;
  };
  await using server = await served({}, { authorize });
  const all = async () => [
    (await server.put("/metrics/job/a", "x 1\n")).status,
    (await server.put("/metrics/job/a/b", "x 1\n")).status,
    (await server.send("DELETE", "/metrics/job/a")).status,
    (await server.send("GET", "/pushed/metrics")).status,
  ];
  expect(await all()).toEqual([200, 400, 202, 200]);
  expect(asked).toEqual(["operate", "operate", "operate", "read"]);
  const noes: (() => unknown)[] = [
    () => false,
    () => Promise.resolve(true),
    () => {
      throw new Error("no");
    },
  ];
  for (const no of noes) {
    answer = no;
    expect(await all()).toEqual([401, 401, 401, 401]);
  }
  expect(server.target.stats().accepted).toBe(1);
});

test("the token may come as the password of basic authentication, which is what clients of a Pushgateway send", async () => {
  const token = "a-token: with a colon";
  const authorize = (request: Request, scope: "read" | "operate") =>
    request.headers.get("authorization") === `Bearer ${token}` && scope === "operate";
  await using server = await served({}, { authorize });
  const put = (authorization: string) =>
    server.send("PUT", "/metrics/job/a", "x 1\n", { authorization });
  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
  expect((await put(basic(`anybody:${token}`))).status).toBe(200);
  expect((await put(basic(`:${token}`).replace("Basic", "basic"))).status).toBe(200);
  expect((await put(`Bearer ${token}`)).status).toBe(200);
  const refused = [basic(`${token}:`), basic(token), basic("a:b"), "Basic", "Basic =", "Basic ü"];
  for (const authorization of refused) expect((await put(authorization)).status).toBe(401);
});

test("a page of another site can't push", async () => {
  await using server = await served();
  const put = (origin: string) => server.send("POST", "/metrics/job/a", "x 1\n", { origin });
  expect((await put("http://evil.example")).status).toBe(403);
  expect((await put("null")).status).toBe(403);
  expect((await put(server.url)).status).toBe(200);
});
