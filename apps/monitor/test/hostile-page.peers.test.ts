import { eventually } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { browser, loggedIn, watchPage } from "./browser.ts";
import { shownMonitor } from "./shown-monitor.ts";

/** Each breaks out of another place: text, an attribute, a title, a script, a URL, a template. */
const payloads = [
  `"><script>window.stolen=1</script><img src=x onerror=window.stolen=1>`,
  `'--!><svg/onload=window.stolen=1></title></textarea></style></script><script>window.stolen=1//`,
  `javascript:window.stolen=1//\`\${window.stolen=1}\`{{constructor.constructor('window.stolen=1')()}}`,
  `\u202Eedoc\u2066\u200B\uFEFF ﷽ ${"W̷̛͎".repeat(20)} <a href="//evil.example" style="position:fixed;inset:0">x</a>`,
  `&lt;script&gt;window.stolen=1&lt;/script&gt; &#x3c;img src=//evil.example/x&#x3e; \\u003cscript\\u003e`,
];

/** Addresses of links that lead out of the monitor, or run something. */
const foreignLinks = `[...document.querySelectorAll("a")].map(({ href }) => href)
  .filter((href) => new URL(href).origin !== location.origin)`;

test.for(payloads)("S5 nothing of %s runs, loads or breaks out, on any page", async (payload) => {
  await using shown = await shownMonitor({ name: payload.slice(0, 140), text: payload });
  const { url } = shown.monitor;
  await using chrome = await browser();
  const context = await loggedIn(chrome, url);
  for (const path of shown.paths) {
    const page = await context.newPage();
    const faults = watchPage(page, url);
    const response = await page.goto(`${url}${path}`);
    if (path === "/")
      await eventually("a refresh", async () => {
        await shown.ping("/1", payload);
        return /^Live/.test((await page.locator("#live .lv-t").textContent()) ?? "");
      });
    await page.waitForLoadState("networkidle").catch(() => {});
    expect([path, await page.evaluate("'stolen' in window")]).toEqual([path, false]);
    expect([
      path,
      await page.locator('script:not([src]), [style*="fixed"], [onerror], [onload], img').count(),
    ]).toEqual([path, 0]);
    expect([path, await page.evaluate(foreignLinks)]).toEqual([path, []]);
    const wide = await page.evaluate(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    expect([path, wide]).toEqual([path, 0]);
    const isMissing = response?.status() === 404;
    expect([path, faults]).toEqual([path, isMissing ? [expect.stringContaining("404")] : []]);
    await page.close();
  }
  await context.close();
});
