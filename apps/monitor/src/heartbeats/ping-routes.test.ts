import { once } from "node:events";
import { connect } from "node:net";
import { serveApp } from "@ettl/telemetry/hono";
import { afterEach, expect, test } from "vitest";
import type { Ping } from "./ping.ts";
import type { PingAddress } from "./ping-keys.ts";
import { pingRoutes } from "./ping-routes.ts";

const key = "5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278";
const pingKey = "fqOOd6-F4MMNuCEnzTU01w";
const rid = "123e4567-e89b-12d3-a456-426614174000";
const addresses: readonly PingAddress[] = [
  { name: "backup", key, slug: "backup" },
  { name: "database", slug: "db-backups" },
  { name: "start", slug: "start" },
  { name: "twin 1", slug: "twin" },
  { name: "twin 2", slug: "twin" },
];

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function served({ now = Date.now } = {}) {
  const pings: (Ping & { name: string })[] = [];
  const told: string[] = [];
  const app = pingRoutes(
    { ping: (name, ping) => void pings.push({ name, ...ping }) },
    {
      heartbeats: addresses,
      pingKey,
      now,
      onPing: (name, kind) => told.push(`${name} ${kind}`),
      onUnknownKey: () => told.push("unknown"),
    },
  );
  const server = await serveApp(app, { host: "127.0.0.1", port: 0 });
  closing.push(() => server.close(1_000));
  const url = `http://${server.address}/ping`;
  return {
    pings,
    told,
    address: server.address,
    async send(path: string, init?: RequestInit) {
      const response = await fetch(`${url}${path}`, init);
      return { response, answer: `${response.status} ${await response.text()}` };
    },
  };
}

test("every form of ping is taken, by GET, POST and HEAD", async () => {
  const { send, pings, told } = await served();
  const forms = [
    ["", { kind: "success" }],
    ["/", { kind: "success" }],
    ["/start", { kind: "start" }],
    ["/fail", { kind: "fail" }],
    ["/log", { kind: "log" }],
    ["/0", { kind: "success", exitCode: 0 }],
    ["/255", { kind: "fail", exitCode: 255 }],
  ] as const;
  const wanted: object[] = [];
  for (const [name, base] of [
    ["backup", `/${key}`],
    ["backup", `/${key.toUpperCase()}`],
    ["database", `/${pingKey}/db-backups`],
    ["backup", `/${pingKey}/backup`],
    ["start", `/${pingKey}/start`],
  ] as const)
    for (const [suffix, signal] of forms)
      for (const method of ["GET", "POST", "HEAD"]) {
        const { answer, response } = await send(`${base}${suffix}`, { method });
        expect(answer).toBe(method === "HEAD" ? "200 " : "200 OK");
        expect(response.headers.get("ping-body-limit")).toBe("10000");
        wanted.push({ name, ...signal });
      }
  expect(pings).toMatchObject(wanted);
  expect(told).toHaveLength(wanted.length);
});

test("what is no ping is answered as healthchecks.io does, and is none", async () => {
  const { send, pings } = await served();
  for (const [path, wanted] of [
    [`/${key}/256`, "400 invalid url format"],
    [`/${pingKey}/db-backups/999`, "400 invalid url format"],
    [`/${pingKey}/DB-backups`, "400 invalid url format"],
    [`/${key}?rid=none`, "400 invalid uuid format"],
    [`/${key}?rid=`, "400 invalid uuid format"],
    [`/${key}?rid={${rid}}`, "400 invalid uuid format"],
    [`/${pingKey}/twin`, "409 ambiguous slug"],
    [`/${key}/begin`, "404 not found"],
    [`/${key}/-1`, "404 not found"],
    [`/${key}/start/start`, "404 not found"],
    [`/${pingKey}`, "404 not found"],
    [`/${pingKey}/nobody`, "404 not found"],
    [`/${pingKey}/nobody?create=1`, "404 not found"],
    [`/${pingKey}x/backup`, "404 not found"],
    [`/${key.replace("5", "6")}`, "404 not found"],
    ["/", "404 not found"],
    ["", "404 not found"],
    ["//", "404 not found"],
    [`/%00${key}`, "404 not found"],
  ])
    expect([path, (await send(path ?? "")).answer]).toEqual([path, wanted]);
  expect(pings).toEqual([]);
});

test("a run id is passed on in small letters", async () => {
  const { send, pings } = await served();
  await send(`/${key}?rid=${rid.toUpperCase()}&create=1`);
  expect(pings).toMatchObject([{ rid }]);
});

test("S3 any other method answers 405 with Allow", async () => {
  const { send, pings } = await served();
  for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS"]) {
    const { response } = await send(`/${key}`, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD, POST");
  }
  expect(pings).toEqual([]);
});

test("a body is the log, and one that is no text is made to be some", async () => {
  const { send, pings } = await served();
  await send(`/${key}/log`, { method: "POST", body: Buffer.from("a\0b\xff\xc3", "latin1") });
  expect(pings[0]?.log).toBe("a\ufffdb\ufffd\ufffd");
});

test("S2 of a long body the end is kept, and no more of it is held", async () => {
  const { send, pings } = await served();
  const piece = Buffer.from(`${"x".repeat(65_535)}\n`);
  let pieces = 0;
  let most = 0;
  const before = process.memoryUsage().arrayBuffers;
  const body = new ReadableStream({
    pull(controller) {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      if (pieces++ < 9_600) return controller.enqueue(piece);
      controller.enqueue(Buffer.from("€ the end"));
      controller.close();
    },
  });
  const { answer } = await send(`/${key}/3`, {
    method: "POST",
    body,
    duplex: "half",
  } as RequestInit);
  expect(answer).toBe("200 OK");
  const { log = "" } = pings[0] ?? {};
  expect(Buffer.byteLength(log)).toBe(10_000);
  expect(log.endsWith("x\n€ the end")).toBe(true);
  // Of 600 MB sent; what the client has not given up yet is in it.
  expect(most).toBeLessThan(300_000_000);
});

test("a body that is cut short is no ping", async () => {
  const { address, pings, send } = await served();
  const [host, port] = address.split(":");
  const socket = connect(Number(port), host);
  socket.end(`POST /ping/${key}/fail HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf`);
  socket.resume();
  await once(socket, "close");
  await send(`/${key}`);
  expect(pings).toMatchObject([{ kind: "success" }]);
});

test("unknown keys are answered so often and no more, and known ones always", async () => {
  let nowMs = 0;
  const { send, told } = await served({ now: () => nowMs });
  const unknown = async () => (await send("/no-such-key-at-all")).response.status;
  for (let time = 0; time < 50; time++) expect(await unknown()).toBe(404);
  expect(await unknown()).toBe(429);
  expect((await send(`/${key}`)).answer).toBe("200 OK");
  nowMs += 1_000;
  for (let time = 0; time < 5; time++) expect(await unknown()).toBe(404);
  expect(await unknown()).toBe(429);
  expect(told.filter((one) => one === "unknown")).toHaveLength(57);
});
