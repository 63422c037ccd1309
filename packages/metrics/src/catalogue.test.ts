import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { createMetrics } from "@ettl/metrics";
import { runProgram } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("..", import.meta.url));

test("CPU use is in percent of all cores, as the kernel has it for the process", async () => {
  const program = `
    import { createMetrics } from "@ettl/metrics";
    const metrics = createMetrics({ version: "1", runtimeMetrics: false });
    const until = process.cpuUsage().user + 300_000;
    while (process.cpuUsage().user < until);
    const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; };
    const [leastUsed, mostSeconds] = [used(), performance.now() / 1000];
    const text = (await metrics.scrape()).body.toString();
    const [mostUsed, seconds] = [used(), performance.now() / 1000];
    const percent = Number(/^export_trakt_cpu_usage_percent (.*)$/m.exec(text)[1]);
    console.log(JSON.stringify({ percent, least: leastUsed / seconds, most: mostUsed / mostSeconds }));
  `;
  const { stdout } = await runProgram(["--input-type=module", "-e", program], { cwd: folder });
  const { percent, least, most } = JSON.parse(stdout);
  expect(percent).toBeGreaterThanOrEqual((100 * least) / availableParallelism());
  expect(percent).toBeLessThanOrEqual(Math.min(100, (100 * most) / availableParallelism()));
});

test("memory by type is the process's own", async () => {
  const metrics = createMetrics({ version: "1", runtimeMetrics: false });
  const kept = Buffer.alloc(32 * 1024 * 1024, 1);
  const text = (await metrics.scrape()).body.toString();
  const { rss, heapTotal, heapUsed, external, arrayBuffers } = process.memoryUsage();
  const expected = {
    rss,
    heap_total: heapTotal,
    heap_used: heapUsed,
    external,
    array_buffers: arrayBuffers,
  };
  expect(arrayBuffers).toBeGreaterThanOrEqual(kept.length);
  // Garbage may be collected between the two readings.
  for (const [type, bytes] of Object.entries(expected)) {
    const line = new RegExp(`^export_trakt_memory_usage_bytes\\{type="${type}"\\} (.*)$`, "m");
    const value = Number(line.exec(text)?.[1]);
    expect(value, type).toBeGreaterThan(bytes / 2);
    expect(value, type).toBeLessThan(bytes * 2);
  }
});

test("the start of the process survives a reset of the registry, here and with two of a registry", async () => {
  const first = createMetrics({ version: "1", runtimeMetrics: false });
  const second = createMetrics({ version: "1", runtimeMetrics: false, registry: first.registry });
  first.registry.resetMetrics();
  const line = `export_trakt_start_time_seconds ${performance.timeOrigin / 1000}`;
  expect((await second.scrape()).body.toString().split("\n")).toContain(line);
});

test("the hit rate of a cache is the percentage that was set last", async () => {
  const metrics = createMetrics({ version: "1", runtimeMetrics: false });
  for (const value of [0, 100, 62.5]) metrics.setCacheHitRate({ cacheType: "pages", value });
  expect((await metrics.scrape()).body.toString()).toMatch(
    /^export_trakt_cache_hit_rate\{cache_type="pages"\} 62\.5$/m,
  );
});
