import { createMetrics } from "@ettl/metrics";
import { Counter, Registry } from "prom-client";
import { expect, test } from "vitest";

const openMetrics = "application/openmetrics-text";
const quiet = { version: "1", runtimeMetrics: false } as const;
const text = async (metrics: ReturnType<typeof createMetrics>, accept?: string) =>
  (await metrics.scrape({ accept })).body.toString();

test("whoever scrapes a shared registry has new exemplars asked for, whoever made the metric", async () => {
  const registry = new Registry();
  let trace = 0;
  const exemplar = () => ({ trace_id: `trace${++trace}`, span_id: "1" });
  const maker = createMetrics({ ...quiet, registry, exemplar });
  const scraper = createMetrics({ ...quiet, registry });
  const counter = maker.counter({ name: "c_total", help: "C." });
  counter.inc();
  expect(await text(scraper, openMetrics)).toContain("trace1");
  counter.inc();
  expect(await text(scraper, openMetrics)).toContain("trace2");
});

test("default labels that change while a scrape is written don't get into it", async () => {
  const registry = new Registry();
  const first = createMetrics({
    ...quiet,
    registry,
    defaultLabels: { host: "first" },
    maxSeriesPerMetric: 100_000,
  });
  const gauge = first.gauge({ name: "g", help: "G.", labelNames: ["a"] });
  for (let a = 0; a < 60_000; a++) gauge.set({ a }, 1);
  const slow = text(first);
  const second = createMetrics({ ...quiet, registry, defaultLabels: { host: "second" } });
  const [one, two] = await Promise.all([slow, text(second)]);
  const hosts = (body: string) =>
    body.match(/^g\{.*host="\w+"/gm)?.map((line) => line.slice(line.indexOf("host")));
  expect(new Set(hosts(one))).toEqual(new Set(['host="first"']));
  expect(new Set(hosts(two))).toEqual(new Set(['host="second"']));
});

test("a foreign counter that is slow to answer is written in the form that each reader asked for", async () => {
  const metrics = createMetrics({ ...quiet, collectTimeoutMs: 50 });
  let answer = () => {};
  const asked = new Promise<void>((resolve) => {
    answer = resolve;
  });
  new Counter({ name: "visits", help: "V.", registers: [metrics.registry], collect: () => asked });
  const late = metrics.scrape();
  const body = (await late).body.toString();
  expect(body).not.toMatch(/^visits/m);
  const next = text(metrics, openMetrics);
  answer();
  expect(await next).toContain("# TYPE visits counter\nvisits_total 0\n");
});

test("a registry that was cleared gets its runtime metrics from the next createMetrics", async () => {
  const registry = new Registry();
  const one = createMetrics({ version: "1", registry });
  registry.clear();
  const two = createMetrics({ version: "1", registry });
  expect(await text(two)).toContain("process_cpu_seconds_total ");
  expect(await text(two)).toContain("nodejs_gc_duration_seconds_count");
  one.close();
  expect(await text(two)).toContain("process_cpu_seconds_total ");
  two.close();
  expect(await text(two)).not.toContain("process_cpu_seconds_total ");
});

test("createMetrics that throws leaves no runtime metrics behind", () => {
  const registry = new Registry();
  const custom = [{ name: "1x", type: "gauge", help: "X." }] as const;
  expect(() => createMetrics({ version: "1", registry, custom })).toThrow(/1x/);
  expect(registry.getSingleMetric("process_cpu_seconds_total")).toBeUndefined();
});

test("default labels are text, and what is not is refused or made text", async () => {
  const odd = { toString: () => 'a"b' } as unknown as string;
  expect(() => createMetrics({ ...quiet, defaultLabels: { a: odd } })).toThrow(
    /defaultLabels: .*"a"/,
  );
  const metrics = createMetrics(quiet);
  metrics.counter({ name: "c_total", help: "C." });
  metrics.registry.setDefaultLabels({ a: odd, b: Symbol("s") });
  expect(await text(metrics)).toContain('c_total{a="a\\"b",b="Symbol(s)"} 0\n');
});

test("M6 a collect function that scrapes costs its own metric, and the next scrape has it", async () => {
  const metrics = createMetrics({ ...quiet, collectTimeoutMs: 50 });
  let nested = true;
  const gauge = metrics.gauge({
    name: "g",
    help: "G.",
    async collect() {
      if (nested) await metrics.scrape();
      gauge.set(1);
    },
  });
  expect(await text(metrics)).not.toContain("\ng ");
  nested = false;
  await expect.poll(() => text(metrics)).toContain("\ng 1\n");
});

test.each([
  ["nothing", undefined],
  ["text", "broken"],
  ["values that are none", { name: "foreign", type: "gauge", help: "F.", values: 5 }],
  ["no help", { name: "foreign", type: "gauge", values: [] }],
])("M6 a foreign metric that gives %s costs only itself", async (_, given) => {
  const metrics = createMetrics(quiet);
  metrics.counter({ name: "c_total", help: "C." });
  metrics.registry.registerMetric({
    name: "foreign",
    type: "gauge",
    get: async () => given,
  } as never);
  const body = await text(metrics);
  expect(body).toContain("c_total 0\n");
  expect(body).not.toMatch(/^foreign/m);
  expect(body).not.toContain("undefined");
  expect(await text(metrics)).toContain(
    'ettl_metric_collect_errors_total{metric="foreign",reason="error"}',
  );
});
