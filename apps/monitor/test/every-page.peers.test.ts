import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { eventually } from "@ettl-tooling/test";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { browser, loggedIn, watchPage } from "./browser.ts";
import { shownMonitor } from "./shown-monitor.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What a screen reader, a keyboard or tired eyes can't use of the page that is open. */
async function violations(page: Page): Promise<string[]> {
  // Evaluated, not added: the policy of the page lets nothing inline run.
  await page.evaluate(axe);
  return page.evaluate(
    `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
      .then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)).join(" | ")))`,
  );
}

const german = {
  name: "Benutzerverwaltungsdienst-Hauptsächlich-1",
  text: "Die Verbindung zum Datenbankserver wurde unerwartet unterbrochen; Wiederholungsversuch in 30 Sekunden",
};

/** What makes the page wider than its window, where something does. */
const tooWide = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > clientWidth + 1 && !one.closest(".scroll, .wfw, .log, .vh"))
    .slice(0, 4)
    .map((one) => one.tagName + "." + one.getAttribute("class") + " " + one.textContent.slice(0, 40));
})()`;

const looks = [
  { name: "light", width: 1280, colorScheme: "light" },
  { name: "dark", width: 1280, colorScheme: "dark" },
  { name: "phone", width: 390, colorScheme: "light" },
  { name: "dark phone", width: 390, colorScheme: "dark" },
] as const;

test("every page is without a violation of accessibility, in both themes and on a phone, and says nothing to the console", async () => {
  await using shown = await shownMonitor(german);
  const { url } = shown.monitor;
  await using chrome = await browser();
  for (const { name, width, colorScheme } of looks) {
    const context = await loggedIn(chrome, url, {
      viewport: { width, height: 844 },
      colorScheme,
      reducedMotion: "reduce",
    });
    for (const path of shown.paths) {
      const page = await context.newPage();
      const faults = watchPage(page, url);
      const response = await page.goto(`${url}${path}`);
      const isMissing = response?.status() === 404;
      if (path !== "/status" && path !== "/login" && !isMissing)
        await eventually(`${path} is live`, async () =>
          /^Live/.test((await page.locator("#live .lv-t").textContent()) ?? ""),
        );
      expect([name, path, await violations(page)]).toEqual([name, path, []]);
      const expected = isMissing ? [expect.stringContaining("404")] : [];
      expect([name, path, faults]).toEqual([name, path, expected]);
      await page.close();
    }
    await context.close();
  }
});

test("no page is wider than its window, from 320 px on, with long names and reasons", async () => {
  await using shown = await shownMonitor({ ...german, name: `${german.name}${"ä".repeat(100)}` });
  const { url } = shown.monitor;
  await using chrome = await browser();
  const wide: string[] = [];
  // 400 % and 200 % of a window of 1280, a phone upright and lying, and the design's steps.
  for (const [width, height] of [
    [320, 256],
    [390, 844],
    [640, 400],
    [844, 390],
    [1180, 800],
    [1920, 1080],
  ] as const) {
    const context = await loggedIn(chrome, url, { viewport: { width, height } });
    const page = await context.newPage();
    for (const path of shown.paths) {
      await page.goto(`${url}${path}`);
      const found = (await page.evaluate(tooWide)) as string[];
      if (found.length > 0) wide.push(`${width} px, ${path}: ${found.join(" | ")}`);
    }
    await context.close();
  }
  expect(wide).toEqual([]);
});

test("without JavaScript every page is whole, and claims nothing to be live", async () => {
  await using shown = await shownMonitor(german);
  const { url } = shown.monitor;
  await using chrome = await browser();
  const context = await loggedIn(chrome, url, { javaScriptEnabled: false });
  const page = await context.newPage();
  for (const path of shown.paths) {
    await page.goto(`${url}${path}`);
    expect([path, await page.locator("#live, #as-of").textContent()]).toEqual([
      path,
      expect.stringMatching(/^As of \d\d:\d\d:\d\d/),
    ]);
    expect(await page.locator(".js:visible").count()).toBe(0);
    expect(await page.locator("h1").count()).toBe(1);
  }
  await page.goto(`${url}/`);
  await page.getByLabel("Filter by name or reason").fill("nobody");
  await page.getByRole("button", { name: "Apply" }).click();
  expect(await page.locator("#sheet tr[data-subject]:visible").count()).toBe(1);
  expect(await page.getByLabel("Filter by name or reason").inputValue()).toBe("nobody");
});
