import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium, type Page } from "playwright-core";
import { expect, test } from "vitest";
import { realTarget } from "./real-target.ts";
import { servingMonitor, token } from "./serving-monitor.ts";

const key = "a-key-of-the-heartbeat";
const payloads = [
  '"><script>window.stolen=1</script>',
  "'><img src=x onerror=window.stolen=1>",
  "</title></svg><svg onload=window.stolen=1>",
  "javascript:window.stolen=1",
  "]]><script xmlns='http://www.w3.org/1999/xhtml'>window.stolen=1</script>",
  "{{constructor.constructor('window.stolen=1')()}}",
];
const toml = (text: string) => JSON.stringify(text);

async function browser() {
  const started = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  return Object.assign(started, { [Symbol.asyncDispose]: () => started.close() });
}

/** Whether something of a page ran that should not. */
async function stolen(page: Page): Promise<boolean> {
  return page.evaluate(() => "stolen" in globalThis);
}

test("S5 hostile names, messages and logs execute nothing, wherever the monitor shows them", async () => {
  await using target = await realTarget();
  for (const payload of payloads)
    await target.telemetry.alerts.send({
      level: "error",
      title: payload,
      message: payload,
      source: payload,
      labels: { [payload]: payload },
    });
  target.telemetry.health.register({
    name: payloads[0] ?? "",
    run: () => ({ status: "degraded", message: payloads[1] ?? "" }),
  });
  await target.telemetry.health.check();
  await using monitor = await servingMonitor(
    payloads
      .map(
        (payload, index) =>
          `[[targets]]\nname = ${toml(payload)}\nurl = "${target.url}"\npublic = true\ninterval_seconds = 0.2\n[[heartbeats]]\nname = ${toml(payload)}\nkey = "${key}-${index}"\nperiod_seconds = 60\npublic = true\n`,
      )
      .join(""),
  );
  for (const [index, payload] of payloads.entries())
    await fetch(`${monitor.url}/ping/${key}-${index}/1`, { method: "POST", body: payload });
  await using chrome = await browser();
  const context = await chrome.newContext({
    extraHTTPHeaders: { Authorization: `Bearer ${token}` },
  });
  const page = await context.newPage();
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const names = payloads.map(encodeURIComponent);
  for (const path of [
    "/api/overview",
    "/api/alerts",
    "/alerts/history",
    "/health",
    "/status.json",
    "/api/openapi.json",
    "/metrics",
    ...names.flatMap((name) => [
      `/badges/targets/${name}.svg`,
      `/badges/heartbeats/${name}.svg`,
      `/api/targets/${name}`,
      `/api/heartbeats/${name}/runs`,
      `/${name}`,
      `/ping/${name}`,
      `/api/watches?status=${name}`,
    ]),
  ]) {
    const response = await page.goto(`${monitor.url}${path}`);
    expect([path, await stolen(page)]).toEqual([path, false]);
    const headers = response?.headers() ?? {};
    expect([path, headers["x-content-type-options"]]).toEqual([path, "nosniff"]);
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers["content-type"]).not.toContain("text/html");
  }
  expect(dialogs).toEqual([]);
});

test("S6 S8 a page of another origin reads nothing, changes nothing and frames nothing", async () => {
  await using monitor = await servingMonitor("");
  const evil = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end("<!doctype html><title>evil</title>");
  });
  await new Promise<void>((resolve) => evil.listen(0, "127.0.0.1", resolve));
  const evilUrl = `http://localhost:${(evil.address() as AddressInfo).port}`;
  await using chrome = await browser();
  const context = await chrome.newContext();
  const page = await context.newPage();
  // Its user has logged in to the monitor.
  const login = await context.request.post(`${monitor.url}/login`, { form: { token } });
  expect(login.status()).toBe(204);
  expect((await page.goto(`${monitor.url}/api/overview`))?.status()).toBe(200);
  const silences = async () =>
    (await monitor.json<{ silences: object[] }>("/alerts/silences")).silences.length;

  await page.goto(evilUrl);
  const attempts = await page.evaluate(async (url) => {
    const outcome = async (attempt: () => Promise<unknown>) => {
      try {
        return String(await attempt());
      } catch {
        return "refused";
      }
    };
    const credentials = "include" as const;
    const socket = () =>
      new Promise<string>((resolve) => {
        const opened = new WebSocket(`${url.replace("http", "ws")}/live`);
        opened.onopen = () => resolve("open");
        opened.onerror = () => resolve("refused");
      });
    const stream = () =>
      new Promise<string>((resolve) => {
        const source = new EventSource(`${url}/live`, { withCredentials: true });
        source.onopen = () => resolve("open");
        source.onerror = () => resolve("refused");
      });
    return {
      read: await outcome(async () => (await fetch(`${url}/api/overview`, { credentials })).status),
      text: await outcome(async () => (await fetch(`${url}/metrics`, { credentials })).text()),
      socket: await socket(),
      stream: await stream(),
      simple: await outcome(async () => {
        const response = await fetch(`${url}/alerts/silences`, {
          method: "POST",
          mode: "no-cors",
          credentials,
          headers: { "Content-Type": "text/plain" },
          body: JSON.stringify({
            sources: ["*"],
            reason: "evil",
            ends_at: new Date(Date.now() + 60_000).toISOString(),
          }),
        });
        return response.type;
      }),
    };
  }, monitor.url);
  expect(attempts).toMatchObject({
    read: "refused",
    text: "refused",
    socket: "refused",
    stream: "refused",
  });
  expect(await silences()).toBe(0);
  await page.setContent(`<iframe src="${monitor.url}/status.json"></iframe>`);
  const framed = page.frames().find((frame) => frame.url().startsWith(monitor.url));
  const shown = await framed?.content().catch(() => "");
  expect(shown ?? "").not.toContain("updated_at");
  evil.close();
});
