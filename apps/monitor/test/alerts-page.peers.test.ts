import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { eventually, freePort, httpReceiver } from "@ettl-tooling/test";
import { chromium, type Page } from "playwright-core";
import { expect, test } from "vitest";
import { realTarget } from "./real-target.ts";
import { servingMonitor, token } from "./serving-monitor.ts";

const targetToken = "a-token-of-the-target";
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const long = `movies: 429 Too Many Requests ${"and more ".repeat(40)}${"x".repeat(150)}`;

/** What axe finds, by its rule and the places; given as text, for the page allows no script in it. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate<string[]>(
    "axe.run().then((found) => found.violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)].join()))",
  );
}

test("alerts, probes and login are accessible in both themes and narrow, and their forms work in a browser", async () => {
  await using receiver = await httpReceiver(({ url }) => (url === "/bad" ? 403 : 200));
  await using target = await realTarget(
    `[monitoring]\nauth_token = "${targetToken}"\n[alerts.channels.mail]\ntype = "webhook"\nurl = "${receiver.url}"\n[alerts.channels.chat]\ntype = "webhook"\nurl = "${receiver.url}/bad"\n`,
  );
  const { alerts } = target.telemetry;
  const slow = { title: "Slow: trakt_api", source: "web" };
  await alerts.send({ ...slow, level: "warning", message: "p95 over 1 s" });
  await alerts.resolve(slow);
  for (const level of ["critical", "warning", "info"] as const)
    await alerts.send({
      level,
      title: `Export ${level}: ${"y".repeat(60)}`,
      message: long,
      source: "exporter",
      labels: { type: "movies" },
      metadata: { exported: [1, 2, 3] },
    });
  await alerts.silence({
    titles: ["Export info*"],
    reason: "Renewal is planned.",
    createdBy: "Jean",
    endsAt: new Date(Date.now() + 3_600_000),
  });
  await using monitor = await servingMonitor(`
[health]
failure_threshold = 1
[[targets]]
name = "exporter"
url = "${target.url}"
token = "${targetToken}"
interval_seconds = 0.2
[[probes]]
name = "page"
type = "http"
url = "${receiver.url}"
conditions = { status = [200], response_time_ms = 500 }
[[probes]]
name = "closed"
type = "tcp"
host = "127.0.0.1"
port = ${await freePort()}
`);
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });
    page.on("pageerror", ({ message }) => faults.push(message));
    page.on("request", (request) => {
      if (!request.url().startsWith(monitor.url)) faults.push(request.url());
    });
    const look = async (path: string) => {
      for (const colorScheme of ["light", "dark"] as const)
        for (const width of [1_280, 390, 320]) {
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize({ width, height: 900 });
          await page.goto(`${monitor.url}${path}`);
          const beyond = await page.evaluate<number>(
            "document.documentElement.scrollWidth - innerWidth",
          );
          expect([path, colorScheme, width, beyond, await violations(page)]).toEqual([
            path,
            colorScheme,
            width,
            0,
            [],
          ]);
        }
    };
    await look("/login?next=%2Falerts");
    await page.fill("[name=token]", token);
    await page.press("[name=token]", "Enter");
    await page.waitForURL(`${monitor.url}/alerts`);
    await eventually("the target's alerts", async () => {
      await page.reload();
      return (await page.textContent("#h1"))?.includes("3 firing, 1 silenced");
    });
    await look("/alerts");
    await look("/probes?probe=closed");

    await page.setViewportSize({ width: 1_280, height: 900 });
    await page.goto(`${monitor.url}/alerts`);
    await page.click("#detail summary");
    expect(await violations(page)).toEqual([]);
    await page.fill("#detail [name=reason]", "ticket 812");
    await page.press("#detail [name=reason]", "Enter");
    await page.waitForURL(/notice=/);
    expect(await page.textContent(".notice")).toContain("This alert is silenced until");
    expect(await page.textContent("#h1")).toBe("2 firing, 2 silenced");
    await page.click("#theme");
    await page.waitForSelector('html[data-theme="light"]');

    const plain = await browser.newContext({
      javaScriptEnabled: false,
      storageState: await context.storageState(),
    });
    const still = await plain.newPage();
    await still.goto(`${monitor.url}/alerts`);
    await still.click("text=ticket 812 >> xpath=ancestor::li >> text=End");
    await still.waitForURL(/notice=/);
    expect(await still.textContent("#h1")).toBe("3 firing, 1 silenced");
    await still.goto(`${monitor.url}/probes?probe=page`);
    await still.click("text=Check now");
    await still.waitForURL(/notice=.*#probe$/);
    expect(await still.textContent(".notice")).toContain("page: Healthy, 200 from");
    expect(faults).toEqual([]);
  } finally {
    await browser.close();
  }
});
