/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { setTimeout as delay } from "node:timers/promises";
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

const row = (subject: string) => `#row-${subject.replace(" ", "-")}`;
const valueIn = (subject: string) => `${row(subject)} [data-value]`;

/** Five times what it may take; how long it took is printed. */
async function bannerShown(page: Page): Promise<void> {
  const startMs = performance.now();
  await page.waitForSelector("#offline:not([hidden])", { timeout: 25_000 });
  process.stderr.write(`the banner showed after ${Math.round(performance.now() - startMs)} ms\n`);
}

test("a row changes in place within 2 s, and what the reader did stays", async () => {
  await using it = await openPage(chrome);
  const { page } = it;
  await page.fill("#q", "er");
  await page.evaluate(() => {
    document.querySelector("details")?.setAttribute("open", "");
    scrollTo(0, 150);
  });
  await page.fill("#reason", "on it");
  await page.selectOption("#hours", "2");
  await page.focus("#row-target-importer .rl");
  await page.evaluate(() => {
    const [first, last] = document.querySelectorAll(
      "#row-target-exporter [data-value], #row-target-importer .nm",
    );
    if (first?.firstChild && last?.firstChild)
      getSelection()?.setBaseAndExtent(first.firstChild, 3, last.firstChild, 1);
    Object.assign(globalThis, { row: document.querySelector("#row-target-exporter") });
  });
  it.state.rows.reverse();
  it.state.firing = 2;
  const startedAt = performance.now();
  it.change("target exporter", { status: "bad", value: "99 ms" });
  await it.becomes(valueIn("target exporter"), "99 ms", 10_000);
  process.stderr.write(`the row changed after ${Math.round(performance.now() - startedAt)} ms\n`);
  expect(it.fetched.at(-1)?.get("rows")).toBe('["target exporter"]');
  expect(it.fetched.at(-1)?.get("q")).toBe(null);
  expect(
    await page.evaluate(() => ({
      isSameRow: Reflect.get(globalThis, "row") === document.querySelector("#row-target-exporter"),
      order: [...document.querySelectorAll("#rows tr")].map(({ id }) => id),
      isFresh: document
        .querySelector("#row-target-exporter [data-value]")
        ?.classList.contains("fresh"),
      focused: document.activeElement?.textContent,
      isOpen: document.querySelector("details")?.open,
      scrolled: scrollY,
      selected: `${getSelection()}`,
      typed: [...document.querySelectorAll<HTMLInputElement>("#q, #reason, #hours")].map(
        (field) => field.value,
      ),
      hidden: [...document.querySelectorAll("#rows tr[hidden]")].map(({ id }) => id),
      heading: document.querySelector("h1")?.textContent,
      title: document.title,
      announced: document.querySelector("#announce")?.textContent,
      query: location.search,
    })),
  ).toEqual({
    isSameRow: true,
    order: ["row-target-exporter", "row-target-importer", "row-probe-gate", "row-heartbeat-backup"],
    isFresh: true,
    focused: "importer",
    isOpen: true,
    scrolled: 150,
    selected: expect.stringMatching(/^ms\t.*\nimporter$/s),
    typed: ["on it", "2", "er"],
    hidden: ["row-probe-gate", "row-heartbeat-backup"],
    heading: "2 alerts are firing",
    title: "(2) Overview",
    announced: "2 alerts are firing",
    query: "?q=er",
  });
  await eventually("the tint gone", () => page.evaluate(() => !document.querySelector(".fresh")));
});

test("events in one moment are one fetch, more than one a second is never", async () => {
  await using it = await openPage(chrome);
  const before = it.fetched.length;
  const startedAt = performance.now();
  for (let value = 1; value <= 200; value += 1) {
    it.change("target exporter", { value: `${value}` });
    it.change("target importer", { value: `${value}` });
    await delay(15);
  }
  await it.becomes(valueIn("target exporter"), "200");
  await it.becomes(valueIn("target importer"), "200");
  const seconds = (performance.now() - startedAt) / 1_000;
  expect(it.fetched.length - before).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
  expect(JSON.parse(it.fetched.at(-1)?.get("rows") ?? "")).toHaveLength(2);
});

test("without any event the whole page is fetched as often as it says", async () => {
  const client = await pageClient();
  client.state.refreshMs = 1_500;
  await using it = await openPage(chrome, { client });
  const before = it.fetched.length;
  await eventually("two more", () => it.fetched.length >= before + 2);
  expect(it.fetched.every((query) => !query.has("rows"))).toBe(true);
});

test("what the page does not show and a tick older than it change nothing", async () => {
  await using it = await openPage(chrome);
  const before = it.fetched.length;
  const tick = (name: string) =>
    it.feed.publishTick("watch.checked", `target ${name}`, { kind: "target", name });
  it.feed.publish("watch.changed", { kind: "probe", name: "gate" });
  it.behaviour.clockMs = -60_000;
  tick("importer");
  it.behaviour.clockMs = 0;
  tick("exporter");
  await eventually("a fetch", () => it.fetched.length > before);
  expect(it.fetched.slice(before).map((query) => query.get("rows"))).toEqual([
    '["target exporter"]',
  ]);
});

test("a row that is gone goes, a new one comes last", async () => {
  await using it = await openPage(chrome);
  it.state.rows = [
    { subject: "probe new", status: "ok", value: "1 ms" },
    ...it.state.rows.filter(({ subject }) => subject !== "target importer"),
  ];
  it.feed.publish("watches.changed", { added: [], removed: [] });
  await it.page.waitForSelector("#row-probe-new");
  expect(await it.page.$$eval("#rows tr", (found) => found.map(({ id }) => id))).toEqual([
    "row-target-exporter",
    "row-probe-gate",
    "row-heartbeat-backup",
    "row-probe-new",
  ]);
});

test("a stream that is cut shows within 5 s, ages grow, and it comes back without a reload", async () => {
  await using it = await openPage(chrome);
  await it.page.evaluate(() => Object.assign(globalThis, { mark: 1 }));
  it.connection.cut();
  await bannerShown(it.page);
  expect(await it.text("#offline p")).toMatch(
    /^Connection lost at \d\d:\d\d:\d\d\. What you see is \d+ s old and may be wrong by now\. Trying again (in \d+ s|now)\.$/,
  );
  expect(await it.page.title()).toBe("(?) Overview");
  expect(await it.isOff()).toBe(true);
  expect(await it.text("#live")).toMatch(/^Not live \d+ s old$/);
  expect(await it.text("#announce")).toMatch(/^Connection lost at/);
  const ago = Number.parseInt(await it.text(`${row("target exporter")} [data-ago]`), 10);
  await it.becomes(`${row("target exporter")} [data-ago]`, new RegExp(`^${ago + 2} s ago`));
  await eventually("a later attempt", async () => / in [3-9] s/.test(await it.text("#offline p")));
  it.state.rows = it.state.rows.map((shown) => ({ ...shown, value: "7 ms" }));
  it.connection.restore();
  await it.page.click("#offline button");
  await it.live();
  expect(await it.text(valueIn("target exporter"))).toBe("7 ms");
  expect(await it.page.title()).toBe("Overview");
  expect(await it.page.locator("#offline").isHidden()).toBe(true);
  expect(await it.page.evaluate(() => "mark" in globalThis)).toBe(true);
  expect(it.feed.stats()).toMatchObject({
    resumed: expect.toSatisfy((count) => count > 0),
    resets: 0,
  });
});

test("a stream that goes silent shows within 5 s", async () => {
  await using it = await openPage(chrome);
  it.connection.silence();
  await bannerShown(it.page);
  it.connection.restore();
  await it.live();
});

test("without a network the page says so at once", async () => {
  await using it = await openPage(chrome);
  await it.page.context().setOffline(true);
  await bannerShown(it.page);
  await it.page.context().setOffline(false);
  await it.live();
});

test("where a WebSocket is refused the page is live by server-sent events, and knows when they end", async () => {
  const server = await pageClient();
  server.behaviour.refusesSockets = true;
  await using it = await openPage(chrome, { client: server });
  expect(it.feed.stats().clients).toEqual({ websocket: 0, sse: 1 });
  it.change("target exporter", { value: "99 ms" });
  await it.becomes(valueIn("target exporter"), "99 ms");
  it.connection.silence();
  await bannerShown(it.page);
  it.connection.restore();
  await it.live();
});

test("after a restart with other ids the whole page is fetched", async () => {
  await using it = await openPage(chrome);
  await it.server.restart();
  it.state.rows = it.state.rows.map((shown) => ({ ...shown, value: "3 ms" }));
  await it.becomes(valueIn("probe gate"), "3 ms");
  await it.live();
  expect(it.fetched.at(-1)?.has("rows")).toBe(false);
  expect(it.server.feed.stats().resets).toBe(1);
});

test("a bad answer counts as lost, until a good one comes", async () => {
  await using it = await openPage(chrome);
  it.behaviour.status = 500;
  it.change("target exporter", { value: "99 ms" });
  await bannerShown(it.page);
  expect(await it.text("#offline p")).toMatch(/^The monitor answers 500 since/);
  it.behaviour.status = 200;
  await it.live();
  expect(await it.text(valueIn("target exporter"))).toBe("99 ms");
});

test("an answer that does not come within 10 s counts as lost, though the stream lives", async () => {
  await using it = await openPage(chrome);
  it.behaviour.hangs = true;
  it.change("target exporter", { value: "99 ms" });
  await bannerShown(it.page);
  expect(it.feed.stats().clients.websocket).toBe(1);
  it.behaviour.hangs = false;
  await it.page.click("#offline button");
  await it.live();
  expect(await it.text(valueIn("target exporter"))).toBe("99 ms");
});

test("looks at what is left out fetch nothing, and what becomes of it fetches the whole page", async () => {
  const client = await pageClient();
  client.state.leftOut = 100;
  await using it = await openPage(chrome, { client });
  const look = (name: string) =>
    it.feed.publishTick("watch.checked", `target ${name}`, { kind: "target", name });
  const before = it.fetched.length;
  look("left-out");
  it.change("target exporter", { value: "99 ms" });
  await it.becomes(valueIn("target exporter"), "99 ms");
  expect(it.fetched.slice(before).map((query) => query.get("rows"))).toEqual([
    '["target exporter"]',
  ]);
  it.feed.publish("watch.changed", { kind: "target", name: "left-out", status: "unhealthy" });
  await eventually("the whole page", () =>
    Promise.resolve(it.fetched.length > before + 1 && it.fetched.at(-1)?.get("rows") === null),
  );
});

test("who may not read any more is led to the login", async () => {
  await using it = await openPage(chrome);
  it.behaviour.status = 401;
  it.change("target exporter", { value: "99 ms" });
  await it.page.waitForURL(/\/login\?next=%2F$/);
});

test("a hidden tab fetches nothing, and everything when it is seen again", async () => {
  await using it = await openPage(chrome);
  const show = (state: string) =>
    it.page.evaluate((visibility) => {
      Object.defineProperty(document, "visibilityState", { configurable: true, value: visibility });
      document.dispatchEvent(new Event("visibilitychange"));
    }, state);
  await show("hidden");
  const before = it.fetched.length;
  it.change("target exporter", { value: "99 ms" });
  // Two of its usual pauses.
  await delay(2_000);
  expect(it.fetched.length).toBe(before);
  await show("visible");
  await it.becomes(valueIn("target exporter"), "99 ms");
  expect(it.fetched.at(-1)?.has("rows")).toBe(false);
});

test("a clock of the client that is off by 3 h changes no age", async () => {
  await using it = await openPage(chrome, {
    before: (context) =>
      context.addInitScript(() => {
        const RealDate = Date;
        const offMs = 3 * 3_600_000;
        globalThis.Date = class extends RealDate {
          constructor(...values: [number]) {
            super(...(values.length > 0 ? values : ([RealDate.now() + offMs] as [number])));
          }
          static override now = () => RealDate.now() + offMs;
        } as DateConstructor;
      }),
  });
  const { page } = it;
  expect(await page.evaluate(() => Date.now() - performance.timeOrigin)).toBeGreaterThan(
    10_000_000,
  );
  it.change("target exporter", { value: "1 ms" });
  await it.becomes(valueIn("target exporter"), "1 ms");
  expect(await it.text("#live")).toMatch(/^Live updated (just now|\d s ago)$/);
  expect(await it.text(`${row("target exporter")} [data-ago]`)).toMatch(/^\d s ago$/);
  expect(await it.text(`${row("target exporter")} [data-age]`)).toBe("2 h 00 min");
  expect(await it.text(`${row("target exporter")} [data-until]`)).toMatch(/^in (1 min|\d\d s)/);
});
