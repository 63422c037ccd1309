import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  httpReceiver,
  runProgram,
  selfSignedCertificate,
  temporaryFolder,
} from "@ettl-tooling/test";
import { expect, test } from "vitest";

test("A6 an unknown, an expired and another host's certificate have reasons of their own, and are never ignored", async () => {
  const [unknown, expired, foreign, good] = await Promise.all([
    selfSignedCertificate(),
    selfSignedCertificate("localhost", { endsInDays: -1 }),
    selfSignedCertificate("other.example.com"),
    selfSignedCertificate(),
  ]);
  await using folder = await temporaryFolder();
  const trusted = join(folder.path, "trusted.pem");
  await writeFile(trusted, [expired.cert, foreign.cert, good.cert].join("\n"));
  await using first = await httpReceiver(() => 200, { tls: unknown });
  await using second = await httpReceiver(() => 200, { tls: expired });
  await using third = await httpReceiver(() => 200, { tls: foreign });
  await using last = await httpReceiver(() => 200, { tls: good });
  const urls = [first, second, third, last].map(
    ({ url }) => `${url.replace("127.0.0.1", "localhost")}/s3cr3t`,
  );
  const script = `
    import { createAlerts } from ${JSON.stringify(import.meta.resolve("@ettl/alerts"))};
    import { webhook } from ${JSON.stringify(import.meta.resolve("@ettl/alerts/channels/webhook"))};
    const channels = process.argv.slice(1).map((url, index) => webhook({ url, name: String(index) }));
    const alerts = createAlerts({ channels });
    const sent = await alerts.send({ level: "error", title: "t", message: "m", source: "s" });
    console.log(JSON.stringify(sent.map(({ outcome, attempts, error }) => [outcome, attempts, error])));
  `;
  const { stdout, stderr } = await runProgram(["--input-type=module", "-e", script, ...urls], {
    env: { NODE_EXTRA_CA_CERTS: trusted },
  });
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual([
    ["failed", 1, "tls: DEPTH_ZERO_SELF_SIGNED_CERT"],
    ["failed", 1, "tls: CERT_HAS_EXPIRED"],
    ["failed", 1, "tls: ERR_TLS_CERT_ALTNAME_INVALID"],
    ["delivered", 1, null],
  ]);
});
