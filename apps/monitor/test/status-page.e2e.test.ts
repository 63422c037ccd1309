import { eventually, httpReceiver } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { servingMonitor } from "./serving-monitor.ts";

const key = "a-key-of-the-heartbeat";
const hostile = `"><script>x</script>'\u202e${"n".repeat(100)}`;

interface Document {
  readonly watches: readonly {
    readonly name: string;
    readonly uptime_24h: { readonly known_seconds: number };
    readonly days: readonly {
      readonly date: string;
      readonly uptime: { readonly ratio: number | null; readonly known_seconds: number };
    }[];
  }[];
}

test("anybody sees the status of what is public, and neither a message nor anything else", async () => {
  await using well = await httpReceiver();
  await using monitor = await servingMonitor(`
[[targets]]
name = ${JSON.stringify(hostile)}
url = "http://127.0.0.1:1/secret-path"
public = true
interval_seconds = 0.2
[[probes]]
type = "http"
name = "shop"
url = "${well.url}/secret-path"
public = true
interval_seconds = 0.2
[[targets]]
name = "hidden-one"
url = "http://127.0.0.1:1"
[[heartbeats]]
name = "backup"
key = "${key}"
period_seconds = 3600
public = true
`);
  await fetch(`${monitor.url}/ping/${key}/1`, { method: "POST", body: "secret-log" });
  const html = await eventually(
    "a page of all three",
    async () => {
      const found = await (await fetch(`${monitor.url}/status`)).text();
      return found.includes("2 of 3 are unhealthy") ? found : undefined;
    },
    { timeoutMs: 20_000 },
  );
  expect(html).not.toMatch(/secret|hidden-one|127\.0\.0\.1|a-key-of|<script>x|no answer/);
  expect(html).toContain("&lt;script&gt;x&lt;/script&gt;");
  expect(html).toMatch(/data-page="status"/);
  expect(html).not.toContain("data-on");
  expect(html).toMatch(/As of <time datetime="[^"]+">\d\d:\d\d:\d\d<\/time> UTC/);
  expect(html).not.toMatch(/id="nav"|id="keys"|style="|<style/);
  expect(html.match(/class="days"/g)).toHaveLength(3);
  const today = new Date();
  const said = `${today.getUTCDate()} [A-Z][a-z]{2}: 0 % up of [^<]*, [^<]* unhealthy`;
  expect(html).toMatch(new RegExp(`<title>${said}</title>`));

  const document = (await (await fetch(`${monitor.url}/status.json`)).json()) as Document;
  expect(document.watches).toHaveLength(3);
  for (const { days } of document.watches) {
    expect(days).toHaveLength(30);
    expect(days.slice(0, 28).map(({ uptime }) => uptime.ratio)).toEqual(
      Array.from({ length: 28 }, () => null),
    );
    expect(days.at(-1)?.date).toMatch(/^\d{4}-\d\d-\d\d$/);
  }
});

test("the page is made once for all who ask, kept by its ETag, and differs by theme", async () => {
  await using monitor = await servingMonitor(
    '[[targets]]\nname = "gone"\nurl = "http://127.0.0.1:1"\npublic = true\n',
  );
  const get = (headers: Record<string, string> = {}) => fetch(`${monitor.url}/status`, { headers });
  const first = await get();
  expect(first.headers.get("cache-control")).toBe("public, max-age=5");
  expect(first.headers.get("vary")).toBe("Accept-Encoding, Cookie");
  expect(first.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(first.headers.get("content-encoding")).toBe("gzip");
  const etag = first.headers.get("etag") ?? "";
  const html = await first.text();
  const plain = await get({ "Accept-Encoding": "identity" });
  const dark = await get({ Cookie: "ettl_theme=dark" });
  // All within five seconds of the first, or else they may be of another moment.
  expect(await plain.text()).toBe(html);
  expect(plain.headers.get("content-encoding")).toBeNull();
  const same = await get({ "If-None-Match": etag });
  expect([same.status, await same.text()]).toEqual([304, ""]);
  expect(await dark.text()).toContain('data-theme="dark"');
  expect(dark.headers.get("etag")).not.toBe(etag);
  expect((await fetch(`${monitor.url}/status`, { method: "HEAD" })).status).toBe(200);
});

test("where nothing is public the page says how to mark it", async () => {
  await using monitor = await servingMonitor(
    '[[targets]]\nname = "gone"\nurl = "http://127.0.0.1:1"\n',
  );
  const html = await (await fetch(`${monitor.url}/status`)).text();
  expect(html).toContain("Nothing is public");
  expect(html).toContain("public = true");
  expect(html).not.toContain("gone");
});
