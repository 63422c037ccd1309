import { setTimeout as delay } from "node:timers/promises";
import { httpReceiver } from "@ettl-tooling/test";
import { startChild } from "../child.ts";
import type { Soak, SoakOptions } from "../soak.ts";
import { figure, table } from "../table.ts";
import { inTemporaryFolder } from "../temporary-folder.ts";
import type { Outcome, Task } from "./task.ts";

const program = new URL("./program.js", import.meta.url);

/** faults.md's figures: memory, the other channels, and /health. */
const mostMb = 100;
/** On disk there is twice the garbage per alert, and the same is kept. */
const mostMbOnDisk = 250;
const longestMs = 1_000;
const healthP99Ms = 250;

/** More alerts than any channel can take, while one of them hangs. */
export const alertsStorm: Soak = {
  name: "alerts-storm",
  shows:
    "10,000 alerts a second are bounded in memory and add up, no channel delays another, and /health answers",
  count: 10,
  unit: "seconds each of 10,000 alerts",
  async run(count, options) {
    const rows: string[][] = [];
    const faults: string[] = [];
    for (const [name, keys, isDurable] of [
      ["distinct", "distinct", false],
      ["one key", "one", false],
      ["distinct, on disk", "distinct", true],
    ] as const) {
      options.progress(name);
      const { outcome, healthMs } = await inTemporaryFolder(async (folder) =>
        storm({ keys, seconds: count, ...(isDurable && { folder }) }, options),
      );
      const sorted = healthMs.toSorted((a, b) => a - b);
      const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? Infinity;
      const { accepted, channels } = outcome;
      for (const { name: channel, joined, queued, ...settled } of channels) {
        const { delivered, failed, suppressed, dropped } = settled;
        const sum = delivered + failed + suppressed + dropped + joined;
        // Kept for the next start, where there is a disk.
        if (sum + queued !== accepted || (joined > 0 && keys === "distinct" && !isDurable))
          faults.push(`${name}, ${channel}: ${figure(sum)} outcomes of ${figure(accepted)} alerts`);
      }
      const bound = isDurable ? mostMbOnDisk : mostMb;
      if (outcome.grownMb > bound) faults.push(`${name}: more than ${bound} MB`);
      if (outcome.longestMs > longestMs) faults.push(`${name}: a channel was held up`);
      if (p99 > healthP99Ms) faults.push(`${name}: /health p99 above ${healthP99Ms} ms`);
      const webhook = channels.find((one) => one.name === "webhook");
      rows.push([
        name,
        figure(accepted),
        figure(outcome.perSecond),
        figure(webhook?.delivered ?? 0),
        figure(webhook?.dropped ?? 0),
        figure(webhook?.suppressed ?? 0),
        `${outcome.grownMb.toFixed(0)} MB`,
        `${figure(outcome.longestMs)} ms`,
        `${p99.toFixed(0)} ms`,
      ]);
    }
    const head = ["", "accepted", "per second", "delivered", "dropped", "suppressed"];
    return {
      text: `${table([[...head, "RSS grew", "longest", "/health p99"], ...rows])}${faults.map((fault) => `  ${fault}\n`).join("")}`,
      verdict: `${rows.length} storms, ${faults.length} faults`,
      isShown: faults.length === 0,
    };
  },
};

async function storm(task: Omit<Task, "url">, { signal }: SoakOptions) {
  await using receiver = await httpReceiver(() => {
    receiver.requests.length = 0;
    return 200;
  });
  const timeoutMs = task.seconds * 10_000 + 60_000;
  const child = startChild(program, { ...task, url: receiver.url }, { signal, timeoutMs });
  let output = "";
  const listening = new Promise<string>((resolve) => {
    child.output.on("data", (text: string) => {
      output += text;
      const [address] = output.split("\n");
      if (output.includes("\n")) resolve(address ?? "");
    });
    child.output.on("close", () => resolve(""));
  });
  const address = await listening;
  const healthMs: number[] = [];
  let over = false;
  const asking = (async () => {
    while (!over) {
      const begin = performance.now();
      const answer = await fetch(`http://${address}/health`).catch(() => undefined);
      await answer?.text();
      if (answer?.ok) healthMs.push(performance.now() - begin);
      await delay(20);
    }
  })();
  const { end, errors } = await child.ended();
  over = true;
  await asking;
  const last = output.trimEnd().split("\n").at(-1) ?? "";
  if (end !== "code 0") throw new Error(`the process ended with ${end}: ${errors}`);
  return { outcome: JSON.parse(last) as Outcome, healthMs };
}
