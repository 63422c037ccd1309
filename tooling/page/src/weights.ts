import { startDemo } from "@ettl-tooling/test";
import { loggedIn, openBrowser, pages } from "./demo-reader.ts";

/** Most bytes that a first load may take, compressed, with its headers. */
const budgetBytes = 150_000;

const kinds = ["document", "stylesheet", "script", "other"] as const;
type Kind = (typeof kinds)[number];

/** What each page of the demo takes on the wire at its first load; true: none is over the budget. */
export async function weights(): Promise<boolean> {
  await using demo = await startDemo({ guarded: true });
  await demo.nextRun();
  const browser = await openBrowser();
  let isWithin = true;
  try {
    const rows = [["kB on the wire", "HTML", "CSS", "script", "other", "all", "requests"]];
    for (const { name, path } of pages) {
      // Each in a window of its own: nothing is in its cache.
      const context = await loggedIn(browser, demo);
      const page = await context.newPage();
      const bytes: Record<Kind, number> = { document: 0, stylesheet: 0, script: 0, other: 0 };
      let requests = 0;
      const sizes: Promise<void>[] = [];
      page.on("requestfinished", (request) => {
        requests += 1;
        const type = request.resourceType();
        const kind = kinds.find((one) => one === type) ?? "other";
        sizes.push(
          request.sizes().then(({ responseBodySize, responseHeadersSize }) => {
            bytes[kind] += responseBodySize + responseHeadersSize;
          }),
        );
      });
      await page.goto(`${demo.monitor}${path}`, { waitUntil: "load" });
      await Promise.all(sizes);
      const all = kinds.reduce((sum, kind) => sum + bytes[kind], 0);
      isWithin &&= all <= budgetBytes;
      rows.push([
        name,
        ...[...kinds.map((kind) => bytes[kind]), all].map((one) => (one / 1_000).toFixed(1)),
        String(requests),
      ]);
      await context.close();
    }
    const widths = (rows[0] ?? []).map((_, column) =>
      Math.max(...rows.map((row) => row[column]?.length ?? 0)),
    );
    for (const row of rows)
      process.stdout.write(
        `${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  ")}\n`,
      );
    process.stdout.write(`budget: ${budgetBytes / 1_000} kB per first load\n`);
  } finally {
    await browser.close();
  }
  return isWithin;
}
