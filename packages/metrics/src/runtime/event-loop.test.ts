import { createMetrics } from "@ettl/metrics";
import { eventually } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { readSamples } from "../../test/sample-reader.ts";

function blockMs(duration: number): void {
  const start = performance.now();
  while (performance.now() - start < duration);
}

test("a block of the event loop shows in the lag, to each scraper", async () => {
  const metrics = createMetrics({ version: "1" });
  const max = await eventually("a block in the lag", async () => {
    // The first one may come before the first sample, which has nothing to be late against.
    blockMs(150);
    const value = (await readSamples(metrics))("nodejs_eventloop_lag_max_seconds");
    return value > 0.1 && value;
  });
  const other = await readSamples(metrics);
  expect(other("nodejs_eventloop_lag_max_seconds")).toBeGreaterThanOrEqual(max);
  expect(max).toBeLessThan(10);
  const order = ["min", "p50", "p90", "p99", "max"].map((key) =>
    other(`nodejs_eventloop_lag_${key}_seconds`),
  );
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(other("nodejs_eventloop_lag_mean_seconds")).toBeLessThanOrEqual(order[4] ?? 0);
  expect(other("nodejs_eventloop_lag_stddev_seconds")).toBeGreaterThanOrEqual(0);
  metrics.close();
});

test("a scrape before the first sample of lag has no numbers out of the air", async () => {
  const metrics = createMetrics({ version: "1" });
  const value = await readSamples(metrics);
  for (const key of ["min", "max", "mean", "stddev", "p50", "p90", "p99"])
    expect(value(`nodejs_eventloop_lag_${key}_seconds`), key).toBeLessThan(60);
  metrics.close();
});

test("the lag without a key is that of the scrape itself", async () => {
  const metrics = createMetrics({ version: "1" });
  const scrape = readSamples(metrics);
  // All is collected in this turn; the event loop comes to its next one after the block.
  blockMs(80);
  expect((await scrape)("nodejs_eventloop_lag_seconds")).toBeGreaterThanOrEqual(0.08);
  metrics.close();
});

test("time and utilization of the event loop are what Node tells, and time never goes back", async () => {
  const metrics = createMetrics({ version: "1" });
  const before = performance.eventLoopUtilization();
  const first = await readSamples(metrics);
  blockMs(50);
  const second = await readSamples(metrics);
  const after = performance.eventLoopUtilization();
  const active = 'nodejs_eventloop_time_seconds_total{state="active"}';
  const idle = 'nodejs_eventloop_time_seconds_total{state="idle"}';
  expect(first(active)).toBeGreaterThanOrEqual(before.active / 1000);
  expect(second(active)).toBeGreaterThanOrEqual(first(active) + 0.05);
  expect(second(active)).toBeLessThanOrEqual(after.active / 1000);
  expect(second(idle)).toBeGreaterThanOrEqual(first(idle));
  expect(second(idle)).toBeLessThanOrEqual(after.idle / 1000);
  expect(second("nodejs_eventloop_utilization_ratio")).toBeCloseTo(
    second(active) / (second(active) + second(idle)),
    1,
  );
  metrics.close();
});
