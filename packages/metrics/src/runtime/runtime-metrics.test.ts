import { fileURLToPath } from "node:url";
import { createMetrics, type Metrics, type RuntimeMetricsOptions } from "@ettl/metrics";
import { metricsConfig } from "@ettl/metrics/config";
import { runProgram } from "@ettl-tooling/test";
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("../..", import.meta.url));

const names = {
  always: ["nodejs_version_info", "process_start_time_seconds"],
  cpu: [
    "process_cpu_seconds_total",
    "process_cpu_system_seconds_total",
    "process_cpu_user_seconds_total",
  ],
  memory: [
    "nodejs_external_memory_bytes",
    "nodejs_heap_size_total_bytes",
    "nodejs_heap_size_used_bytes",
    "process_heap_bytes",
    "process_resident_memory_bytes",
    "process_virtual_memory_bytes",
  ],
  eventLoop: [
    "nodejs_eventloop_lag_max_seconds",
    "nodejs_eventloop_lag_mean_seconds",
    "nodejs_eventloop_lag_min_seconds",
    "nodejs_eventloop_lag_p50_seconds",
    "nodejs_eventloop_lag_p90_seconds",
    "nodejs_eventloop_lag_p99_seconds",
    "nodejs_eventloop_lag_seconds",
    "nodejs_eventloop_lag_stddev_seconds",
    "nodejs_eventloop_time_seconds_total",
    "nodejs_eventloop_utilization_ratio",
  ],
  gc: ["nodejs_gc_duration_seconds"],
  heapSpaces: [
    "nodejs_heap_space_size_available_bytes",
    "nodejs_heap_space_size_total_bytes",
    "nodejs_heap_space_size_used_bytes",
  ],
  activeResources: ["nodejs_active_resources"],
  fileDescriptors: ["process_max_fds", "process_open_fds"],
};
const all = Object.values(names).flat().sort();
const switches = Object.keys(names).filter((key) => key !== "always") as (keyof typeof names)[];

const text = async (metrics: Metrics) => (await metrics.scrape()).body.toString();

/** The names of runtime metrics, as often as they are there. */
const namesOf = async (metrics: Metrics) =>
  [...(await text(metrics)).matchAll(/^# TYPE ((?:process|nodejs)_\w+) /gm)]
    .map(([, name]) => `${name}`)
    .sort();

test("the names that the ecosystem expects are there, each with a sample", async () => {
  const metrics = createMetrics({ version: "1" });
  expect(await namesOf(metrics)).toEqual(all);
  const output = await text(metrics);
  for (const name of all) expect(output).toMatch(new RegExp(`^${name}(_count)?[{ ]`, "m"));
  metrics.close();
});

test.each(switches)("%s can be switched off, and be the only one", async (key) => {
  const off = createMetrics({ version: "1", runtimeMetrics: { [key]: false } });
  expect(await namesOf(off)).toEqual(all.filter((name) => !names[key].includes(name)));
  const others = switches.filter((other) => other !== key).map((other) => [other, false]);
  const only = createMetrics({ version: "1", runtimeMetrics: Object.fromEntries(others) });
  expect(await namesOf(only)).toEqual([...names.always, ...names[key]].sort());
  off.close();
  only.close();
});

test("false switches all of them off, as does recording", async () => {
  expect(await namesOf(createMetrics({ version: "1", runtimeMetrics: false }))).toEqual([]);
  expect(await namesOf(createMetrics({ version: "1", recording: false }))).toEqual([]);
});

test("the table [metrics.runtime] gives the switches, all on without it", () => {
  const runtimeMetrics: RuntimeMetricsOptions = metricsConfig.parse({
    runtime: { event_loop: false, file_descriptors: false },
  }).runtimeMetrics;
  const expected = Object.fromEntries(switches.map((key) => [key, true]));
  expect(runtimeMetrics).toEqual({ ...expected, eventLoop: false, fileDescriptors: false });
  expect(metricsConfig.parse({}).runtimeMetrics).toEqual(expected);
  expect(metricsConfig.safeParse({ runtime: { eventLoop: true } }).success).toBe(false);
});

test("prom-client's own default metrics stay, and only what they lack is added", async () => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const theirs = registry.getSingleMetric("nodejs_gc_duration_seconds");
  const metrics = createMetrics({ version: "1", registry });
  expect(registry.getSingleMetric("nodejs_gc_duration_seconds")).toBe(theirs);
  const found = await namesOf(metrics);
  expect(found).toEqual([...new Set(found)]);
  expect(found).toEqual(expect.arrayContaining(all));
  metrics.close();
  expect(registry.getSingleMetric("nodejs_gc_duration_seconds")).toBe(theirs);
  expect(registry.getSingleMetric("nodejs_eventloop_utilization_ratio")).toBeUndefined();
  registry.clear();
});

test("a metric of the caller's with one of the names is left alone, of whatever type", async () => {
  const registry = new Registry();
  const own = { help: "Mine.", registers: [registry] };
  new Gauge({ ...own, name: "process_cpu_seconds_total" }).set(7);
  new Gauge({ ...own, name: "nodejs_eventloop_lag_p99_seconds" }).set(8);
  const metrics = createMetrics({ version: "1", registry });
  const output = await text(metrics);
  expect(output).toMatch(/^process_cpu_seconds_total 7$/m);
  expect(output).toMatch(/^nodejs_eventloop_lag_p99_seconds 8$/m);
  expect(await namesOf(metrics)).toEqual(all);
  metrics.close();
});

test("who shares a registry shares the runtime metrics, until the last one closes", async () => {
  const registry = new Registry();
  const first = createMetrics({ version: "1", registry, runtimeMetrics: { gc: false } });
  const second = createMetrics({ version: "1", registry });
  expect(await namesOf(second)).toEqual(all);
  first.close();
  first.close();
  expect(await namesOf(second)).toEqual(all);
  second.close();
  expect(await namesOf(second)).toEqual([]);
  const third = createMetrics({ version: "1", registry });
  expect(await namesOf(third)).toEqual(all);
  third.close();
});

test("after a reset of the registry the values are true again", async () => {
  const metrics = createMetrics({ version: "1" });
  metrics.registry.resetMetrics();
  const output = await text(metrics);
  const value = (name: string) =>
    Number(new RegExp(`^${name} (\\S+)$`, "m").exec(output)?.[1] ?? Number.NaN);
  for (const name of ["process_start_time_seconds", "export_trakt_start_time_seconds"])
    expect(value(name)).toBe(performance.timeOrigin / 1000);
  expect(value("process_cpu_user_seconds_total")).toBeGreaterThan(0);
  expect(value("process_max_fds")).toBeGreaterThan(0);
  expect(output).toContain(`nodejs_version_info{version="${process.version}",major="`);
  metrics.close();
});

test("importing it starts nothing, and nothing that runs keeps a process alive", async () => {
  const program = `
    import { createHook } from "node:async_hooks";
    const monitors = [];
    createHook({ init: (_, type) => type === "ELDHISTOGRAM" && monitors.push(type) }).enable();
    const { createMetrics } = await import("@ettl/metrics");
    const imported = monitors.length;
    const metrics = createMetrics({ version: "1" });
    await metrics.scrape();
    console.log(imported, monitors.length > 0);
  `;
  const args = ["--input-type=module", "-e", program];
  const { code, stdout, stderr } = await runProgram(args, { cwd: folder });
  expect(stderr).toBe("");
  expect(stdout).toBe("0 true\n");
  expect(code).toBe(0);
});
