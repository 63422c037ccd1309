import { eventually, httpReceiver } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { formBrowser, partOf, type Shown } from "./form-browser.ts";
import { realTarget } from "./real-target.ts";
import { servingMonitor, token } from "./serving-monitor.ts";

const targetToken = "a-token-of-the-target";
const hostile = `"><script>window.stolen=1</script>'&amp; \u202Ejavascript:1 ${"x".repeat(150)}`;

async function loggedIn(url: string) {
  const browser = formBrowser(url);
  await browser.login(token);
  return Object.assign(browser, {
    /** The page, once it says something. */
    until: (path: string, wanted: string | RegExp) =>
      eventually(`${wanted} on ${path}`, async () => {
        const page = await browser.open(path);
        const isThere =
          typeof wanted === "string" ? page.text.includes(wanted) : wanted.test(page.text);
        return isThere ? page : undefined;
      }),
  });
}

const watching = (url: string, more = "") => `
[[targets]]
name = "exporter"
url = "${url}"
token = "${targetToken}"
interval_seconds = 0.2
${more}`;

const targetToml = (url: string, more = "") => `
[monitoring]
auth_token = "${targetToken}"
[alerts]
rate_limit_minutes = 0
${more}
[alerts.retry]
base_delay_seconds = 0.001
max_attempts = 3
[alerts.channels.mail]
type = "webhook"
url = "${url}/mail"
[alerts.channels.chat]
type = "webhook"
url = "${url}/chat"
`;

test("an alert's ledger tells each time and channel, what was tried and what was answered", async () => {
  let mails = 0;
  await using receiver = await httpReceiver(({ url }) => {
    if (url === "/chat") return 403;
    mails += 1;
    return mails === 1 ? 503 : 200;
  });
  await using target = await realTarget(targetToml(receiver.url));
  await using monitor = await servingMonitor(
    watching(
      target.url,
      '[[heartbeats]]\nname = "exporter"\nkey = "a-key-of-the-heartbeat"\nperiod_seconds = 60\n',
    ),
  );
  const { alerts } = target.telemetry;
  const alert = {
    level: "critical",
    title: "Export failed: movies",
    source: "trakt",
    labels: { type: "movies", host: "nas-01" },
  } as const;
  await alerts.send({ ...alert, message: "429", metadata: { exported: 0 } });
  await alerts.send({ ...alert, message: "429 again" });
  await alerts.send({ level: "warning", title: "Slow", message: "m", source: "web" });
  const browser = await loggedIn(monitor.url);
  const page = await browser.until("/alerts", "2 firing");
  const detail = partOf(page.html, "detail");
  expect(detail).toMatch(
    /^Critical Export failed: movies Firing for .+, since \d\d:\d\d:\d\d\. Source exporter, job exporter\./,
  );
  expect(detail).toContain("429 again");
  expect(detail).toContain("Labels type=movies host=nas-01");
  expect(detail).toContain('"exported": 0');
  expect(detail).toContain("Delivery ledger 2 delivered, 2 failed");
  expect(detail).toMatch(
    /\d\d:\d\d:\d\d Repeated 1 mail Delivered 1 attempt: accepted accepted \d\d:\d\d:\d\d Repeated 1 chat Failed 1 attempt: failed unauthorized: answered 403 \d\d:\d\d:\d\d Fired mail Delivered 2 attempts: failed, accepted .+ Fired chat Failed/,
  );
  expect(partOf(page.html, "next")).toBe(
    "When it is resolved, mail and chat are told. chat failed the last time; test it.",
  );
  const channels = partOf(page.html, "channels");
  expect(channels).toMatch(/^Failing chat exporter 3 failed, 0 delivered, none delivered yet\./);
  expect(channels).toMatch(/Working mail exporter 3 delivered, last \d\d:\d\d Test/);
  expect(page.text).toContain("chat has not delivered yet.");

  const { fingerprint } = alerts.firing(alert)[0] ?? {};
  await alerts.resolve({ ...alert, message: "done" });
  const address = `/alerts?alert=${fingerprint}&process=exporter`;
  const over = await browser.until(address, "Resolved");
  const resolved = partOf((await browser.until(address, /Resolved mail Delivered/)).html, "detail");
  expect(resolved).toMatch(/^Resolved Export failed: movies Fired at .+, resolved at .+, lasted /);
  expect(resolved).toContain("Nobody will be told more of it.");
  expect(partOf(over.html, "history")).toMatch(
    /^Resolved Export failed: movies lasted .+, told 1 of 2 channels \d\d:\d\d$/,
  );
});

test("the history is filtered by source, severity and time, and each entry opens", async () => {
  await using target = await realTarget(`[monitoring]\nauth_token = "${targetToken}"\n`);
  await using monitor = await servingMonitor(watching(target.url));
  const { alerts } = target.telemetry;
  for (const [level, title, source] of [
    ["error", "Disk full", "disk"],
    ["warning", "Slow answers", "web"],
  ] as const) {
    await alerts.send({ level, title, source, message: `${title}!` });
    await alerts.resolve({ title, source });
  }
  await alerts.send(
    { level: "info", title: "Began", source: "web", message: "m" },
    { notify: false },
  );
  const browser = await loggedIn(monitor.url);
  const page = await browser.until("/alerts", "2 resolved in the last 24 hours.");
  const history = (shown: Shown) => partOf(shown.html, "history");
  expect(history(page)).toMatch(/Noted Began noted, told nobody .*Slow answers .*Disk full/);
  expect(history(await browser.open("/alerts?sev=warning"))).not.toContain("Disk full");
  expect(history(await browser.open("/alerts?src=disk"))).toMatch(/^Resolved Disk full/);
  expect(history(await browser.open("/alerts?src=exporter&range=30d"))).toContain("Slow answers");
  const none = await browser.open(`/alerts?src=${encodeURIComponent(hostile)}`);
  expect(history(none)).toBe("Nothing of the last 24 hours matches this filter.");
  expect(none.html).not.toContain("<script>window");
  const filtered = await browser.open("/alerts?src=disk&sev=error");
  const link = /href="(\/alerts\?src=disk&amp;sev=error&amp;id=[^"]+)"/.exec(filtered.html)?.[1];
  const opened = await browser.open((link ?? "").replaceAll("&amp;", "&"));
  expect(partOf(opened.html, "detail")).toContain("Disk full!");
  expect(opened.html).toContain('name="id"');
  const missing = await browser.open("/alerts?alert=none&process=exporter");
  expect(missing.status).toBe(200);
  expect(partOf(missing.html, "detail")).toContain("This alert is no longer known");
});

test("nothing that fires, no channel and no silence are said, with what to do", async () => {
  await using monitor = await servingMonitor("");
  const browser = await loggedIn(monitor.url);
  const page = await browser.open("/alerts");
  expect(partOf(page.html, "h1")).toBe("Nothing is firing");
  expect(page.text).toContain("No channel is known. Whatever fires, nobody is told.");
  expect(partOf(page.html, "silenced")).toContain("Nothing is silenced.");
  expect(partOf(page.html, "history")).toBe("Nothing was resolved in the last 24 hours.");
  expect(page.html).not.toContain("style=");
  const json = await monitor.call("/alerts", { headers: { Accept: "application/json" } });
  expect(json.headers.get("content-type")).toContain("application/json");
});

test("S5 what an alert says stays text, and only web addresses become links", async () => {
  const entry = {
    id: hostile,
    fingerprint: hostile,
    level: hostile,
    title: hostile,
    message: hostile,
    source: hostile,
    timestamp: new Date().toISOString(),
    since: new Date().toISOString(),
    status: "firing",
    labels: { [hostile]: hostile },
    trace_id: hostile,
    correlation_id: hostile,
    metadata: { [hostile]: hostile },
    links: {
      trace: "javascript:window.stolen=1",
      dashboard: "https://grafana.example/d/1",
      runbook: "data:text/html,x",
    },
    told: [hostile, 5],
    deliveries: [{ channel: hostile, outcome: hostile, attempts: 1e9, error: hostile }],
  };
  await using target = await httpReceiver(({ url }) => {
    const answers: Record<string, object> = {
      "/telemetry/status": {
        health: { status: "healthy" },
        alerts: { channels: [{ name: hostile, last_outcome: "failed", last_error: hostile }] },
      },
      "/alerts/firing": { alerts: [entry] },
      "/alerts/history?limit=50": { alerts: [entry, {}, { status: "resolved", timestamp: 5 }] },
      "/alerts/silences": {
        silences: [
          { id: hostile, reason: hostile, created_by: hostile, ends_at: "2999-01-01T00:00:00Z" },
          { labels: 5, sources: "x", ends_at: "2999-01-01T00:00:00Z" },
          { ends_at: hostile },
        ],
      },
    };
    const body = answers[url];
    return body === undefined
      ? 404
      : {
          status: 200,
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        };
  });
  await using monitor = await servingMonitor(watching(target.url));
  const browser = await loggedIn(monitor.url);
  const page = await browser.until("/alerts", "1 firing");
  expect(page.status).toBe(200);
  expect(page.html).not.toContain("<script>window");
  expect(page.html).not.toMatch(/href="(javascript|data):/);
  expect(page.html).toContain(
    '<a href="https://grafana.example/d/1" rel="noreferrer">dashboard</a>',
  );
  expect(partOf(page.html, "detail")).toContain(hostile);
});
