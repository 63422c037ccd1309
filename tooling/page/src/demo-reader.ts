import { demoToken, type RunningDemo } from "@ettl-tooling/test";
import { type BrowserContext, type BrowserContextOptions, chromium } from "playwright-core";

/** The pages of the demo that are looked at. */
export const pages = [
  { name: "overview", path: "/" },
  { name: "target", path: "/targets/exporter" },
  { name: "jobs", path: "/jobs" },
  { name: "probes", path: "/probes" },
  { name: "alerts", path: "/alerts" },
  { name: "status", path: "/status" },
] as const;

/** The installed Chromium. */
export function openBrowser() {
  return chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
}

/** A window of somebody who has logged in to the demo. */
export async function loggedIn(
  browser: Awaited<ReturnType<typeof openBrowser>>,
  demo: RunningDemo,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  await context.request.post(`${demo.monitor}/login`, { form: { token: demoToken } });
  return context;
}
