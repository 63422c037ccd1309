/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { eventually } from "@ettl-tooling/test";
import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { expect } from "vitest";
import { pageClient } from "./page-client.ts";
import type { Row } from "./page-markup.ts";

const rows: readonly Row[] = [
  "target exporter",
  "target importer",
  "probe gate",
  "heartbeat backup",
].map((subject) => ({ subject, status: "ok", value: "12 ms" }));

/** What the browser itself writes of a request that failed; no script can prevent it. */
const ofTheNetwork = /^Failed to load resource|^WebSocket connection to|net::ERR/;

export async function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
}

/** The page, open in a browser, live unless said otherwise. */
export async function openPage(
  chrome: Browser,
  {
    path = "",
    isLive = true,
    before,
    client,
  }: {
    readonly path?: string;
    /** Waits until it is. @default true */
    readonly isLive?: boolean;
    readonly before?: (context: BrowserContext) => Promise<unknown>;
    readonly client?: Awaited<ReturnType<typeof pageClient>>;
  } = {},
) {
  const server = client ?? (await pageClient());
  if (server.state.rows.length === 0) server.state.rows = [...rows];
  const context = await chrome.newContext();
  await before?.(context);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  page.on("console", (message) => {
    if (message.type() === "error" && !ofTheNetwork.test(message.text()))
      errors.push(message.text());
  });
  await page.goto(`${server.url}${path}`);
  // biome-ignore lint/performance/useDomNodeTextContent: as it is to be seen
  const text = (selector: string) => page.innerText(selector);
  const becomes = (selector: string, wanted: RegExp | string, timeoutMs = 20_000) =>
    eventually(
      `${wanted} in ${selector}`,
      async () => {
        const found = await text(selector);
        return typeof wanted === "string" ? found === wanted : wanted.test(found);
      },
      { timeoutMs },
    );
  const live = () => becomes("#live", /^Live updated/);
  if (isLive) await live();
  return {
    ...server,
    server,
    page,
    errors,
    text,
    becomes,
    live,
    isOff: () => page.evaluate(() => document.documentElement.classList.contains("is-off")),
    async [Symbol.asyncDispose]() {
      await context.close();
      await server[Symbol.asyncDispose]();
      expect(errors).toEqual([]);
    },
  };
}
