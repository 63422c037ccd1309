import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  freePort,
  httpReceiver,
  selfSignedCertificate,
  startProgram,
  temporaryFolder,
} from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { certificate } from "./certificate.ts";

/** In a process of its own, for Node reads authorities at its start only. */
const judging = `
import { createHealth } from "@ettl/health";
import { certificate } from "@ettl/health/checks/certificate";
const check = certificate({ name: "mail", host: "localhost", port: Number(process.env.PORT) });
const { components } = await createHealth({ version: "1", checks: [check] }).check();
console.log(JSON.stringify(components.mail));
`;

test.each([
  [90, "healthy", /^certificate of localhost:\d+ expires in (89|90) days$/],
  [20, "degraded", /expires in (19|20) days, expected at least 21$/],
  [5, "unhealthy", /expires in [45] days, expected at least 7$/],
  [-1, "unhealthy", /^no certificate from localhost:\d+: certificate has expired$/],
])("a certificate that ends in %d days is %s", async (endsInDays, status, message) => {
  await using folder = await temporaryFolder();
  const tls = await selfSignedCertificate("localhost", { endsInDays });
  await using server = await httpReceiver(() => 200, { tls });
  const authority = join(folder.path, "ca.pem");
  await writeFile(authority, tls.cert);
  await using program = startProgram(["--input-type=module", "--eval", judging], {
    cwd: import.meta.dirname,
    env: { PORT: new URL(server.url).port, NODE_EXTRA_CA_CERTS: authority },
  });
  await program.ended();
  expect(program.stderr()).toBe("");
  const component = JSON.parse(program.stdout()) as { status: string; message: string };
  expect(component.message).toMatch(message);
  expect(component.status).toBe(status);
});

test("a port without TLS, or without anybody, is unhealthy and says why", async () => {
  await using plain = await httpReceiver();
  const run = async (port: number) =>
    certificate({ name: "mail", host: "127.0.0.1", port }).run(AbortSignal.timeout(10_000));
  await expect(run(Number(new URL(plain.url).port))).rejects.toThrow(
    /^no certificate from 127\.0\.0\.1:\d+: /,
  );
  await expect(run(await freePort())).rejects.toThrow(/ECONNREFUSED$/);
  expect(() => certificate({ name: "mail", host: "a b" })).toThrow("host must be a host name");
});
