import { type CustomMetric, createMetrics, MetricError, type MetricProblem } from "@ettl/metrics";
import { metricsConfig } from "@ettl/metrics/config";
import { expect, test } from "vitest";

const quiet = { version: "1.2.3", runtimeMetrics: false };

async function lines(metrics: ReturnType<typeof createMetrics>, name: string) {
  const { body } = await metrics.scrape();
  return `${body}`.split("\n").filter((line) => line.startsWith(name));
}

const shop: readonly CustomMetric[] = [
  { name: "orders_total", type: "counter", help: "Orders.", labelNames: ["country"] },
  { name: "stock", type: "gauge", help: "Things in stock." },
  { name: "basket_items", type: "histogram", help: "Items.", buckets: [1, 5] },
  { name: "wait_seconds", type: "summary", help: "Waiting.", labelNames: ["queue"] },
];

test("metrics of a configuration are there from the start, and record by name as their type does", async () => {
  const metrics = createMetrics({ ...quiet, custom: shop });
  expect(await lines(metrics, "# TYPE orders_total")).toEqual(["# TYPE orders_total counter"]);
  expect(await lines(metrics, "stock")).toEqual(["stock 0"]);
  metrics.record("orders_total", { country: "fr" });
  metrics.record("orders_total", { country: "fr" }, 2);
  metrics.record("stock", {}, 7);
  metrics.record("stock", {}, 5);
  metrics.record("basket_items", {}, 3);
  metrics.record("wait_seconds", { queue: "a" }, 2);
  expect(await lines(metrics, "orders_total")).toEqual(['orders_total{country="fr"} 3']);
  expect(await lines(metrics, "stock")).toEqual(["stock 5"]);
  expect(await lines(metrics, "basket_items_bucket")).toEqual([
    'basket_items_bucket{le="1"} 0',
    'basket_items_bucket{le="5"} 1',
    'basket_items_bucket{le="+Inf"} 1',
  ]);
  expect(await lines(metrics, "wait_seconds_sum")).toEqual(['wait_seconds_sum{queue="a"} 2']);
  expect(metrics.stats().refused).toBe(0);
});

test("M1 what can't be recorded by name is refused, counted and told once, never thrown", async () => {
  const problems: MetricProblem[] = [];
  const metrics = createMetrics({
    ...quiet,
    custom: shop,
    onProblem: (problem) => problems.push(problem),
  });
  metrics.record("order_total", { country: "fr" });
  metrics.record("order_total", { country: "fr" });
  metrics.record("orders_total", { country: "fr" }, -1);
  metrics.record("orders_total", { contry: "fr" });
  metrics.record("stock");
  metrics.record("basket_items", {}, Number.NaN);
  expect(metrics.stats().refused).toBe(6);
  expect(problems.map(({ code, message }) => `${code} ${message.split(":")[0]}`)).toEqual([
    "invalid_sample order_total",
    "invalid_sample orders_total",
    "invalid_sample stock",
    "invalid_sample basket_items",
  ]);
  for (let i = 0; i < 500; i++) metrics.record(`made_up_${i}`);
  expect(problems.length).toBeLessThan(110);
  expect(metrics.stats().refused).toBe(506);
  expect(await lines(metrics, "stock")).toEqual(["stock 0"]);
  expect(await lines(metrics, 'ettl_metric_samples_refused_total{metric="unknown"')).toEqual([
    'ettl_metric_samples_refused_total{metric="unknown"} 502',
  ]);
  const strict = createMetrics({ ...quiet, custom: shop, strict: true });
  expect(() => strict.record("order_total")).toThrow(MetricError);
  const off = createMetrics({ ...quiet, custom: shop, recording: false, strict: true });
  off.record("order_total");
  expect(off.stats().refused).toBe(0);
});

/** The mistakes in `[metrics]`, each with its path. */
function mistakes(section: object): string[] {
  const { error } = metricsConfig.safeParse(section);
  return error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];
}

test("[[metrics.custom]] becomes options of createMetrics", () => {
  const parsed = metricsConfig.parse({
    custom: [
      { name: "orders_total", type: "counter", help: "Orders.", labels: ["country"] },
      { name: "basket_items", type: "histogram", help: "Items.", buckets: [1, 5] },
    ],
  });
  expect(parsed.custom).toEqual([{ ...shop[0] }, { ...shop[2], labelNames: [] }]);
  createMetrics({ ...quiet, ...parsed });
});

test("M3 every mistake in [[metrics.custom]] is found at loading, all at once, with its place", () => {
  const help = "H.";
  expect(
    mistakes({
      custom: [
        { name: "9lives", type: "gauge", help },
        { name: "a", type: "gauge", help, labels: ["__x", "b-c", "d", "d"] },
        { name: "h", type: "histogram", help, labels: ["le"], buckets: [1, 3, 2] },
        { name: "s", type: "summary", help, labels: ["quantile"] },
        { name: "c_total", type: "counter", help, labels: ["le"], buckets: [1] },
        { name: "c", type: "gauge", help },
        { name: "h_count", type: "gauge", help },
        { name: "a", type: "gauge", help },
        { name: "export_trakt_exports_total", type: "counter", help },
        { name: "export_trakt_export_duration_seconds_sum", type: "gauge", help },
        { name: "ettl_mine", type: "gauge", help },
        { name: "process_cpu_seconds_total", type: "counter", help },
        { name: "job_last_run_succeeded", type: "gauge", help },
        { name: "http_server_request_duration_seconds", type: "histogram", help },
        { name: "no_help", type: "gauge", help: "" },
      ],
    }),
  ).toEqual([
    "custom.0.name: expected letters, digits, _ and :, no digit in front",
    "custom.1.labels.0: expected letters, digits and _, without __ in front",
    "custom.1.labels.1: expected letters, digits and _, without __ in front",
    "custom.1.labels.3: it is there twice",
    "custom.2.labels.0: a histogram writes this label itself",
    "custom.2.buckets.2: expected more than the bound before it",
    "custom.3.labels.0: a summary writes this label itself",
    "custom.4.buckets: only a histogram has buckets, and this is a counter",
    expect.stringMatching(/^custom\.14\.help: /),
    "custom.5.name: the metric c_total is there already. Choose another name",
    "custom.6.name: the metric h is there already. Choose another name",
    "custom.7.name: the metric a is there already. Choose another name",
    "custom.8.name: the metric export_trakt_exports_total is there already. Choose another name",
    "custom.9.name: the metric export_trakt_export_duration_seconds is there already. Choose another name",
    "custom.10.name: ettl_… is kept for ettl's own metrics. Choose another name",
    "custom.11.name: it is a name of the runtime's metrics. Choose another name",
    "custom.12.name: the metric job_last_run_succeeded is there already. Choose another name",
    "custom.13.name: the metric http_server_request_duration_seconds is there already. Choose another name",
  ]);
  expect(mistakes({ custom: [{ name: "x", type: "meter", help, lables: [] }] })).toHaveLength(2);
  expect(mistakes({ textfile: "ettl.txt" })).toHaveLength(1);
  // The names of the catalogue are free where the prefix makes them others.
  const exports = { name: "export_trakt_exports_total", type: "counter", help };
  expect(mistakes({ prefix: "shop_", custom: [exports] })).toEqual([]);
});

test("no metric of the catalogue or the runtime can be taken by a configured one", async () => {
  const metrics = createMetrics({ version: "1.2.3", prefix: "p_" });
  const { body } = await metrics.scrape();
  metrics.close();
  const names = [...`${body}`.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  expect(names.length).toBeGreaterThan(40);
  for (const [, name, type] of names)
    expect(mistakes({ prefix: "p_", custom: [{ name, type, help: "H." }] })).toHaveLength(1);
});

test("the labels of an instrument are known to the compiler: a misspelt one is refused twice", () => {
  const metrics = createMetrics(quiet);
  const labelNames = ["country"] as const;
  const counter = metrics.counter({ name: "c_total", help: "C.", labelNames: ["country"] });
  const gauge = metrics.gauge({ name: "g", help: "G.", labelNames });
  const histogram = metrics.histogram({ name: "h", help: "H.", labelNames });
  const summary = metrics.summary({ name: "s", help: "S.", labelNames });
  counter.inc({ country: "fr" });
  gauge.set({ country: "fr" }, 1);
  histogram.observe({ country: "fr" }, 1);
  summary.observe({ country: "fr" }, 1);
  // @ts-expect-error
  counter.inc({ contry: "fr" });
  // @ts-expect-error
  counter.labels({ contry: "fr" }).inc();
  // @ts-expect-error
  gauge.set({ contry: "fr" }, 1);
  // @ts-expect-error
  gauge.startTimer({ contry: "fr" })();
  // @ts-expect-error
  histogram.observe({ contry: "fr" }, 1);
  // @ts-expect-error
  summary.observe({ contry: "fr" }, 1);
  expect(metrics.stats().refused).toBe(6);
  // Label names that are known at run time only are any.
  const given: string[] = ["country"];
  metrics.counter({ name: "any_total", help: "A.", labelNames: given }).inc({ country: "fr" });
  expect(metrics.stats().refused).toBe(6);
});
