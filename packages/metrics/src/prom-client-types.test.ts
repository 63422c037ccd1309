import { createMetrics } from "@ettl/metrics";
import {
  AggregatorRegistry,
  type Counter,
  Gauge,
  type Histogram,
  Registry,
  type Summary,
} from "prom-client";
import { expect, test } from "vitest";

// What this file shows first is that it compiles.
test("instruments pass for prom-client's, in its types and in its registries", async () => {
  const metrics = createMetrics({ version: "1", runtimeMetrics: false });
  const labelNames = ["a"] as const;
  const counter: Counter<"a"> = metrics.counter({ name: "c_total", help: "C.", labelNames });
  const gauge: Gauge<"a"> = metrics.gauge({ name: "g", help: "G.", labelNames });
  const histogram: Histogram<"a"> = metrics.histogram({ name: "h", help: "H.", labelNames });
  const summary: Summary<"a"> = metrics.summary({ name: "s", help: "S.", labelNames });
  counter.inc({ a: "x" });

  const registry = new Registry();
  for (const metric of [counter, gauge, histogram, summary]) registry.registerMetric(metric);
  const bare = metrics.gauge({ name: "bare", help: "B." });
  registry.registerMetric(bare);
  new Gauge({ name: "foreign", help: "F.", registers: [registry] }).set(1);
  expect(await registry.metrics()).toContain('c_total{a="x"} 1');
  expect(() => AggregatorRegistry.setRegistries(metrics.registry)).not.toThrow();
});

test("label names are checked when compiling, and when they are not known there", async () => {
  const metrics = createMetrics({ version: "1", runtimeMetrics: false });
  const typed = metrics.counter({ name: "typed_total", help: "T.", labelNames: ["country"] });
  // @ts-expect-error The label is called country.
  typed.inc({ contry: "fr" });
  const names: string[] = ["country"];
  metrics.counter({ name: "dynamic_total", help: "D.", labelNames: names }).inc({ contry: "fr" });
  expect(metrics.stats().refused).toBe(2);
});

test("a collect function finds its instrument as this", async () => {
  const metrics = createMetrics({ version: "1", runtimeMetrics: false });
  metrics.gauge({
    name: "pulled",
    help: "P.",
    collect() {
      this.set(7);
    },
  });
  expect((await metrics.scrape()).body.toString()).toContain("pulled 7\n");
});
