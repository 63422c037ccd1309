import {
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { token } from "./serving-monitor.ts";

/** The installed Chromium; ends with the test. */
export async function browser() {
  const started = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  return Object.assign(started, { [Symbol.asyncDispose]: () => started.close() });
}

/** A browser window in which somebody has logged in. */
export async function loggedIn(
  chrome: Awaited<ReturnType<typeof browser>>,
  url: string,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await chrome.newContext(options);
  await context.request.post(`${url}/login`, { form: { token } });
  return context;
}

/** Everything that a page must not do while a test looks at it. */
export function watchPage(page: Page, ownUrl: string): readonly string[] {
  const faults: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning")
      faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`thrown: ${error.message}`));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== new URL(ownUrl).origin && !/^(data|ws):$/.test(protocol))
      faults.push(`another host: ${request.url()}`);
  });
  return faults;
}
