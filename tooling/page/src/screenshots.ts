import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  eventually,
  httpReceiver,
  type RunningDemo,
  refusedHistory,
  startDemo,
} from "@ettl-tooling/test";
import type { Page } from "playwright-core";
import { loggedIn, openBrowser, pages } from "./demo-reader.ts";

const looks = [
  { look: "light", width: 1280, colorScheme: "light" },
  { look: "dark", width: 1280, colorScheme: "dark" },
  { look: "phone", width: 390, colorScheme: "light" },
] as const;

/** The pages that the README shows. */
const taken = new Set<string>(["overview", "target", "jobs", "alerts"]);

export interface ScreenshotOptions {
  readonly folder: string;
  /** How long the demo runs before, in seconds: so much there is to see. */
  readonly seconds: number;
  readonly progress: (step: string) => void;
}

/** Takes pictures of the demo: some good exports, a few bad ones, and one that fails now. */
export async function screenshots({ folder, seconds, progress }: ScreenshotOptions): Promise<void> {
  await mkdir(folder, { recursive: true });
  await using receiver = await httpReceiver();
  await using demo = await startDemo({
    guarded: true,
    schedule: "*/15 * * * * *",
    env: { ALERT_WEBHOOK_URL: receiver.url },
  });
  const browser = await openBrowser();
  try {
    await live(demo, seconds, progress);
    for (const { look, width, colorScheme } of looks) {
      const context = await loggedIn(browser, demo, {
        viewport: { width, height: 900 },
        colorScheme,
        reducedMotion: "reduce",
      });
      for (const { name, path } of pages.filter((page) => taken.has(page.name))) {
        progress(`${name}, ${look}`);
        const page = await context.newPage();
        await page.goto(`${demo.monitor}${path}`);
        await untilLive(page);
        // As high as the page, or what stays at the bottom of the window would lie across its middle.
        const height = await page.evaluate<number>("document.documentElement.scrollHeight");
        await page.setViewportSize({ width, height: Math.max(900, height) });
        await page.screenshot({ path: join(folder, `${name}-${look}.png`), fullPage: true });
        await page.close();
      }
      await context.close();
    }
  } finally {
    await browser.close();
  }
}

/** Lets the demo export, with a fault in the middle and another at the end. */
async function live(demo: RunningDemo, seconds: number, progress: (step: string) => void) {
  const pass = async (share: number, what: string) => {
    progress(`${what} for ${Math.round(seconds * share)} s`);
    await delay(seconds * share * 1_000);
  };
  await pass(0.5, "exports go well");
  await demo.setFaults(refusedHistory);
  await pass(0.1, "exports fail");
  await demo.clearFaults();
  await pass(0.3, "exports go well again");
  await demo.setFaults(refusedHistory);
  await demo.nextRun();
  await demo.nextRun();
  await eventually("the alert", async () => {
    const { firing } = await demo.json<{ firing: readonly object[] }>("/api/overview");
    return firing.length > 0;
  });
}

async function untilLive(page: Page): Promise<void> {
  await eventually("a live page", async () =>
    /^Live/.test((await page.locator("#live .lv-t").textContent()) ?? ""),
  );
}
