/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { browser, loggedIn } from "./browser.ts";
import { servingMonitor } from "./serving-monitor.ts";

let chrome: Browser & AsyncDisposable;
beforeAll(async () => {
  chrome = await browser();
});
afterAll(() => chrome.close());

const key = "a-key-of-the-heartbeat";
const job = (name: string) =>
  `[[heartbeats]]\nname = "${name}"\nkey = "${key}-${name}"\nperiod_seconds = 3600\n`;
const probe = '[[probes]]\ntype = "tcp"\nname = "gate"\nhost = "127.0.0.1"\nport = 1\n';
const target = '[[targets]]\nname = "shop"\nurl = "http://127.0.0.1:1"\n';

test("the first of a kind comes to the open page, in the order of the page", async () => {
  await using monitor = await servingMonitor("");
  const context = await loggedIn(chrome, monitor.url);
  const page = await context.newPage();
  await page.goto(`${monitor.url}/`);
  await page.waitForSelector("#none-yet");
  await page.waitForSelector("#live:not(.is-still)");
  const watch = async (toml: string) => {
    await monitor.write(toml);
    monitor.program.kill("SIGHUP");
  };
  await watch(probe);
  await page.waitForSelector('[data-subject="probe gate"]');
  await watch(`${probe}${job("backup")}${target}`);
  await page.waitForSelector('[data-subject="heartbeat backup"]');
  await page.waitForSelector('[data-subject="target shop"]');
  expect(await page.$$eval("#sheet h2", (heads) => heads.map((head) => head.textContent))).toEqual([
    "Targets",
    "Jobs",
    "Probes",
  ]);
  expect(await page.isVisible("#none-yet")).toBe(false);
  await context.close();
});

test("the first job comes to the open page of jobs", async () => {
  await using monitor = await servingMonitor("");
  const context = await loggedIn(chrome, monitor.url);
  const page = await context.newPage();
  await page.goto(`${monitor.url}/jobs`);
  await page.waitForSelector("#live:not(.is-still)");
  await monitor.write(job("backup"));
  monitor.program.kill("SIGHUP");
  await page.waitForURL("**/jobs?job=backup");
  await page.waitForSelector("#runs-part");
  await context.close();
});

test("where rows are left out the filter still finds each, and keeps it while the page is live", async () => {
  const names = Array.from({ length: 252 }, (_, index) => `n${index}`);
  await using monitor = await servingMonitor(names.map(job).join(""));
  for (const name of names) await fetch(`${monitor.url}/ping/${key}-${name}`);
  const context = await loggedIn(chrome, monitor.url);
  const page = await context.newPage();
  await page.goto(`${monitor.url}/?range=1h`);
  await page.fill("#q", "n251");
  await page.press("#q", "Enter");
  await page.waitForURL(/q=n251/);
  expect(await page.isVisible('[data-subject="heartbeat n251"]')).toBe(true);
  await page.waitForSelector("#live:not(.is-still)");
  const shown = await page.getAttribute("html", "data-now");
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await page.waitForFunction((now) => document.documentElement.dataset.now !== now, shown);
  expect(await page.locator("#sheet tbody tr:visible").count()).toBe(1);
  await context.close();
});

test("the log of a run that somebody reads stays in its place while newer runs come above it", async () => {
  await using monitor = await servingMonitor(job("backup"));
  const ping = (text: string) =>
    fetch(`${monitor.url}/ping/${key}-backup/1`, { method: "POST", body: text });
  for (let run = 0; run < 15; run += 1) await ping(`run ${run}`);
  const context = await loggedIn(chrome, monitor.url, { viewport: { width: 1_200, height: 800 } });
  const page = await context.newPage();
  await page.goto(`${monitor.url}/jobs?job=backup`);
  await page.waitForSelector("#live:not(.is-still)");
  const read = page.locator("details.rlog summary", { hasText: "run 12" });
  await read.click();
  const before = await read.boundingBox();
  for (const text of ["newer", "newest"]) {
    await ping(text);
    await page.waitForSelector(`.rlog summary:has-text("${text}")`);
  }
  const moved = ((await read.boundingBox())?.y ?? 0) - (before?.y ?? 0);
  expect(Math.abs(moved)).toBeLessThan(1);
  expect(await page.$$eval("details[open]", (open) => open.length)).toBe(1);
  await context.close();
});

test("on a phone what can be touched is 40 pixels high", async () => {
  await using monitor = await servingMonitor(`${job("backup")}${probe}${target}`);
  await fetch(`${monitor.url}/ping/${key}-backup/1`, { method: "POST", body: "it failed" });
  const context = await loggedIn(chrome, monitor.url, { viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  for (const path of ["/", "/targets/shop", "/jobs?job=backup", "/probes", "/alerts"]) {
    await page.goto(`${monitor.url}${path}`);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("a, button, input, select, summary")]
        // Links within a sentence, and the lines of a log, are as high as their text.
        .filter((one) => one.checkVisibility() && !one.closest("p, .skip, .log, .notice"))
        .map((one) => (one.matches("input") ? (one.closest("label") ?? one) : one))
        .filter((one) => one.getBoundingClientRect().height < 40)
        .map((one) => one.outerHTML.slice(0, 80)),
    );
    expect([path, small]).toEqual([path, []]);
  }
  await context.close();
});
