/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { eventually, httpReceiver } from "@ettl-tooling/test";
import axe from "axe-core";
import { chromium, type Page } from "playwright-core";
import { expect, test } from "vitest";
import { realTarget } from "./real-target.ts";
import { servingMonitor, token } from "./serving-monitor.ts";

/** A page in a real browser, with all that it complained of. */
async function browsing(options: object = {}) {
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  const context = await browser.newContext({
    extraHTTPHeaders: { Authorization: `Bearer ${token}` },
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const hosts = new Set<string>();
  page.on("console", (one) => {
    if (one.type() === "error" || one.type() === "warning") complaints.push(one.text());
  });
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => hosts.add(new URL(request.url()).host));
  return { page, complaints, hosts, [Symbol.asyncDispose]: () => browser.close() };
}

/** What axe finds wrong of the page as it is shown now. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}

/** Whatever starts the script's parts, charts are drawn. */
async function drawn(page: Page): Promise<void> {
  // As a text: the test's own bundler would make another import of it.
  await page.evaluate(
    `import(document.querySelector('link[href$="/charts.js"]').href).then((charts) => charts.startCharts())`,
  );
  await page.waitForFunction(() => {
    const plots = [...document.querySelectorAll(".plot")];
    return plots.length > 0 && plots.every((plot) => plot.querySelector("canvas"));
  });
}

/** How much wider the page is than the screen, in pixels. */
async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
}

const targetAt = (url: string, name: string, more = "") =>
  `[[targets]]\nname = ${JSON.stringify(name)}\nurl = "${url}"\ninterval_seconds = 0.5\n${more}`;

test("the page of a program has charts in the colours of the theme, whose values are told where one points", async () => {
  await using program = await realTarget();
  await program.telemetry
    .operation("import", { alertOn: "failure" }, () => Promise.reject(new Error("no films")))
    .catch(() => {});
  const orders = program.telemetry.metrics.gauge({ name: "orders_open", help: "Open orders." });
  orders.set(12);
  await using monitor = await servingMonitor(
    targetAt(program.url, "shop", 'charts = ["orders_open"]\n'),
  );
  const points = async () => {
    const path = "/api/targets/shop/samples?metric=orders_open";
    const { series } = await monitor.json<{ series: { points: object[] }[] }>(path);
    return series[0]?.points.length ?? 0;
  };
  await eventually("a point", async () => (await points()) > 0);
  orders.set(40);
  for (const options of [
    { colorScheme: "light", viewport: { width: 1_280, height: 900 } },
    { colorScheme: "dark", viewport: { width: 1_280, height: 900 } },
    { colorScheme: "light", viewport: { width: 390, height: 800 } },
    { colorScheme: "dark", viewport: { width: 320, height: 800 } },
  ]) {
    await using browser = await browsing(options);
    const { page, complaints, hosts } = browser;
    await page.goto(`${monitor.url}/targets/shop`);
    await drawn(page);
    expect([options, await violations(page)]).toEqual([options, []]);
    expect([options, await overflow(page)]).toEqual([options, 0]);
    expect([complaints, [...hosts]]).toEqual([[], [new URL(monitor.url).host]]);
  }

  await using browser = await browsing();
  const { page } = browser;
  await page.goto(`${monitor.url}/targets/shop`);
  await drawn(page);
  // What is read stays, whatever comes: the shown trace is a part of the address.
  await page.evaluate(
    `import(document.querySelector('link[href$="/traces.js"]').href).then((traces) => traces.startTraces())`,
  );
  await eventually("the trace in the address", () => /[?&]trace=[0-9a-f]{32}/.test(page.url()));
  const chart = page.locator('[id="chart-orders_open"]');
  const pixels = () =>
    chart.locator("canvas").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const light = await pixels();
  await page.evaluate(() => {
    document.documentElement.dataset.theme = "dark";
  });
  await eventually("the chart in other colours", async () => (await pixels()) !== light);

  // Of its own slot of 15 s, so that there are two to point at.
  await eventually("a later point", async () => (await points()) > 1, { timeoutMs: 60_000 });
  await page.reload();
  await drawn(page);
  const value = async () => Number(await chart.locator(".cv b").textContent());
  expect(await value()).toBe(40);
  await chart.locator(".u-over").scrollIntoViewIfNeeded();
  await page.locator('[id="chart-Memory"] .u-over').hover({ position: { x: 1, y: 40 } });
  await eventually("the value where another chart is pointed at", async () => {
    const shown = await value();
    return shown >= 12 && shown < 40;
  });
  await page.mouse.move(2, 2);
  await eventually("the value of now again", async () => (await value()) === 40);
});

const payloads = [
  '"><script>window.stolen=1</script>',
  "'><img src=x onerror=window.stolen=1>",
  "</title></svg><svg onload=window.stolen=1>",
  "javascript:window.stolen=1",
  "</script><script>window.stolen=1</script>",
  `\u202e${"w".repeat(150)}\nsecond line`,
];

test("S5 whatever a program tells of itself executes nothing and stays within the page", async () => {
  const attributes = payloads.map((payload) => ({ key: payload, value: { stringValue: payload } }));
  const span = (payload: string, index: number) => ({
    traceId: index < 2 ? "a".repeat(32) : payload,
    spanId: payload,
    parentSpanId: payloads[index - 1],
    name: payload,
    startTimeUnixNano: `179544240000${index}000000`,
    endTimeUnixNano: "1795442400900000000",
    status: { code: 2, message: payload },
    attributes: [
      { key: "correlation_id", value: { stringValue: payload } },
      { key: "error.type", value: { stringValue: payload } },
      ...attributes,
    ],
    events: [{ name: payload, attributes }],
  });
  const line = (payload: string) =>
    JSON.stringify({
      timestamp: payload,
      level: payload,
      message: payload,
      correlation_id: payload,
      trace_id: payload,
      error: payload,
      [payload]: payload,
    });
  const alert = (payload: string) => ({
    fingerprint: payload,
    level: payload,
    title: payload,
    message: payload,
    since: "2026-11-23T14:00:00Z",
    trace_id: payload,
    deliveries: [{ channel: payload, outcome: "failed" }],
  });
  const answers: Readonly<Record<string, unknown>> = {
    "/telemetry/status": {
      service_version: payloads[0],
      service_name: payloads[1],
      environment: payloads[5],
      uptime_seconds: 1e300,
      alerts: { accepted: 1 },
      health: {
        status: "unhealthy",
        components: payloads.map((payload) => ({
          name: payload,
          status: "unhealthy",
          message: payload,
          last_checked: payload,
          duration_ms: 1e300,
          details: { [payload]: payload },
        })),
      },
    },
    "/alerts/firing": { alerts: payloads.map(alert) },
    "/alerts/history": { alerts: payloads.map((one) => ({ ...alert(one), status: "resolved" })) },
    "/telemetry/traces": { resourceSpans: [{ scopeSpans: [{ spans: payloads.map(span) }] }] },
  };
  await using server = await httpReceiver(({ url }, response) => {
    const [path = ""] = url.split("?");
    if (path === "/telemetry/logs") response.end(payloads.map(line).join("\n"));
    else response.end(JSON.stringify(answers[path] ?? {}));
    return undefined;
  });
  const names = payloads.filter((payload) => !payload.includes("\n"));
  await using monitor = await servingMonitor(
    names.map((name) => targetAt(server.url, name)).join(""),
  );
  for (const width of [1_280, 320]) {
    await using browser = await browsing({ viewport: { width, height: 800 } });
    const { page, complaints } = browser;
    for (const name of names)
      for (const query of [
        "",
        `?trace=${"a".repeat(32)}&cid=${encodeURIComponent(name)}&level=${encodeURIComponent(name)}`,
      ]) {
        await page.goto(`${monitor.url}/targets/${encodeURIComponent(name)}${query}`);
        await drawn(page);
        expect(await page.evaluate(() => "stolen" in globalThis)).toBe(false);
        expect(await page.locator('a[href^="javascript:" i]').count()).toBe(0);
        expect(
          await page
            .locator("main")
            .evaluate((main) =>
              [...main.querySelectorAll("script, img, style, [style]:not(.plot *, #log)")].map(
                ({ outerHTML }) => outerHTML.slice(0, 200),
              ),
            ),
        ).toEqual([]);
        expect([name, width, await overflow(page)]).toEqual([name, width, 0]);
      }
    expect(complaints).toEqual([]);
  }
});
