import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  eventually,
  freePort,
  httpReceiver,
  selfSignedCertificate,
  temporaryFolder,
} from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { formBrowser, partOf } from "./form-browser.ts";
import { servingMonitor, token } from "./serving-monitor.ts";

async function loggedIn(url: string) {
  const browser = formBrowser(url);
  await browser.login(token);
  return browser;
}

test("probes stand with the worst first, and certificates with the soonest to end first", async () => {
  const certificate = await selfSignedCertificate("localhost", { endsInDays: 10 });
  await using folder = await temporaryFolder();
  const trusted = join(folder.path, "trusted.pem");
  await writeFile(trusted, certificate.cert);
  await using secure = await httpReceiver(() => 200, { tls: certificate });
  const { port } = new URL(secure.url);
  await using monitor = await servingMonitor(
    `
[health]
failure_threshold = 1
[[probes]]
name = "a page"
type = "http"
url = "https://localhost:${port}/x?secret=1"
conditions = { certificate_expires_after_days = { degraded = 5 } }
[[probes]]
name = "mail"
type = "certificate"
host = "localhost"
port = ${port}
[[probes]]
name = "closed"
type = "tcp"
host = "127.0.0.1"
port = ${await freePort()}
`,
    { env: { NODE_EXTRA_CA_CERTS: trusted } },
  );
  const browser = await loggedIn(monitor.url);
  const page = await eventually("every probe", async () => {
    const shown = await browser.open("/probes");
    return shown.text.includes("1 of 3 is unhealthy, 1 degraded.") ? shown : undefined;
  });
  expect(partOf(page.html, "probes-head")).toBe(
    "Probes 1 of 3 is unhealthy, 1 degraded. 2 certificates expire within 14 days.",
  );
  const rows = partOf(page.html, "p-h-rows");
  expect(rows).toMatch(
    /^Unhealthy closed tcp .* Degraded mail certificate .* Healthy a page http /,
  );
  const certificates = partOf(page.html, "certificates");
  const end = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 8);
  expect(certificates).toContain(`a page localhost ${end}`);
  expect(certificates).toMatch(/9 d (warns at 5|Firing)/);
  expect(certificates).toMatch(/mail localhost .* 9 d Firing|mail localhost .* 9 d warns at 21/);
  expect(page.html).not.toContain("secret=1");
});

test("a probe's part says why in full, what it wants and how it changed, and no secret", async () => {
  let status = 200;
  await using receiver = await httpReceiver(() => ({ status, body: '{"queue":5}' }));
  const address = receiver.url.replace("http://", "http://jean:pass-word@");
  await using monitor = await servingMonitor(`
[health]
failure_threshold = 1
[[probes]]
name = "shop & co/€"
type = "http"
url = "${address}/path?key=s3cr3t"
interval_seconds = 3600
headers = { "x-key" = "s3cr3t-header" }
conditions = { status = [200, "204"], response_time_ms = { degraded = 500, unhealthy = 5000 }, json = { "queue" = "< 10" } }
`);
  const browser = await loggedIn(monitor.url);
  await receiver.received(1);
  const path = `/probes?probe=${encodeURIComponent("shop & co/€")}&range=1h`;
  status = 503;
  const found = await browser.submit(await browser.open(path), 'action="/actions/check"');
  expect(found.text).toContain(`shop & co/€: Unhealthy, 503 from ${receiver.url}: `);
  const part = partOf(found.html, "probe");
  expect(partOf(found.html, "reason")).toMatch(/^503 from .*expected 200 or 204|^503 from /);
  expect(part).toContain(`Address ${receiver.url}`);
  expect(part).toContain("Status 200, 204");
  expect(part).toContain("Answers degraded when later than 500 ms, unhealthy when later than 5 s");
  expect(part).toContain("queue < 10");
  expect(part).toMatch(/Changes Time Status For Reason \S+ Unhealthy .* \S+ Healthy /);
  expect(found.html).toContain('aria-current="true"');
  for (const secret of ["s3cr3t", "pass-word", "jean", "path?"])
    expect([secret, found.html.includes(secret)]).toEqual([secret, false]);
});

test("a probe that is not there is a page of its own with 404", async () => {
  await using monitor = await servingMonitor("");
  const browser = await loggedIn(monitor.url);
  const page = await browser.open("/probes?probe=<script>x");
  expect(page.status).toBe(404);
  expect(page.text).toContain("there is no probe of that name");
  const none = await browser.open("/probes");
  expect(none.status).toBe(200);
  expect(none.text).toContain("No probe is configured yet.");
});

test("only the rows that are asked for are answered, and hostile names stay text", async () => {
  const name = `"><img src=x onerror=1>\u202E'${"x".repeat(100)}`;
  await using monitor = await servingMonitor(
    [name, "b", "c"]
      .map(
        (one) =>
          `[[probes]]\nname = ${JSON.stringify(one)}\ntype = "dns"\nhost = "name.invalid"\nserver = "127.0.0.1:1"\n`,
      )
      .join(""),
  );
  const browser = await loggedIn(monitor.url);
  const rows = async (query: string) =>
    [...(await browser.open(`/probes${query}`)).html.matchAll(/data-subject="([^"]*)"/g)].length;
  expect(await rows("")).toBe(3);
  const asked = JSON.stringify(["probe b", "probe none"]);
  expect(await rows(`?rows=${encodeURIComponent(asked)}`)).toBe(1);
  const page = await browser.open(`/probes?probe=${encodeURIComponent(name)}`);
  expect(page.html).not.toContain("<img");
  expect(partOf(page.html, "pr-h")).toBe(name);
});
