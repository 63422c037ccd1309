import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { eventually } from "@ettl-tooling/test";
import { chromium } from "playwright-core";
import { expect, test } from "vitest";
import { servingMonitor, token } from "./serving-monitor.ts";

const key = "a-key-of-the-heartbeat";
const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core"), "utf8");

/** What axe found. */
interface Axe {
  readonly violations: readonly { readonly id: string; readonly nodes: { html: string }[] }[];
}

test("the pages of jobs and of the public status please axe, in both themes and on a phone", async () => {
  await using monitor = await servingMonitor(`
[[targets]]
name = "backup"
url = "http://127.0.0.1:1"
public = true
interval_seconds = 0.2
[[heartbeats]]
name = "backup"
key = "${key}"
schedule = "30 2 * * *"
min_duration_seconds = 60
public = true
[[heartbeats]]
name = "quiet"
key = "${key}-2"
period_seconds = 60
`);
  const rid = "7b2e4f0e-4a3b-4c5d-8e9f-0a1b2c3d4e5f";
  const ping = (path: string, body = "") =>
    fetch(`${monitor.url}/ping/${key}${path}`, { method: "POST", body });
  await ping("/start");
  await ping("", "done");
  await ping(`/1?rid=${rid}`, "copying\nerror: disk full");
  await ping("/start");
  await eventually("the status of the target", async () =>
    (await (await monitor.call("/status.json")).text()).includes('"status":"unhealthy","since"'),
  );
  const chrome = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  const problems: string[] = [];
  try {
    for (const colorScheme of ["light", "dark"] as const)
      for (const width of [1_280, 390]) {
        const context = await chrome.newContext({
          colorScheme,
          viewport: { width, height: 900 },
          extraHTTPHeaders: { Authorization: `Bearer ${token}` },
        });
        const page = await context.newPage();
        page.on("console", (message) => {
          if (message.type() === "error") problems.push(message.text());
        });
        page.on("pageerror", (error) => problems.push(error.message));
        page.on("request", (request) => {
          if (!request.url().startsWith(monitor.url)) problems.push(request.url());
        });
        for (const path of ["/jobs?job=backup", "/jobs?job=quiet", "/status"]) {
          await page.goto(`${monitor.url}${path}`);
          for (const details of await page.locator("details.rlog summary").all())
            await details.click();
          await page.evaluate(axeSource);
          const { violations } = await page.evaluate<Axe>("axe.run()");
          const found = violations.map(({ id, nodes }) => [id, nodes[0]?.html]);
          expect([path, colorScheme, width, found]).toEqual([path, colorScheme, width, []]);
          const overflow = await page.evaluate<number>(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth",
          );
          expect([path, width, overflow]).toEqual([path, width, 0]);
        }
        await context.close();
      }
  } finally {
    await chrome.close();
  }
  expect(problems).toEqual([]);
});
