import { type Browser, type CDPSession, chromium, type Page } from "playwright-core";

/** What a browser used of its main thread, in seconds since it opened the page. */
export interface MainThread {
  readonly task: number;
  readonly script: number;
  readonly layout: number;
  readonly style: number;
}

/** What must not change under the hands of a reader. */
export interface Hands {
  readonly focused: string;
  readonly scrollY: number;
  readonly selected: string;
  readonly order: string;
}

/** What the page itself measured. */
export interface Measured {
  readonly layoutShift: number;
  readonly longTasks: number;
  readonly longestTaskMs: number;
  readonly changes: number;
  /** What moved, and from where to where. */
  readonly shifted: readonly string[];
  readonly requests: number;
  readonly bytes: number;
}

/** Runs in the page before everything else. */
const observers = `
  globalThis.measured = { layoutShift: 0, longTasks: 0, longestTaskMs: 0, changes: 0, shifted: [] };
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, value, sources } of list.getEntries()) {
      if (hadRecentInput) continue;
      measured.layoutShift += value;
      for (const { node, previousRect, currentRect } of sources)
        measured.shifted.push([
          (node?.nodeName === "#text" ? node.parentElement : node)?.outerHTML?.slice(0, 80),
          ...[previousRect, currentRect].map(({ x, y, width, height }) => [x, y, width, height].join(",")),
        ].join(" "));
    }
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      measured.longTasks += 1;
      measured.longestTaskMs = Math.max(measured.longestTaskMs, duration);
    }
  }).observe({ type: "longtask", buffered: true });
  addEventListener("DOMContentLoaded", () => {
    const rows = new MutationObserver((list) => {
      const changed = new Set(list.map(({ target }) => (target.closest ? target : target.parentElement)?.closest("tr[id]")).filter(Boolean));
      measured.changes += changed.size;
    });
    const sheet = document.querySelector("#sheet");
    if (sheet) rows.observe(sheet, { subtree: true, childList: true, characterData: true, attributes: true });
  });
`;

const hands = `({
  focused: document.activeElement?.closest("tr")?.id ?? "",
  scrollY: Math.round(scrollY),
  selected: String(getSelection()),
  order: [...document.querySelectorAll("#sheet tr[id]")].map((row) => row.id).join("\\n"),
})`;

/** A reader with a real browser, who holds a row, a place and a selection. */
export interface Reader {
  readonly problems: readonly string[];
  hands(): Promise<Hands>;
  mainThread(): Promise<MainThread>;
  measured(): Promise<Measured>;
  isLive(): Promise<boolean>;
  close(): Promise<void>;
}

/** Opens the page, scrolls down, focuses the link of a row and selects the reason of another. */
export async function openReader(
  url: string,
  { focus, select }: { readonly focus: string; readonly select: string },
): Promise<Reader> {
  const browser: Browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  const page: Page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const problems: string[] = [];
  let requests = 0;
  let bytes = 0;
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("requestfinished", (request) => {
    requests += 1;
    void request.sizes().then(
      ({ responseBodySize }) => {
        bytes += responseBodySize;
      },
      () => {},
    );
  });
  await page.addInitScript(observers);
  await page.goto(url);
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const link = page.locator(`[id="${focus}"] a.rl`);
  await link.scrollIntoViewIfNeeded();
  await link.focus();
  await page.evaluate(`(() => {
    const range = document.createRange();
    range.selectNodeContents(document.getElementById(${JSON.stringify(select)}).querySelector(".rl"));
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  })()`);
  return {
    problems,
    hands: () => page.evaluate(hands),
    async mainThread() {
      const { metrics } = await session.send("Performance.getMetrics");
      const value = (name: string) => metrics.find((one) => one.name === name)?.value ?? 0;
      return {
        task: value("TaskDuration"),
        script: value("ScriptDuration"),
        layout: value("LayoutDuration"),
        style: value("RecalcStyleDuration"),
      };
    },
    async measured() {
      const own = (await page.evaluate("measured")) as Omit<Measured, "requests" | "bytes">;
      return { ...own, requests, bytes };
    },
    isLive: async () => (await page.locator("#live .lv-t").textContent()) === "Live",
    close: () => browser.close(),
  };
}
