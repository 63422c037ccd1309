import { createMetrics, type Metrics } from "@ettl/metrics";
import { type StrictSample, strictOpenMetrics } from "@ettl-tooling/test";
import fc from "fast-check";
import { Counter, Gauge, Histogram, Summary } from "prom-client";
import { expect, test } from "vitest";
import { type Action, performed, programs } from "../test/random-registry.ts";
import { asUtf8, hostileValues, openMetricsOf } from "../test/scraped.ts";

const quiet = { version: "1.2.3", runtimeMetrics: false };

async function samplesOf(metrics: Metrics): Promise<readonly StrictSample[]> {
  const [reading] = await strictOpenMetrics([await openMetricsOf(metrics)]);
  if (!reading || "refused" in reading) throw new Error(`refused: ${reading?.refused}`);
  return reading.samples;
}

test("the strict parser refuses what is wrong, so that it would refuse ours", async () => {
  const texts = ["# TYPE a gauge\na 1\n", "# TYPE a_total counter\na_total 1\n# EOF\n", "# EOF\n"];
  const readings = await strictOpenMetrics(texts.map((text) => Buffer.from(text)));
  expect(readings.map((reading) => "refused" in reading)).toEqual([true, true, false]);
});

test("a strict parser accepts the scrape of everything, and that of nothing", async () => {
  const everything = createMetrics({ version: "1.2.3" });
  everything.recordExport({ type: "a", status: "success", format: "csv", durationSeconds: 2 });
  const samples = await samplesOf(everything);
  const names = new Set(samples.map(({ name }) => name));
  expect(names).toContain("export_trakt_exports_total");
  expect(names).toContain("process_cpu_seconds_total");
  everything.close();

  const nothing = createMetrics({ version: "1.2.3", recording: false });
  expect(await samplesOf(nothing)).toEqual([]);
});

test("M2 a strict parser reads hostile labels, help and exemplars back as they were", async () => {
  let asked = 0;
  const metrics = createMetrics({
    ...quiet,
    exemplar: () => ({ trace_id: `q" b\\ n\n é 😀 ${++asked}`, span_id: "" }),
  });
  const help = 'A "quote", a \\ and\na line.';
  const counter = metrics.counter({ name: "t_total", help, labelNames: ["text"] });
  const summary = metrics.summary({ name: "t_summary", help, labelNames: ["text"] });
  for (const [index, text] of hostileValues.entries()) {
    counter.inc({ text }, index + 0.5);
    summary.observe({ text }, index);
  }
  const samples = await samplesOf(metrics);
  expect(samples.filter(({ name }) => name === "t_total")).toEqual(
    hostileValues.map((text, index) => ({
      name: "t_total",
      labels: { text: asUtf8(text) },
      value: index + 0.5,
      exemplar: {
        labels: { trace_id: `q" b\\ n\n é 😀 ${index + 1}`, span_id: "" },
        value: index + 0.5,
      },
    })),
  );
  expect(
    samples.filter(({ name }) => name === "t_summary_sum").map(({ labels }) => labels.text),
  ).toEqual(hostileValues.map(asUtf8));
});

test("a histogram with negative buckets has neither a sum, which may fall, nor a count beside it", async () => {
  const metrics = createMetrics(quiet);
  const celsius = metrics.histogram({ name: "celsius", help: "C.", buckets: [10, -5, 0] });
  for (const value of [-7, -1, 30]) celsius.observe(value);
  const samples = (await samplesOf(metrics)).filter(({ name }) => name.startsWith("celsius"));
  expect(samples.map(({ name, labels, value }) => [name, labels.le, value])).toEqual([
    ["celsius_bucket", "-5", 1],
    ["celsius_bucket", "0", 2],
    ["celsius_bucket", "10", 2],
    ["celsius_bucket", "+Inf", 3],
  ]);
});

test("a strict parser accepts foreign metrics of prom-client in the same registry", async () => {
  const metrics = createMetrics(quiet);
  const registers = [metrics.registry];
  const labelNames = ["text"];
  const histogram = new Histogram({ name: "f_seconds", help: "F.", labelNames, registers });
  const summary = new Summary({ name: "f_summary", help: "F.", labelNames, registers });
  const gauge = new Gauge({ name: "f_gauge", help: "F.", labelNames, registers });
  const counter = new Counter({ name: "f_total", help: "F.", labelNames, registers });
  for (const [index, text] of hostileValues.entries()) {
    histogram.observe({ text }, index);
    summary.observe({ text }, index);
    gauge.set({ text }, index % 2 ? -Infinity : Number.NaN);
    counter.inc({ text }, index);
  }
  const samples = await samplesOf(metrics);
  for (const name of ["f_seconds_count", "f_summary_count", "f_gauge", "f_total"])
    expect(samples.filter((sample) => sample.name === name)).toHaveLength(hostileValues.length);
});

test("M2 a strict parser accepts every one of 200 random registries", async () => {
  const seed = Date.now();
  const sample: readonly (readonly Action[])[] = fc.sample(programs, { numRuns: 200, seed });
  const texts: Buffer[] = [];
  for (const program of sample) texts.push(await openMetricsOf(performed(program)));
  const readings = await strictOpenMetrics(texts);
  for (const [index, reading] of readings.entries())
    if ("refused" in reading)
      throw new Error(
        `seed ${seed}, number ${index}: ${reading.refused}\n${JSON.stringify(sample[index])}\n${texts[index]}`,
      );
  const count = readings.reduce((sum, r) => sum + ("samples" in r ? r.samples.length : 0), 0);
  expect(count).toBeGreaterThan(2000);
});
