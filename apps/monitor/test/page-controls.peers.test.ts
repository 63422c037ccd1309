/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { eventually } from "@ettl-tooling/test";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPage, startChromium } from "./open-page.ts";
import { pageClient } from "./page-client.ts";

let chrome: Browser;
beforeAll(async () => {
  chrome = await startChromium();
});
afterAll(() => chrome.close());

const visibleRows = (page: Page) =>
  page.$$eval("#rows tr:not([hidden])", (rows) => rows.map(({ id }) => id));
const focusedText = (page: Page) => page.evaluate(() => document.activeElement?.textContent);

test("the filter hides rows by name, reason and status, keeps its state in the address, and holds for what changes", async () => {
  await using it = await openPage(chrome, { path: "?only=problems" });
  const { page } = it;
  expect(await visibleRows(page)).toEqual([]);
  expect(await page.isVisible("#none")).toBe(true);
  it.change("target importer", { status: "bad" });
  await page.waitForSelector("#row-target-importer:not([hidden])");
  await page.fill("#q", "IS BAD");
  await page.uncheck("#only");
  expect(await visibleRows(page)).toEqual(["row-target-importer"]);
  await page.waitForURL("**/?q=IS+BAD");
  expect(await page.getAttribute(".seg a", "href")).toBe("/?range=6h&q=IS+BAD");
  await page.focus("#row-target-importer .rl");
  it.change("target importer", { status: "ok", value: "healed" });
  await it.becomes("#row-target-importer [data-value]", "healed");
  expect(await focusedText(page)).toBe("importer");
  await page.fill("#q", "nothing of that name");
  await page.press("#q", "Enter");
  await page.click("#clear");
  expect(await visibleRows(page)).toHaveLength(4);
  await page.waitForURL(it.url);
});

test("the log follows at its end only, counts what is new elsewhere, and holds 2,000 lines", async () => {
  await using it = await openPage(chrome);
  const { page, state, feed } = it;
  const write = (count: number, level = "info") => {
    const from = state.log.length;
    for (let line = from; line < from + count; line += 1)
      state.log.push({ key: `${line}`, level, text: `line ${line}` });
    feed.publish("watches.changed", {});
  };
  const log = () =>
    page.$eval("#log", (element) => ({
      lines: element.querySelectorAll("li").length,
      last: element.querySelector("li:last-child span")?.textContent,
      fromEnd: element.scrollHeight - element.scrollTop - element.clientHeight,
      top: document
        .elementFromPoint(
          element.getBoundingClientRect().left + 60,
          element.getBoundingClientRect().top + 5,
        )
        ?.closest("li")?.dataset.k,
    }));
  const shows = (last: string) =>
    eventually(last, async () => ((await log()).last === last ? log() : undefined));
  write(50);
  expect((await shows("line 49")).fromEnd).toBeLessThan(2);
  await page.$eval("#log", (element) => element.scrollTo(0, 400));
  await eventually("no following", async () => !(await page.isChecked("#follow")));
  const { top } = await log();
  expect(top).toMatch(/^(19|20)$/);
  write(2, "info");
  write(1, "debug");
  expect((await shows("line 52")).top).toBe(top);
  expect(await it.text("#lognew")).toBe("Show 3 new lines");
  write(1_960);
  expect(await shows("line 2012")).toMatchObject({ lines: 2_000, top });
  await page.click("#lognew button");
  await eventually("the end", async () => (await log()).fromEnd < 2);
  expect(await page.isChecked("#follow")).toBe(true);
  expect(await page.isVisible("#lognew")).toBe(false);
  await page.check('input[value="warn"]');
  await page.waitForURL("**/?level=warn");
  write(1, "error");
  await shows("line 2013");
  expect(await page.$$eval("#log li:not([hidden])", (lines) => lines.length)).toBe(1);
  await page.check('input[value="debug"]');
  await page.click("#log li:last-child .cid");
  await page.waitForURL("**/?cid=run-2013");
  expect(await page.$$eval("#log li:not([hidden])", (lines) => lines.length)).toBe(1);
});

test("keys work, but not in fields or dialogs, and not when they are switched off", async () => {
  await using it = await openPage(chrome);
  const { page } = it;
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  expect(await focusedText(page)).toBe("importer");
  await page.keyboard.press("k");
  expect(await focusedText(page)).toBe("exporter");
  await page.keyboard.press("f");
  expect(await page.isChecked("#follow")).toBe(false);
  await page.keyboard.press("Control+f");
  expect(await page.isChecked("#follow")).toBe(false);
  await page.keyboard.press("/");
  await page.keyboard.type("fjtg?/");
  expect(await page.inputValue("#q")).toBe("fjtg?/");
  expect(await page.getAttribute("html", "data-theme")).toBe("auto");
  await page.fill("#q", "");
  await page.keyboard.press("Escape");
  await page.keyboard.press("t");
  expect(await page.getAttribute("html", "data-theme")).toBe("light");
  await page.keyboard.press("?");
  expect(await page.isVisible("#keys")).toBe(true);
  await page.keyboard.press("t");
  expect(await page.getAttribute("html", "data-theme")).toBe("light");
  await page.uncheck("#keys-on");
  await page.click("#close-keys");
  await page.keyboard.press("t");
  await page.keyboard.press("?");
  expect(await page.isVisible("#keys")).toBe(false);
  expect(await page.getAttribute("html", "data-theme")).toBe("light");
  await page.reload();
  await it.live();
  expect(await page.isChecked("#keys-on")).toBe(false);
  await page.keyboard.press("f");
  expect(await page.isChecked("#follow")).toBe(true);
  await page.click("#help");
  await page.check("#keys-on");
  await page.click("#close-keys");
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await page.waitForURL("**/alerts");
});

test("the theme goes round in place and is remembered in a cookie for a year", async () => {
  await using it = await openPage(chrome);
  const { page } = it;
  for (const [theme, label, next] of [
    ["light", "Theme: light", "dark"],
    ["dark", "Theme: dark", "auto"],
    ["auto", "Theme: automatic", "light"],
    ["light", "Theme: light", "dark"],
  ]) {
    await page.click("#theme");
    expect(await page.getAttribute("html", "data-theme")).toBe(theme);
    expect(await page.getAttribute("#theme", "aria-label")).toBe(label);
    expect(await page.getAttribute("#theme", "value")).toBe(next);
  }
  expect(page.url()).toBe(it.url);
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ name: "ettl_theme", value: "light", path: "/", sameSite: "Lax" });
  expect((cookie?.expires ?? 0) - Date.now() / 1_000).toBeGreaterThan(364 * 86_400);
});

test("one crosshair says the time under the pointer", async () => {
  await using it = await openPage(chrome);
  const { page } = it;
  const box = await page.locator(".strip").first().boundingBox();
  if (!box) throw new Error("there is no strip");
  const isNow = async () => {
    await page.mouse.move(box.x + 5, box.y + 5);
    await page.mouse.move(box.x + (box.width * 16) / 17, box.y + 5);
    const now = await page.getAttribute("html", "data-now");
    expect(await it.text("#hair span")).toBe(new Date(Number(now)).toISOString().slice(11, 16));
  };
  await isNow();
  // The page stays open for hours, and what it shows moves on.
  it.server.behaviour.clockMs = 7_200_000;
  it.feed.publish("watches.changed", {});
  const before = await page.getAttribute("html", "data-now");
  await page.waitForFunction((now) => document.documentElement.dataset.now !== now, before);
  await isNow();
  expect(await page.$eval("#hair", ({ style }) => style.visibility)).toBe("visible");
  await page.mouse.move(box.x - 10, box.y + 5);
  expect(await page.$eval("#hair", ({ style }) => style.visibility)).toBe("hidden");
});

test("before anything is heard the page says as of when it is", async () => {
  const client = await pageClient();
  client.behaviour.refusesFeed = true;
  await using it = await openPage(chrome, { client, isLive: false });
  expect(await it.text("#live")).toMatch(/^As of \d\d:\d\d:\d\d$/);
  await it.becomes("#live", /^Not live/);
  client.behaviour.refusesFeed = false;
  await it.live();
});
