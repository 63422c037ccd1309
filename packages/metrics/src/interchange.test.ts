import { cp, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type * as metricsModule from "@ettl/metrics";
import { createMetrics } from "@ettl/metrics";
import { runProgram } from "@ettl-tooling/test";
import { Counter, Registry } from "prom-client";
import { expect, test } from "vitest";
import { parseExposition } from "../test/exposition.ts";

const quiet = { version: "1", runtimeMetrics: false };

/** The package as a second installation has it: other module, same prom-client. */
async function secondCopy() {
  const modules = fileURLToPath(new URL("../node_modules/", import.meta.url));
  const folder = await mkdtemp(join(modules, ".second-copy-"));
  await cp(fileURLToPath(new URL("../dist/", import.meta.url)), join(folder, "dist"), {
    recursive: true,
  });
  await cp(
    fileURLToPath(new URL("../package.json", import.meta.url)),
    join(folder, "package.json"),
  );
  const copy: typeof metricsModule = await import(
    pathToFileURL(join(folder, "dist/index.js")).href
  );
  return { copy, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

test("M4 a second copy of the module finds the same instruments in the same registry", async () => {
  await using second = await secondCopy();
  expect(second.copy.createMetrics).not.toBe(createMetrics);
  const first = createMetrics(quiet);
  const config = { help: "H.", labelNames: ["a"] };
  const made = {
    counter: first.counter({ name: "c_total", ...config }),
    gauge: first.gauge({ name: "g", ...config }),
    histogram: first.histogram({ name: "h", ...config, buckets: [1] }),
    summary: first.summary({ name: "s", ...config }),
  };
  const other = second.copy.createMetrics({ ...quiet, registry: first.registry });
  expect(other.counter({ name: "c_total", ...config })).toBe(made.counter);
  expect(other.gauge({ name: "g", ...config })).toBe(made.gauge);
  expect(other.histogram({ name: "h", ...config, buckets: [1] })).toBe(made.histogram);
  expect(other.summary({ name: "s", ...config })).toBe(made.summary);
  expect(() => other.gauge({ name: "c_total", ...config })).toThrow(/c_total/);
  expect(() => other.counter({ name: "g_total", ...config })).toThrow(/g_total/);

  other.counter({ name: "c_total", ...config }).inc({ a: "x" }, 2);
  made.counter.inc({ a: "x" }, 3);
  made.counter.inc({ a: "x" }, -1);
  const late = other.counter({ name: "late_total", ...config });
  late.inc({ a: "y" });
  late.inc({ a: "y" }, -1);
  for (const metrics of [first, other]) {
    const families = parseExposition(`${(await metrics.scrape()).body}`);
    const of = (name: string) => families.find((family) => family.name === name)?.samples;
    expect(of("c_total")).toEqual([{ name: "c_total", labels: { a: "x" }, value: 5 }]);
    expect(of("late_total")).toEqual([{ name: "late_total", labels: { a: "y" }, value: 1 }]);
    const refused = of("ettl_metric_samples_refused_total")?.map(
      ({ labels, value }) => `${labels.metric} ${value}`,
    );
    expect(refused?.sort()).toEqual(["c_total 1", "late_total 1"]);
    expect(metrics.stats().refused).toBe(2);
    expect(metrics.stats().series).toMatchObject({ c_total: 1, late_total: 1 });
  }
});

test("M4 errors of a second copy are recognised by their name", async () => {
  await using second = await secondCopy();
  const { createMetrics: create } = second.copy;
  expect(() => create(quiet).counter({ name: "9", help: "N." })).toThrow(
    expect.objectContaining({ name: "MetricError", code: "invalid_name", metric: "9" }),
  );
});

test("the primary of a real cluster adds up our instruments as it does prom-client's", async () => {
  const program = fileURLToPath(new URL("../test/cluster-program.mjs", import.meta.url));
  const { code, stdout, stderr } = await runProgram([program]);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  const families = parseExposition(stdout);
  const of = (side: string) =>
    families
      .filter(({ name }) => name.startsWith(`${side}_`))
      .map((family) => JSON.parse(JSON.stringify(family).replaceAll(`"${side}_`, '"')));
  expect(of("ours")).toEqual(of("stock"));
  const samples = families.flatMap((family) => family.samples);
  const value = (name: string, a: string) =>
    samples.find((sample) => sample.name === name && sample.labels.a === a)?.value;
  expect(value("ours_c_total", 'shared"\\\n')).toBe(3);
  expect(value("ours_g_max", "x")).toBe(8);
  expect(value("ours_g_average", "x")).toBe(6);
  expect(value("ours_g_omit", "x")).toBeUndefined();
  expect(value("ours_h_sum", "x")).toBe(3);
  expect(value("ours_s_count", "x")).toBe(2);
});

test("Registry.merge takes our instruments, and they go on counting in both registries", async () => {
  const one = createMetrics(quiet);
  const counter = one.counter({ name: "mine_total", help: "M." });
  const other = new Registry();
  new Counter({ name: "other_total", help: "O.", registers: [other] }).inc(2);
  const merged = Registry.merge([one.registry, other]);
  counter.inc(3);
  const families = parseExposition(await merged.metrics());
  const value = (name: string) => families.find((each) => each.name === name)?.samples[0]?.value;
  expect([value("mine_total"), value("other_total")]).toEqual([3, 2]);
});

test("bound children outlive remove, reset and the registry's reset", async () => {
  const metrics = createMetrics(quiet);
  const config = { help: "H.", labelNames: ["a"] };
  const counter = metrics.counter({ name: "c_total", ...config });
  const gauge = metrics.gauge({ name: "g", ...config });
  const histogram = metrics.histogram({ name: "h", ...config, buckets: [1] });
  const summary = metrics.summary({ name: "s", ...config, percentiles: [0.5] });
  const children = [counter.labels("x"), gauge.labels("x")];
  const observing = [histogram.labels("x"), summary.labels("x")];
  const counts = async () =>
    parseExposition(`${(await metrics.scrape()).body}`)
      .flatMap(({ samples }) => samples)
      .filter(({ name }) => /^(c_total|g|h_count|s_count)$/.test(name))
      .map(({ name, value }) => `${name} ${value}`);
  const record = () => {
    for (const child of children) child.inc();
    for (const child of observing) child.observe(1);
  };
  const once = ["c_total 1", "g 1", "h_count 1", "s_count 1"];
  record();
  expect(await counts()).toEqual(once);
  for (const instrument of [counter, gauge, histogram, summary]) instrument.remove("x");
  expect(await counts()).toEqual([]);
  record();
  expect(await counts()).toEqual(once);
  for (const instrument of [counter, gauge, histogram, summary]) instrument.reset();
  record();
  expect(await counts()).toEqual(once);
  metrics.registry.resetMetrics();
  record();
  expect(await counts()).toEqual(once);
});
