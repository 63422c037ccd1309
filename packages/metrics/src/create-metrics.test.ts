import { gunzipSync } from "node:zlib";
import { createMetrics, type MetricProblem, OVERFLOW } from "@ettl/metrics";
import { metricsRoutes } from "@ettl/metrics/hono";
import { Counter, Registry } from "prom-client";
import { expect, test } from "vitest";

const quiet = { version: "1.2.3", runtimeMetrics: false };
const text = async (metrics: ReturnType<typeof createMetrics>, accept?: string) =>
  (await metrics.scrape({ accept })).body.toString();
const lines = async (metrics: ReturnType<typeof createMetrics>, name: string, accept?: string) =>
  (await text(metrics, accept)).split("\n").filter((line) => line.startsWith(name));

test("the sixteen names of the catalogue are there, with their units and buckets", async () => {
  const metrics = createMetrics(quiet);
  const names = [...(await text(metrics)).matchAll(/^# TYPE export_trakt_(\S+) (\S+)$/gm)];
  expect(names.map(([, name, type]) => `${name} ${type}`).sort()).toEqual(
    [
      "api_call_duration_seconds histogram",
      "api_call_errors_total counter",
      "api_calls_total counter",
      "cache_hit_rate gauge",
      "component_health gauge",
      "cpu_usage_percent gauge",
      "export_duration_seconds histogram",
      "export_errors_total counter",
      "exports_total counter",
      "goroutines_count gauge",
      "health_status gauge",
      "memory_usage_bytes gauge",
      "movies_exported_total counter",
      "ratings_exported_total counter",
      "start_time_seconds gauge",
      "watchlist_exported_total counter",
    ].sort(),
  );
  metrics.recordExport({ type: "watched", status: "success", format: "csv", durationSeconds: 2 });
  expect(await lines(metrics, "export_trakt_exports_total")).toEqual([
    'export_trakt_exports_total{status="success",type="watched",format="csv"} 1',
  ]);
  const buckets = await lines(metrics, "export_trakt_export_duration_seconds_bucket");
  expect(buckets.map((line) => /le="([^"]+)"/.exec(line)?.[1]).join(" ")).toBe(
    "0.1 0.5 1 2.5 5 10 30 60 120 300 +Inf",
  );
});

test("gauges that the original never set carry true values", async () => {
  const metrics = createMetrics(quiet);
  metrics.setCacheHitRate({ cacheType: "pages", value: 75 });
  metrics.setHealthStatus("degraded");
  metrics.setComponentHealth({ component: "trakt_api", status: "unhealthy" });
  const value = async (name: string) =>
    Number((await lines(metrics, name))[0]?.split(" ").at(-1) ?? Number.NaN);
  expect(await value("export_trakt_cache_hit_rate")).toBe(75);
  expect(await value("export_trakt_health_status")).toBe(0.5);
  expect(await value("export_trakt_component_health")).toBe(0);
  expect(await value("export_trakt_cpu_usage_percent")).toBeGreaterThan(0);
  expect(await value("export_trakt_memory_usage_bytes")).toBeGreaterThan(1e6);
  expect(
    Math.abs((await value("export_trakt_start_time_seconds")) - Date.now() / 1000),
  ).toBeLessThan(3600);
});

test("M4 the same name gives the same instrument, another shape is an error that names it", () => {
  const metrics = createMetrics(quiet);
  const config = { name: "jobs_total", help: "Jobs.", labelNames: ["kind"] };
  expect(metrics.counter(config)).toBe(metrics.counter(config));
  expect(() => metrics.gauge(config)).toThrow(/"jobs_total" exists already as counter/);
  expect(() => metrics.counter({ ...config, labelNames: [] })).toThrow(/jobs_total/);
  const second = createMetrics({ ...quiet, registry: metrics.registry });
  expect(second.counter(config)).toBe(metrics.counter(config));
});

test("M1 a refusal says what was expected", () => {
  const problems: MetricProblem[] = [];
  const metrics = createMetrics({ ...quiet, onProblem: (problem) => problems.push(problem) });
  metrics.counter({ name: "c_total", help: "C." }).inc(-1);
  metrics.gauge({ name: "g", help: "G." }).inc(Number.NaN);
  expect(problems.map(({ message }) => message)).toEqual([
    "c_total: -1 was refused, a finite number of 0 or more was expected",
    "g: NaN was refused, a finite number was expected",
  ]);
});

test("M1 NaN, infinite and negative values are refused, counted and told once", async () => {
  const problems: MetricProblem[] = [];
  const metrics = createMetrics({ ...quiet, onProblem: (problem) => problems.push(problem) });
  const counter = metrics.counter({ name: "c_total", help: "C.", labelNames: ["a"] });
  for (const value of [Number.NaN, Infinity, -1]) counter.inc({ a: "x" }, value);
  counter.inc({ wrong: "x" } as never);
  counter.inc({ a: "x" }, 2);
  expect(await lines(metrics, "c_total")).toEqual(['c_total{a="x"} 2']);
  expect(metrics.stats().refused).toBe(4);
  expect(problems.map(({ code }) => code)).toEqual(["invalid_sample"]);
});

test("M5 past the limit one overflow series takes the rest, and the total stays right", async () => {
  const problems: MetricProblem[] = [];
  const onProblem = (problem: MetricProblem) => problems.push(problem);
  const metrics = createMetrics({ ...quiet, maxSeriesPerMetric: 10, onProblem });
  const counter = metrics.counter({ name: "u_total", help: "U.", labelNames: ["user"] });
  for (let user = 0; user < 1000; user++) counter.labels({ user: `${user}` }).inc();
  const series = await lines(metrics, "u_total");
  expect(series).toHaveLength(11);
  expect(series).toContain(`u_total{user="${OVERFLOW}"} 990`);
  expect(problems).toHaveLength(1);
  expect(await lines(metrics, "ettl_metric_series_overflow_total{")).toEqual([
    'ettl_metric_series_overflow_total{metric="u_total"} 990',
  ]);
});

test("M8 text and OpenMetrics come from one registry, exemplars only in the latter", async () => {
  const trace = { trace_id: "4bf92f3577b34da6a3ce929d0e0e4736", span_id: "00f067aa0ba902b7" };
  const metrics = createMetrics({ ...quiet, exemplar: () => trace });
  const foreign = new Counter({ name: "foreign_total", help: "F.", registers: [metrics.registry] });
  foreign.inc(5);
  metrics.recordExport({ type: "watched", status: "success", format: "csv", durationSeconds: 2 });
  const accept = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5";
  const openMetrics = await text(metrics, accept);
  expect(openMetrics).toMatch(/# EOF\n$/);
  expect(openMetrics).toContain("# TYPE export_trakt_exports counter");
  expect(openMetrics).toMatch(/exports_total\{.*\} 1 # \{trace_id="4bf9.*",span_id="00f0.*"\} 1 /);
  expect(openMetrics).toContain("foreign_total 5");
  const plain = await text(metrics, "*/*");
  expect(plain).toContain("# TYPE export_trakt_exports_total counter");
  expect(plain).toContain("foreign_total 5");
  expect(plain).not.toContain("trace_id");
});

test("an exemplar source that throws or gives too much costs the exemplar, not the count", async () => {
  const sources = [
    () => {
      throw new Error("no");
    },
    () => ({ trace_id: "x".repeat(200), span_id: "y" }),
  ];
  for (const exemplar of sources) {
    const metrics = createMetrics({ ...quiet, exemplar });
    metrics.counter({ name: "c_total", help: "C." }).inc();
    metrics.histogram({ name: "h_seconds", help: "H." }).observe(1);
    expect(await lines(metrics, "c_total")).toEqual(["c_total 1"]);
    const openMetrics = await text(metrics, "application/openmetrics-text");
    expect(openMetrics).toContain("h_seconds_count 1");
    expect(openMetrics).not.toContain("# {");
  }
});

test("M2 hostile label values stay one line each", async () => {
  const metrics = createMetrics(quiet);
  const gauge = metrics.gauge({ name: "g", help: "G.", labelNames: ["v"] });
  gauge.set({ v: 'a"b\\c\nd' }, 1);
  expect(await lines(metrics, "g{")).toEqual(['g{v="a\\"b\\\\c\\nd"} 1']);
});

test("an instrument has prom-client's face: children, timers, remove, reset", async () => {
  const metrics = createMetrics(quiet);
  const gauge = metrics.gauge({ name: "level", help: "L.", labelNames: ["tank"] });
  gauge.labels("a").set(3);
  gauge.inc({ tank: "a" }, 2);
  gauge.dec({ tank: "a" });
  gauge.set({ tank: "b" }, 1);
  gauge.remove("b");
  expect(await lines(metrics, "level{")).toEqual(['level{tank="a"} 4']);
  const histogram = metrics.histogram({ name: "h_seconds", help: "H.", buckets: [1, 2] });
  histogram.startTimer()();
  histogram.observe(1.5);
  expect(await lines(metrics, "h_seconds_count")).toEqual(["h_seconds_count 2"]);
  gauge.reset();
  expect(await lines(metrics, "level{")).toEqual([]);
});

test("switched off, instruments keep their face and nothing is recorded", async () => {
  const metrics = createMetrics({ ...quiet, recording: false });
  metrics.recordExport({ type: "watched", status: "success", format: "csv", durationSeconds: 2 });
  metrics.counter({ name: "c_total", help: "C." }).inc();
  expect((await text(metrics)).trim()).toBe("");
});

test("runtime metrics come without prom-client's misnamed gauges, once per registry", async () => {
  const registry = new Registry();
  createMetrics({ version: "1", registry });
  const metrics = createMetrics({ version: "1", registry });
  const output = await text(metrics);
  expect(output).toContain("process_resident_memory_bytes ");
  expect(output).toContain("nodejs_active_resources{");
  expect(output).not.toMatch(/nodejs_active_\w+_total/);
});

test("GET /metrics answers in gzip where asked, HEAD without a body, POST with 405", async () => {
  const app = metricsRoutes(createMetrics(quiet));
  const zipped = await app.request("/metrics", { headers: { "accept-encoding": "gzip" } });
  expect(zipped.headers.get("content-encoding")).toBe("gzip");
  expect(zipped.headers.get("vary")).toBe("Accept, Accept-Encoding");
  const body = gunzipSync(Buffer.from(await zipped.arrayBuffer())).toString();
  expect(body).toContain("ettl_build_info{");
  const head = await app.request("/metrics", { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
  const post = await app.request("/metrics", { method: "POST" });
  expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  const denied = metricsRoutes(createMetrics(quiet), { authorize: () => false });
  expect((await denied.request("/metrics")).status).toBe(401);
});

test("names that can't be metrics are refused with the name", () => {
  expect(() => createMetrics({ ...quiet, prefix: "9-" })).toThrow(/prefix "9-"/);
  expect(() => createMetrics({ ...quiet, maxSeriesPerMetric: 0 })).toThrow(/maxSeriesPerMetric/);
});

test.each([
  ["promises", () => Promise.resolve(false)],
  [
    "throws",
    () => {
      throw new Error("no");
    },
  ],
])("a guard of /metrics that %s lets nobody in and starts no scrape", async (_, authorize) => {
  const metrics = createMetrics(quiet);
  let scrapes = 0;
  metrics.gauge({ name: "g", help: "G.", collect: () => void scrapes++ });
  const guarded = metricsRoutes(metrics, { authorize: authorize as never });
  expect((await guarded.request("/metrics")).status).toBe(401);
  expect((await guarded.request("/metrics", { method: "HEAD" })).status).toBe(401);
  expect(scrapes).toBe(0);
});
