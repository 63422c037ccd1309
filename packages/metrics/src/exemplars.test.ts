import { createMetrics } from "@ettl/metrics";
import { expect, test } from "vitest";
import { parseExposition, type Sample } from "../test/exposition.ts";

const openMetrics = "application/openmetrics-text; version=1.0.0";
const span = (place: number) => place.toString(16).padStart(16, "0");
const trace = (place: number) => place.toString(16).padStart(32, "0");

/** Metrics whose callback gives another span each time, and counts how often it is asked. */
function subject(source: (asked: number) => number | undefined = (asked) => asked) {
  let asked = 0;
  const metrics = createMetrics({
    version: "1",
    runtimeMetrics: false,
    exemplar: () => {
      const place = source(++asked);
      return place === undefined ? undefined : { trace_id: trace(place), span_id: span(place) };
    },
  });
  const openSamples = async (name: string): Promise<Sample[]> =>
    parseExposition(`${(await metrics.scrape({ accept: openMetrics })).body}`, "OpenMetrics")
      .flatMap(({ samples }) => samples)
      .filter((sample) => sample.name === name);
  return { metrics, asked: () => asked, openSamples };
}

test("the callback is asked once per counter series and OpenMetrics scrape", async () => {
  const { metrics, asked, openSamples } = subject();
  const counter = metrics.counter({ name: "c_total", help: "C.", labelNames: ["a"] });
  const child = counter.labels("x");
  for (let round = 0; round < 1000; round++) {
    counter.inc({ a: "x" });
    child.inc();
    counter.inc({ a: "y" }, 3);
  }
  expect(asked()).toBe(2);
  for (let round = 0; round < 5; round++) await metrics.scrape();
  counter.inc({ a: "x" });
  expect(asked()).toBe(2);

  const ids = (samples: Sample[]) =>
    samples.map(({ labels, exemplar }) => `${labels.a} ${exemplar?.labels.span_id}`);
  expect(ids(await openSamples("c_total"))).toEqual([`x ${span(1)}`, `y ${span(2)}`]);
  for (let round = 0; round < 100; round++) child.inc(5);
  expect(asked()).toBe(3);
  const later = await openSamples("c_total");
  expect(ids(later)).toEqual([`x ${span(3)}`, `y ${span(2)}`]);
  expect(later.map(({ exemplar }) => exemplar?.value)).toEqual([5, 3]);
  expect(later[0]?.exemplar?.labels).toEqual({ trace_id: trace(3), span_id: span(3) });
});

test("the callback is asked once per bucket of a histogram, and each exemplar is in its own", async () => {
  const { metrics, asked, openSamples } = subject();
  const config = { name: "h", help: "H.", labelNames: ["a"], buckets: [1, 2, 3] };
  const histogram = metrics.histogram(config);
  const child = histogram.labels({ a: "x" });
  for (let round = 0; round < 100; round++)
    for (const value of [0.5, 1, 1.5, 99]) {
      histogram.observe({ a: "x" }, value);
      child.observe(value);
    }
  expect(asked()).toBe(3);
  histogram.observe({ a: "y" }, 2.5);
  expect(asked()).toBe(4);
  const exemplars = async () =>
    (await openSamples("h_bucket")).flatMap(({ labels, exemplar }) =>
      exemplar ? [`${labels.a} ${labels.le} ${exemplar.labels.span_id} ${exemplar.value}`] : [],
    );
  expect(await exemplars()).toEqual([
    `x 1 ${span(1)} 0.5`,
    `x 2 ${span(2)} 1.5`,
    `x +Inf ${span(3)} 99`,
    `y 3 ${span(4)} 2.5`,
  ]);
  histogram.observe({ a: "x" }, 0.25);
  histogram.observe({ a: "x" }, 0.75);
  expect(asked()).toBe(5);
  expect((await exemplars())[0]).toBe(`x 1 ${span(5)} 0.25`);
});

test("without a sampled span there is no exemplar, and the callback is not asked at each sample", async () => {
  const { metrics, asked, openSamples } = subject(() => undefined);
  const counter = metrics.counter({ name: "c_total", help: "C." });
  for (let round = 0; round < 1000; round++) counter.inc();
  expect(asked()).toBe(1);
  expect((await openSamples("c_total"))[0]).toEqual({ name: "c_total", labels: {}, value: 1000 });
});

test("gauges and summaries have no exemplars, and nobody is asked for one", async () => {
  const { metrics, asked } = subject();
  metrics.gauge({ name: "g", help: "G." }).set(1);
  metrics.summary({ name: "s", help: "S." }).observe(1);
  await metrics.scrape({ accept: openMetrics });
  expect(asked()).toBe(0);
});

test("refused samples have no exemplar, and a new series after a removal has none of the old", async () => {
  const { metrics, openSamples } = subject();
  const counter = metrics.counter({ name: "c_total", help: "C.", labelNames: ["a"] });
  counter.inc({ a: "x" });
  counter.inc({ a: "x" }, -1);
  expect((await openSamples("c_total"))[0]?.exemplar?.value).toBe(1);
  counter.remove("x");
  counter.inc({ a: "x" }, 2);
  const [sample] = await openSamples("c_total");
  expect(sample?.exemplar?.value).toBe(2);
  counter.reset();
  counter.inc({ a: "x" }, 4);
  expect((await openSamples("c_total"))[0]?.exemplar?.value).toBe(4);
});

test("an explicit exemplar is written as it was given, in the series that it was given for", async () => {
  const { metrics, openSamples } = subject(() => undefined);
  const counter = metrics.counter({
    name: "c_total",
    help: "C.",
    labelNames: ["a"],
    enableExemplars: true,
  });
  counter.inc({ labels: { a: "x" }, value: 2, exemplarLabels: { trace_id: 'q"\\\n' } });
  counter.inc({ a: "y" }, 5);
  counter.labels("y").inc(1);
  const samples = await openSamples("c_total");
  expect(samples.map(({ labels, value }) => `${labels.a} ${value}`)).toEqual(["x 2", "y 6"]);
  expect(samples[0]?.exemplar).toEqual({ labels: { trace_id: 'q"\\\n' }, value: 2 });
  expect(samples[1]?.exemplar).toBeUndefined();
});

test("an explicit exemplar that is too long costs the exemplar or is refused, nothing else", async () => {
  const { metrics, openSamples } = subject(() => undefined);
  const config = { help: "H.", enableExemplars: true };
  const counter = metrics.counter({ name: "c_total", ...config });
  const histogram = metrics.histogram({ name: "h", buckets: [1], ...config });
  const exemplarLabels = { trace_id: "x".repeat(121) };
  counter.inc({ value: 1, exemplarLabels });
  histogram.observe({ value: 1, exemplarLabels });
  const { refused } = metrics.stats();
  const counted = (await openSamples("c_total"))[0]?.value ?? 0;
  const observed = (await openSamples("h_count"))[0]?.value ?? 0;
  expect(counted + observed + refused).toBe(2);
  expect((await openSamples("h_bucket")).map(({ exemplar }) => exemplar)).toEqual([
    undefined,
    undefined,
  ]);
  // As long as OpenMetrics allows.
  counter.inc({ value: 1, exemplarLabels: { trace_id: "x".repeat(120) } });
  expect((await openSamples("c_total"))[0]?.exemplar?.labels.trace_id).toHaveLength(120);
});
