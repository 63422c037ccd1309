import { createMetrics } from "@ettl/metrics";
import { Histogram as PromHistogram, Summary as PromSummary } from "prom-client";
import { expect, test } from "vitest";
import { parseExposition } from "../test/exposition.ts";

// Where ours write something else than prom-client, on purpose. Random programs leave these out.

const openMetrics = "application/openmetrics-text; version=1.0.0";
const create = () => createMetrics({ version: "1", runtimeMetrics: false });
const lines = async (metrics: ReturnType<typeof create>, name: string, accept?: string) =>
  `${(await metrics.scrape({ accept })).body}`.split("\n").filter((line) => line.startsWith(name));

test("a gauge keeps its series' labels in the order of the first call", async () => {
  const metrics = create();
  const gauge = metrics.gauge({ name: "g", help: "G.", labelNames: ["a", "b"] });
  gauge.set({ b: "2", a: "1" }, 1);
  gauge.set({ a: "1", b: "2" }, 2);
  expect(await lines(metrics, "g{")).toEqual(['g{b="2",a="1"} 2']);
});

test("a gauge keeps a label as the first call gave it, and JSON has the default for a 0", async () => {
  const metrics = create();
  const first = metrics.gauge({ name: "number_first", help: "N.", labelNames: ["a"] });
  const second = metrics.gauge({ name: "text_first", help: "T.", labelNames: ["a"] });
  for (const a of [0, "0"]) first.set({ a }, 1);
  for (const a of ["0", 0]) second.set({ a }, 1);
  metrics.registry.setDefaultLabels({ a: "default" });
  const all = await metrics.registry.getMetricsAsJSON();
  const labels = (name: string) => all.find((each) => each.name === name)?.values[0]?.labels;
  expect([labels("number_first"), labels("text_first")]).toEqual([{ a: "default" }, { a: "0" }]);
});

test("zero() empties a series of a histogram and leaves its labels and its place", async () => {
  const metrics = create();
  const config = { name: "h", help: "H.", labelNames: ["a", "b"], buckets: [] };
  const histogram = metrics.histogram(config);
  histogram.observe({ b: "2", a: "1" }, 5);
  histogram.observe({ a: "3" }, 5);
  histogram.zero({ a: "1", b: "2" });
  expect(await lines(metrics, "h_")).toEqual([
    'h_bucket{le="+Inf",b="2",a="1"} 0',
    'h_sum{b="2",a="1"} 0',
    'h_count{b="2",a="1"} 0',
    'h_bucket{le="+Inf",a="3"} 1',
    'h_sum{a="3"} 5',
    'h_count{a="3"} 1',
  ]);
});

test("zero() refuses labels that the histogram does not have", async () => {
  const metrics = create();
  const histogram = metrics.histogram({ name: "h", help: "H.", labelNames: ["a"] });
  histogram.zero({ b: "x" } as never);
  expect(metrics.stats().refused).toBe(1);
  expect(await lines(metrics, "h_")).toEqual([]);
});

test("label names that every object has are labels like others", async () => {
  const metrics = create();
  const labelNames = ["constructor", "toString", "a"];
  const gauge = metrics.gauge({ name: "g", help: "G.", labelNames });
  gauge.set({ a: "x" }, 1);
  gauge.inc({ a: "x" }, 2);
  gauge.set({}, 5);
  gauge.inc(1);
  gauge.inc({ constructor: "y", toString: "z", a: "x" } as never, 7);
  expect(await lines(metrics, "g")).toEqual([
    'g{a="x"} 3',
    "g 6",
    'g{constructor="y",toString="z",a="x"} 7',
  ]);
  const counter = metrics.counter({ name: "c_total", help: "C.", labelNames });
  counter.inc();
  counter.inc({});
  expect(await lines(metrics, "c_total")).toEqual(["c_total 2"]);
});

test("a caller may change the labels it gave", async () => {
  const metrics = create();
  for (const type of ["counter", "gauge", "histogram", "summary"] as const) {
    const config = { name: type, help: "H.", labelNames: ["a"], buckets: [], percentiles: [] };
    const instrument = (metrics[type] as (config: object) => unknown).call(
      metrics,
      config,
    ) as Record<string, (labels: object, value: number) => void>;
    const record = instrument.inc ?? instrument.observe;
    const labels = { a: "x" };
    record?.call(instrument, labels, 1);
    labels.a = "y";
    record?.call(instrument, labels, 1);
    labels.a = "x";
    record?.call(instrument, labels, 1);
    const values = (await lines(metrics, type)).filter((line) => !/_(bucket|sum)/.test(line));
    expect(values.map((line) => line.replace(/^\w+/, ""))).toEqual(['{a="x"} 2', '{a="y"} 1']);
  }
});

test("a caller may change the labels it bound a child or started a timer with", async () => {
  const metrics = create();
  const config = { name: "h", help: "H.", labelNames: ["a"], buckets: [] };
  const histogram = metrics.histogram(config);
  const labels = { a: "x" };
  const child = histogram.labels(labels);
  labels.a = "y";
  child.observe(1);
  expect(await lines(metrics, "h_count")).toEqual(['h_count{a="x"} 1']);
});

test("a label value that is an object is written as its text, escaped", async () => {
  const metrics = create();
  const value = { toString: () => 'a"b\\c\nd' } as never;
  metrics.counter({ name: "c_total", help: "C.", labelNames: ["a"] }).inc({ a: value });
  metrics.histogram({ name: "h", help: "H.", labelNames: ["a"] }).observe({ a: value }, 1);
  for (const text of [`${(await metrics.scrape()).body}`, await metrics.registry.metrics()]) {
    const samples = parseExposition(text).flatMap((family) => family.samples);
    for (const name of ["c_total", "h_sum"])
      expect(samples.find((sample) => sample.name === name)?.labels).toMatchObject({
        a: 'a"b\\c\nd',
      });
  }
});

test("buckets out of order, repeated or infinite are put in order", async () => {
  const metrics = create();
  const buckets = [5, 1, Infinity, 5, -1, 0.5, 1];
  const histogram = metrics.histogram({ name: "h", help: "H.", buckets });
  for (const value of [-2, 0, 0.7, 3, 5, 100]) histogram.observe(value);
  const expected = [
    'h_bucket{le="-1"} 1',
    'h_bucket{le="0.5"} 2',
    'h_bucket{le="1"} 3',
    'h_bucket{le="5"} 5',
    'h_bucket{le="+Inf"} 6',
    "h_sum 106.7",
    "h_count 6",
  ];
  expect(await lines(metrics, "h_")).toEqual(expected);
  const stock = await metrics.registry.getSingleMetricAsString("h");
  expect(stock.split("\n").slice(2)).toEqual(expected);
  expect(buckets).toEqual([5, 1, Infinity, 5, -1, 0.5, 1]);
});

test("OpenMetrics has no sum, and so no count, of a histogram with a negative bucket", async () => {
  const metrics = create();
  const histogram = metrics.histogram({ name: "h", help: "H.", buckets: [-1, 1] });
  histogram.observe(-5);
  expect(await lines(metrics, "h_", openMetrics)).toEqual([
    'h_bucket{le="-1"} 1',
    'h_bucket{le="1"} 1',
    'h_bucket{le="+Inf"} 1',
  ]);
  expect(await lines(metrics, "h_sum")).toEqual(["h_sum -5"]);
});

test("OpenMetrics has no negative sum or quantile, and no count of a histogram without a sum", async () => {
  const metrics = create();
  const foreign = { registers: [metrics.registry], help: "F." };
  const histograms = [
    metrics.histogram({ name: "h_own", help: "H.", buckets: [1] }),
    new PromHistogram({ name: "h_foreign", buckets: [1], ...foreign }),
  ];
  const summaries = [
    metrics.summary({ name: "s_own", help: "S.", percentiles: [0.5] }),
    new PromSummary({ name: "s_foreign", percentiles: [0.5], ...foreign }),
  ];
  for (const each of [...histograms, ...summaries]) each.observe(-5);
  for (const name of ["own", "foreign"]) {
    expect(await lines(metrics, `h_${name}_`, openMetrics)).toEqual([
      `h_${name}_bucket{le="1"} 1`,
      `h_${name}_bucket{le="+Inf"} 1`,
    ]);
    expect(await lines(metrics, `s_${name}`, openMetrics)).toEqual([`s_${name}_count 1`]);
    expect(await lines(metrics, `h_${name}_sum`)).toEqual([`h_${name}_sum -5`]);
    expect(await lines(metrics, `s_${name}{`)).toEqual([`s_${name}{quantile="0.5"} -5`]);
  }
});

test("a bound child of an instrument with exemplars records its own series and value", async () => {
  const metrics = create();
  const config = { help: "H.", labelNames: ["a"], enableExemplars: true };
  const counter = metrics.counter({ name: "c_total", ...config });
  counter.labels("x").inc(5);
  counter.labels({ a: "x" }).inc();
  counter.inc({ a: "y" }, 3);
  expect(await lines(metrics, "c_total")).toEqual(['c_total{a="x"} 6', 'c_total{a="y"} 3']);
  const histogram = metrics.histogram({ name: "h", buckets: [], ...config });
  histogram.labels("x").startTimer()();
  histogram.observe({ a: "y" }, 3);
  expect(await lines(metrics, "h_count")).toEqual(['h_count{a="x"} 1', 'h_count{a="y"} 1']);
});

test("default labels are those of the moment, whatever was written before", async () => {
  const metrics = create();
  metrics.counter({ name: "c_total", help: "C.", labelNames: ["env"] }).inc({ env: "" });
  metrics.gauge({ name: "g", help: "G.", labelNames: ["a"] }).set({ a: "x" }, 1);
  metrics.registry.setDefaultLabels({ env: "one", zone: "eu" });
  await metrics.registry.getMetricsAsJSON();
  await metrics.registry.metrics();
  metrics.registry.setDefaultLabels({ env: "two" });
  await metrics.registry.getMetricsAsJSON();
  expect(await lines(metrics, "g{")).toEqual(['g{a="x",env="two"} 1']);
  expect(await lines(metrics, "c_total")).toEqual(['c_total{env=""} 1']);
  metrics.registry.setDefaultLabels({});
  expect(await lines(metrics, "g{")).toEqual(['g{a="x"} 1']);
});

test("recording gives nothing back", () => {
  const metrics = create();
  const counter = metrics.counter({ name: "c_total", help: "C." });
  expect(counter.inc() as unknown).toBeUndefined();
  expect(counter.labels().inc() as unknown).toBeUndefined();
});
