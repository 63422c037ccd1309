import { fileURLToPath } from "node:url";
import { runProgram } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const cwd = fileURLToPath(new URL("../..", import.meta.url));

/** Runs `body` in a process that can collect garbage on command, with `count(kind)` at hand. */
async function run(body: string): Promise<unknown> {
  const program = `
    import { createMetrics } from "@ettl/metrics";
    import { Registry } from "prom-client";
    const turn = () => new Promise((resolve) => setTimeout(resolve, 1));
    async function count(metrics, kind) {
      const text = (await metrics.scrape()).body.toString();
      return Number(text.match(new RegExp('^nodejs_gc_duration_seconds_count.kind="' + kind + '". (.*)$', "m"))?.[1]);
    }
    async function until(metrics, kind, least) {
      for (;;) {
        const value = await count(metrics, kind);
        if (value >= least) return value;
        await turn();
      }
    }
    console.log(JSON.stringify(await (async () => { ${body} })()));
  `;
  const args = ["--expose-gc", "--input-type=module", "-e", program];
  const { stdout, stderr } = await runProgram(args, { cwd });
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

test("each collection is counted by its kind, several in one turn as well", async () => {
  const counts = await run(`
    const metrics = createMetrics({ version: "1" });
    const before = await count(metrics, "major");
    for (let n = 0; n < 5; n++) gc();
    return [before, await until(metrics, "major", before + 5), await count(metrics, "weakcb") >= 0];
  `);
  expect(counts).toEqual([0, 5, true]);
});

test("two that share a registry count a collection once", async () => {
  const counts = await run(`
    const registry = new Registry();
    const first = createMetrics({ version: "1", registry });
    const second = createMetrics({ version: "1", registry });
    gc();
    const shared = await until(first, "major", 1);
    first.close();
    gc();
    return [shared, await until(second, "major", 2)];
  `);
  expect(counts).toEqual([1, 2]);
});

test("durations are seconds of the collections, not of what is between them", async () => {
  const [sum, total] = (await run(`
    const metrics = createMetrics({ version: "1" });
    const kept = Array.from({ length: 200_000 }, (_, n) => ({ n }));
    const start = performance.now();
    for (let n = 0; n < 3; n++) gc();
    const total = (performance.now() - start) / 1000;
    await until(metrics, "major", 3);
    const text = (await metrics.scrape()).body.toString();
    const sum = Number(text.match(/^nodejs_gc_duration_seconds_sum.kind="major". (.*)$/m)[1]);
    return [sum, total, kept.length];
  `)) as [number, number];
  expect(sum).toBeGreaterThan(0);
  expect(sum).toBeLessThanOrEqual(total);
});
