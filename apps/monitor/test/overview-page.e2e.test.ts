import { eventually, httpReceiver } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { readPage } from "./page-reader.ts";
import { realTarget } from "./real-target.ts";
import { servingMonitor } from "./serving-monitor.ts";

const key = "a-key-of-the-heartbeat";
const toml = (text: string) => JSON.stringify(text);

test("the overview tells what fires and whom it was told, then every watch, the worst first", async () => {
  await using receiver = await httpReceiver();
  await using target = await realTarget(`[alerts]\nwebhook_url = "${receiver.url}"\n`);
  await using monitor = await servingMonitor(`
[[targets]]
name = "shop"
url = "${target.url}"
interval_seconds = 0.2
[[probes]]
type = "http"
name = "page"
url = "${receiver.url}"
interval_seconds = 0.2
[[probes]]
type = "tcp"
name = "nobody"
host = "127.0.0.1"
port = 1
interval_seconds = 0.2
[[heartbeats]]
name = "backup"
key = "${key}"
schedule = "30 2 * * *"
timezone = "Europe/Berlin"
max_duration_seconds = 1200
`);
  await target.telemetry.alerts.send({
    level: "critical",
    title: "Disk full",
    message: "nothing can be written",
    source: "disk",
  });
  await fetch(`${monitor.url}/ping/${key}/start`);
  await fetch(`${monitor.url}/ping/${key}/3`, { method: "POST", body: "no space" });
  const page = await eventually("all of it", async () => {
    const read = await readPage(monitor.call, "/");
    const isAll = /Disk full/.test(read.html) && /ECONNREFUSED/.test(read.html);
    return isAll && /webhook delivered/.test(read.text("lede") ?? "") ? read : undefined;
  });
  expect(page.status).toBe(200);
  expect(page.text("h1")).toMatch(/^\d alerts are firing$/);
  expect(page.text("lede")).toContain(
    "Critical: Disk full nothing can be written Told: webhook delivered",
  );
  expect(page.text("lede")).toContain("Heartbeat failed: backup");
  expect(page.subjects).toEqual(["target shop", "heartbeat backup", "probe nobody", "probe page"]);
  expect(page.text("row-heartbeat%20backup")).toMatch(
    /^Failed backup Daily at 02:30 Europe\/Berlin /,
  );
  expect(page.text("row-heartbeat%20backup")).toMatch(/Expect ≤ 20 min Bad 1 of 1 Next in /);
  expect(page.text("row-probe%20nobody")).toMatch(/^Unhealthy nobody tcp .*ECONNREFUSED/);
  expect(page.text("row-probe%20page")).toMatch(/Up 100 %/);
  expect(page.text("row-target%20shop")).toContain("3.2.1");
  expect(page.text("nav")).toMatch(/Overview Jobs 1 need attention Probes 1 .* Alerts \d/);
});

test("a page brings a strict policy, compressed, and loads only what has a name of its content", async () => {
  await using monitor = await servingMonitor("");
  const page = await readPage(monitor.call, "/");
  expect(page.headers.get("content-security-policy")).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  );
  expect(page.headers.get("cache-control")).toBe("no-store");
  expect(page.html).not.toMatch(/\sstyle=|<style|<script>|\son\w+=/);
  expect(page.text("none-yet")).toContain("Nothing is watched yet.");
  const loaded = [...page.html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(
    ([, path = ""]) => path,
  );
  expect(loaded.length).toBeGreaterThan(4);
  for (const path of new Set(loaded)) {
    const response = await fetch(`${monitor.url}${path}`);
    expect([path, response.status]).toEqual([path, 200]);
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    const tag = response.headers.get("etag") ?? "";
    const again = await fetch(`${monitor.url}${path}`, { headers: { "If-None-Match": tag } });
    expect([path, again.status, await again.text()]).toEqual([path, 304, ""]);
    const plain = await fetch(`${monitor.url}${path}`, {
      headers: { "Accept-Encoding": "identity" },
    });
    expect(plain.headers.get("content-encoding")).toBeNull();
    expect(await plain.text()).toBe(await response.text());
  }
  for (const path of ["/assets/../package.json", "/assets/%2e%2e/package.json", "/assets/x.js"])
    expect((await fetch(`${monitor.url}${path}`)).status).toBe(404);
});

test("the filter and the rows that are asked for leave the others out, in the order of the page", async () => {
  await using receiver = await httpReceiver();
  const names = ["alpha", "beta", 'a "quoted" <b>name</b> & more', "x".repeat(150)];
  await using monitor = await servingMonitor(
    [
      ...names.map(
        (name) =>
          `[[probes]]\ntype = "http"\nname = ${toml(name)}\nurl = "${receiver.url}"\ninterval_seconds = 0.2\n`,
      ),
      '[[probes]]\ntype = "tcp"\nname = "nobody"\nhost = "127.0.0.1"\nport = 1\n',
    ].join(""),
  );
  const all = await eventually("every look", async () => {
    const page = await readPage(monitor.call, "/");
    return /4 of 5 healthy/.test(page.html) ? page : undefined;
  });
  expect(all.subjects).toHaveLength(5);
  expect(all.subjects[0]).toBe("probe nobody");
  expect(new Set(all.subjects)).toEqual(new Set(["nobody", ...names].map((one) => `probe ${one}`)));
  expect(all.html).not.toContain("<b>name</b>");
  const filtered = async (query: string) => (await readPage(monitor.call, `/?${query}`)).subjects;
  expect(await filtered("q=ALPH")).toEqual(["probe alpha"]);
  expect(await filtered("q=econnrefused")).toEqual(["probe nobody"]);
  expect(await filtered("only=problems")).toEqual(["probe nobody"]);
  expect(await filtered("only=problems&q=beta")).toEqual([]);
  const rows = encodeURIComponent(JSON.stringify([`probe ${names[2]}`, "probe no such"]));
  const some = await readPage(monitor.call, `/?rows=${rows}`);
  expect(some.subjects).toEqual([`probe ${names[2]}`]);
  expect(some.text("nav")).toBeDefined();
  for (const bad of ["rows=1", "rows=[", `rows=${"x".repeat(9_000)}`, "range=2y", "range="])
    expect([bad.slice(0, 9), (await readPage(monitor.call, `/?${bad}`)).status]).toEqual([
      bad.slice(0, 9),
      200,
    ]);
});

test("who is not logged in is led to the login, and back to where they wanted to go", async () => {
  await using monitor = await servingMonitor("");
  const page = await readPage((path, init) => fetch(`${monitor.url}${path}`, init), "/?range=1h");
  expect([page.status, page.headers.get("location")]).toEqual([
    303,
    "/login?next=%2F%3Frange%3D1h",
  ]);
});

test("of more rows than a page shows, a filter finds each, and the page says that it is cut", async () => {
  await using monitor = await servingMonitor(
    Array.from(
      { length: 252 },
      (_, index) =>
        `[[heartbeats]]\nname = "job ${index}"\nkey = "${key}-${index}"\nperiod_seconds = 3600\n`,
    ).join(""),
  );
  for (let index = 0; index < 252; index += 1) await fetch(`${monitor.url}/ping/${key}-${index}`);
  const page = await readPage(monitor.call, "/");
  expect(page.subjects).toHaveLength(250);
  expect(page.text("left-out")).toBe("2 rows that are healthy are left out. Show all");
  const filtered = await readPage(monitor.call, "/?q=job%20251");
  expect(filtered.subjects).toEqual(["heartbeat job 251"]);
  for (const [query, isCut] of [
    ["", true],
    ["q=job%20251", true],
    ["all=1", false],
  ] as const) {
    const { html } = await readPage(monitor.call, `/?${query}`);
    expect([query, / id="sheet"[^>]* data-cut/.test(html)]).toEqual([query, isCut]);
  }
});

test("what a target that is gone told last is not shown as if it were so now", async () => {
  const target = await realTarget("");
  await using monitor = await servingMonitor(
    `[[targets]]\nname = "shop"\nurl = "${target.url}"\ninterval_seconds = 0.2\n`,
  );
  await target.telemetry.alerts.send({
    ...{ level: "critical", title: "Disk full", message: "nothing can be written", source: "disk" },
  });
  const toldAt = (page: string, part: string) =>
    eventually(`${part} of ${page}`, async () => {
      const text = (await readPage(monitor.call, page)).text(part) ?? "";
      return /Disk full/.test(text) ? text : undefined;
    });
  expect(await toldAt("/", "lede")).not.toMatch(/as it was told/);
  await target[Symbol.asyncDispose]();
  await eventually("it is gone", async () => {
    const { status } = await monitor.json<{ status: string }>("/api/targets/shop");
    return status === "unhealthy";
  });
  const asTold = /Disk full.*\(as it was told .*(ago|just now)\s*\)/;
  expect(await toldAt("/", "lede")).toMatch(asTold);
  expect(await toldAt("/alerts", "firing")).toMatch(asTold);
  expect(await toldAt("/targets/shop", "target-alerts")).toMatch(asTold);
});
