import { createMetrics, type MetricProblem, OVERFLOW } from "@ettl/metrics";
import { expect, test, vi } from "vitest";

function setUp(options: Partial<Parameters<typeof createMetrics>[0]> = {}) {
  const problems: MetricProblem[] = [];
  const metrics = createMetrics({
    version: "1",
    runtimeMetrics: false,
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
  const lines = async (name: string, accept?: string) => {
    const { body } = await metrics.scrape({ accept });
    return body
      .toString()
      .split("\n")
      .filter((line) => line.startsWith(name));
  };
  return { metrics, problems, lines };
}

const throwing = () => {
  throw new Error("hunter2");
};

test("a label value __overflow__ of the caller's and the overflow series are one series", async () => {
  const { metrics, lines } = setUp({ maxSeriesPerMetric: 2 });
  const counter = metrics.counter({ name: "c_total", help: "C.", labelNames: ["a"] });
  for (const a of [OVERFLOW, "1", "2", "3"]) counter.inc({ a });
  expect(await lines("c_total")).toEqual([
    `c_total{a="${OVERFLOW}"} 2`,
    'c_total{a="1"} 1',
    'c_total{a="3"} 1',
  ]);
});

test("labels that are inherited count as the caller's own", async () => {
  const { metrics, lines } = setUp();
  const counter = metrics.counter({ name: "c_total", help: "C.", labelNames: ["a"] });
  counter.inc(Object.create({ a: "x" }));
  counter.inc(Object.create({ a: "x" }));
  counter.inc(Object.create({ a: "y" }));
  counter.inc(Object.create({ a: 7 }));
  counter.inc(Object.create({ a: 7 }));
  expect(await lines("c_total")).toEqual([
    'c_total{a="x"} 2',
    'c_total{a="y"} 1',
    'c_total{a="7"} 2',
  ]);
});

test("labels that change while they are read give no series twice", async () => {
  const { metrics, lines } = setUp();
  const gauge = metrics.gauge({ name: "g", help: "G.", labelNames: ["a", "b"] });
  // Not the same for two reads in a row, and not in step with how often they are read.
  let seed = 1;
  const next = () => {
    seed = (seed * 48271) % 2147483647;
    return `${seed % 3}`;
  };
  const restless = {
    get a() {
      return next();
    },
    b: { toString: next } as unknown as string,
  };
  for (let i = 0; i < 200; i++) gauge.set(restless, i);
  const series = (await lines("g{")).map((line) => line.split(" ")[0]);
  expect(new Set(series).size).toBe(series.length);
});

test("a timer whose labels can't be read returns the time and throws nothing", () => {
  const { metrics, problems } = setUp();
  const labels = {
    get a(): string {
      return throwing();
    },
  };
  const config = { help: "H.", labelNames: ["a"] };
  const gauge = metrics.gauge({ ...config, name: "g" });
  const histogram = metrics.histogram({ ...config, name: "h" });
  const exact = metrics.histogram({ ...config, name: "e", enableExemplars: true });
  const summary = metrics.summary({ ...config, name: "s" });
  for (const metric of [gauge, histogram, exact, summary]) {
    expect(metric.startTimer(labels)()).toBeGreaterThan(0);
    expect(metric.startTimer()(labels)).toBeGreaterThan(0);
    expect(metric.labels({ a: "x" }).startTimer()(labels)).toBeGreaterThan(0);
  }
  expect(exact.startTimer({ a: "x" }, labels)()).toBeGreaterThan(0);
  // Exemplar labels cost the exemplar, not the sample.
  expect(metrics.stats().refused).toBe(12);
  expect(problems.map(({ code }) => code)).toEqual(Array(4).fill("invalid_sample"));
  expect(JSON.stringify(problems)).not.toContain("hunter2");
});

test("recorders refuse what has no text", () => {
  const { metrics } = setUp();
  const mute = Object.create(null);
  metrics.recordApiCall({
    service: "s",
    endpoint: "/",
    method: "GET",
    statusCode: mute,
    durationSeconds: 1,
  });
  metrics.recordRatingsExported({ ratingValue: mute });
  metrics.record(Symbol("x") as never);
  metrics.record(mute);
  expect(metrics.stats().refused).toBe(4);
});

test("M5 a summary's aged series is taken away once, however many scrapes find it", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    const { metrics } = setUp({ maxSeriesPerMetric: 4 });
    const aging = { maxAgeSeconds: 1, ageBuckets: 1, pruneAgedBuckets: true };
    const config = { name: "s", help: "S.", labelNames: ["a"], ...aging };
    const summary = metrics.summary(config);
    summary.observe({ a: "old" }, 1);
    vi.advanceTimersByTime(2000);
    for (const a of ["1", "2", "3"]) summary.observe({ a }, 1);
    await Promise.all([summary.get(), summary.get()]);
    expect(metrics.stats().series.s).toBe(3);
    for (const a of ["4", "5"]) summary.observe({ a }, 1);
    expect(metrics.stats().series.s).toBe(4);
    expect(metrics.stats().overflowed).toEqual({ s: 1 });
  } finally {
    vi.useRealTimers();
  }
});

test.each([
  ["maxAgeSeconds", { maxAgeSeconds: -1, ageBuckets: 5 }],
  ["maxAgeSeconds", { maxAgeSeconds: Number.NaN, ageBuckets: 5 }],
  ["ageBuckets", { maxAgeSeconds: 60, ageBuckets: -1 }],
  ["ageBuckets", { maxAgeSeconds: 60, ageBuckets: 1.5 }],
  ["compressCount", { compressCount: 0 }],
  ["percentiles", { percentiles: 0.5 as never }],
])("a summary whose %s makes no sense is refused when it is made", (option, options) => {
  const { metrics } = setUp();
  expect(() =>
    metrics.summary({ name: "s", help: "S.", labelNames: ["a"], ...options }),
  ).toThrowError(
    expect.objectContaining({ code: "invalid_config", message: expect.stringContaining(option) }),
  );
});

test("a bucket of minus infinity is dropped, as nothing is in it", async () => {
  const { metrics, lines } = setUp();
  const buckets = [Number.NEGATIVE_INFINITY, 1, Number.POSITIVE_INFINITY];
  metrics.histogram({ name: "h", help: "H.", buckets }).observe(1);
  expect(await lines("h_bucket")).toEqual(['h_bucket{le="1"} 1', 'h_bucket{le="+Inf"} 1']);
});

test("an increase by 0 has no exemplar, and leaves the next one its turn", async () => {
  const ids = { trace_id: "4bf92f3577b34da6a3ce929d0e0e4736", span_id: "00f067aa0ba902b7" };
  const { metrics, lines } = setUp({ exemplar: () => ids });
  const counter = metrics.counter({ name: "c_total", help: "C." });
  const openMetrics = "application/openmetrics-text";
  counter.inc(0);
  expect(await lines("c_total", openMetrics)).toEqual(["c_total 0"]);
  counter.inc(0);
  counter.inc(2);
  expect((await lines("c_total", openMetrics))[0]).toMatch(/^c_total 2 # \{trace_id=.*\} 2 /);
});

test.each([
  ["a promise", () => Promise.resolve({ trace_id: "a", span_id: "b" })],
  ["nothing in its ids", () => ({ trace_id: undefined, span_id: undefined })],
  ["no ids", () => ({})],
])("an exemplar callback that gives %s gives no exemplar", async (_, exemplar) => {
  const { metrics, lines } = setUp({ exemplar: exemplar as never });
  metrics.counter({ name: "c_total", help: "C." }).inc();
  expect(await lines("c_total", "application/openmetrics-text")).toEqual(["c_total 1"]);
});

test("an exemplar callback may record into the metric that asks", async () => {
  const { metrics, lines } = setUp({
    exemplar() {
      counter.inc({ a: "asked" });
      histogram.observe({ a: "asked" }, 1);
      counter.remove({ a: "removed" });
      return { trace_id: "1", span_id: "2" };
    },
  });
  const config = { help: "H.", labelNames: ["a"] as const };
  const counter = metrics.counter({ ...config, name: "c_total" });
  const histogram = metrics.histogram({ ...config, name: "h", buckets: [1] });
  counter.inc({ a: "removed" });
  counter.inc({ a: "x" });
  histogram.observe({ a: "x" }, 1);
  expect(await lines('c_total{a="x')).toEqual(['c_total{a="x"} 1']);
  expect(await lines('h_count{a="x')).toEqual(['h_count{a="x"} 1']);
});
