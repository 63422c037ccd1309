import { createSocket } from "node:dgram";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { createHealth, type HealthCheck } from "@ettl/health";
import { connectivity } from "@ettl/health/checks/connectivity";
import { dns } from "@ettl/health/checks/dns";
import { tcp } from "@ettl/health/checks/tcp";
import {
  freePort,
  httpReceiver,
  selfSignedCertificate,
  startProgram,
  temporaryFolder,
} from "@ettl-tooling/test";
import { expect, test } from "vitest";

async function componentOf(check: HealthCheck) {
  const { components } = await createHealth({ version: "1", checks: [check] }).check();
  return components[check.name];
}

async function listening() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.dispose]: () => void server.close(),
  };
}

/** A name server that answers each question with one code, or not at all. */
async function nameServer(code: number | undefined) {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  socket.on("message", (question, { port, address }) => {
    if (code === undefined) return;
    const answer = Buffer.from(question);
    answer.writeUInt16BE(0x81_80 | code, 2);
    socket.send(answer, port, address);
  });
  return {
    server: `127.0.0.1:${socket.address().port}`,
    [Symbol.dispose]: () => void socket.close(),
  };
}

test("a port that accepts a connection is healthy, one that refuses it is not", async () => {
  using server = await listening();
  const { port } = server;
  expect(await componentOf(tcp({ name: "db", host: "127.0.0.1", port }))).toMatchObject({
    status: "healthy",
    message: `connected to 127.0.0.1:${port}`,
    details: { connect_time_ms: expect.any(Number) },
  });
  const closed = await freePort();
  expect(
    await componentOf(tcp({ name: "db", host: "127.0.0.1", port: closed, critical: false })),
  ).toMatchObject({
    status: "unhealthy",
    message: `no connection to 127.0.0.1:${closed}: ECONNREFUSED`,
  });
});

test("one target that can be reached is enough to be online", async () => {
  using server = await listening();
  const refused = `127.0.0.1:${await freePort()}`;
  const reached = `127.0.0.1:${server.port}`;
  expect(await componentOf(connectivity({ targets: [refused, reached] }))).toMatchObject({
    status: "healthy",
    message: `connected to ${reached}`,
  });
  expect(await componentOf(connectivity({ targets: [refused] }))).toMatchObject({
    status: "unhealthy",
    message: `offline: no connection to ${refused} (ECONNREFUSED)`,
  });
});

test("while this machine is offline the others are not blamed", async () => {
  const told: string[] = [];
  const refused = await freePort();
  const health = createHealth({
    version: "1",
    onChange: ({ name, causedBy }) => told.push(`${name} by ${causedBy}`),
    checks: [
      tcp({ name: "db", host: "127.0.0.1", port: refused, dependsOn: ["connectivity"] }),
      connectivity({ targets: [`127.0.0.1:${refused}`] }),
    ],
  });
  await health.check();
  expect(told.sort()).toEqual(["connectivity by undefined", "db by connectivity"]);
});

test.each([
  [3, "NXDOMAIN: nothing.invalid does not exist"],
  [2, "SERVFAIL: nothing.invalid can't be resolved"],
  [5, "REFUSED: the server does not answer for nothing.invalid"],
  [0, "NODATA: nothing.invalid has no A record"],
])("a name server that answers with code %d is unhealthy: %s", async (code, message) => {
  using answering = await nameServer(code);
  const check = dns({ name: "domain", host: "nothing.invalid", server: answering.server });
  expect(await componentOf(check)).toMatchObject({ status: "unhealthy", message });
});

test("a name server that never answers costs the timeout, no more", async () => {
  using silent = await nameServer(undefined);
  const check = dns({ name: "domain", host: "a.invalid", server: silent.server, timeoutMs: 50 });
  expect(await componentOf(check)).toMatchObject({
    status: "unhealthy",
    message: "timed out after 50ms",
  });
});

const judging = `
import { createHealth } from "@ettl/health";
import { http } from "@ettl/health/checks/http";
const certificateExpiresAfterDays = { degraded: 30, unhealthy: 7 };
const check = http({ name: "site", url: process.env.SITE, conditions: { certificateExpiresAfterDays } });
const { components } = await createHealth({ version: "1", checks: [check] }).check();
console.log(JSON.stringify(components.site));
`;

test.each([
  ["localhost", 90, "healthy", /^200 from https:\/\/localhost:\d+$/],
  ["localhost", 20, "degraded", /: certificate expires in (19|20) days, expected at least 30$/],
  ["localhost", 5, "unhealthy", /: certificate expires in [45] days, expected at least 7$/],
  ["localhost", -1, "unhealthy", /^no answer from [^ ]+: certificate has expired$/],
  ["other.invalid", 90, "unhealthy", /^no answer from [^ ]+: certificate is for another host$/],
  ["nobody's", 90, "unhealthy", /^no answer from [^ ]+: certificate is self-signed$/],
])("a certificate for %s that ends in %d days is %s", async (name, endsInDays, status, message) => {
  await using folder = await temporaryFolder();
  const trusted = name !== "nobody's";
  const tls = await selfSignedCertificate(trusted ? name : "localhost", { endsInDays });
  await using server = await httpReceiver(() => 200, { tls });
  const authority = join(folder.path, "ca.pem");
  await writeFile(authority, tls.cert);
  await using program = startProgram(["--input-type=module", "--eval", judging], {
    cwd: import.meta.dirname,
    env: {
      SITE: `https://localhost:${new URL(server.url).port}`,
      ...(trusted && { NODE_EXTRA_CA_CERTS: authority }),
    },
  });
  await program.ended();
  expect(program.stderr()).toBe("");
  const component = JSON.parse(program.stdout()) as { status: string; message: string };
  expect(component.message).toMatch(message);
  expect(component.status).toBe(status);
});
