import { createMetrics, MetricError } from "@ettl/metrics";
import { Gauge, Registry } from "prom-client";
import { expect, test } from "vitest";

const quiet = { version: "1", runtimeMetrics: false };
const types = ["counter", "gauge", "histogram", "summary"] as const;
type Type = (typeof types)[number];
type Config = { name: string; help: string } & Record<string, unknown>;

function make(metrics: ReturnType<typeof createMetrics>, type: Type, config: Config): unknown {
  return (metrics[type] as (config: Config) => unknown).call(metrics, config);
}

function errorOf(action: () => unknown): MetricError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(MetricError);
    return error as MetricError;
  }
  throw new Error("nothing was thrown");
}

test("M3 a name that no metric can have is an error that says so", () => {
  const metrics = createMetrics(quiet);
  for (const type of types)
    for (const name of ["9lives", "a-b", "a b", "é", "a{b}", 'a"', "a\nb", "a.b", " a", "a "]) {
      const error = errorOf(() => make(metrics, type, { name, help: "H." }));
      expect(error.code).toBe("invalid_name");
      expect(error.metric).toBe(name);
      expect(error.message).toContain(name);
      expect(metrics.registry.getSingleMetric(name)).toBeUndefined();
    }
  for (const name of ["", undefined, 5])
    errorOf(() => metrics.counter({ name: name as never, help: "H." }));
});

test("M3 names of labels that can't be, or are reserved, are errors that name them", () => {
  const metrics = createMetrics(quiet);
  const bad = ["", "9a", "a-b", "a:b", "é", 'a"', "a\n", "__name__", "__x", "__overflow__"];
  for (const type of types)
    for (const label of [
      ...bad,
      ...(type === "histogram" ? ["le"] : []),
      ...(type === "summary" ? ["quantile"] : []),
    ]) {
      const config = { name: "named", help: "H.", labelNames: ["fine", label] };
      const error = errorOf(() => make(metrics, type, config));
      expect(error.code, `${type} ${label}`).toBe("invalid_label_name");
      expect(error.metric).toBe("named");
      expect(error.message).toContain("named");
      expect(error.message).toContain(label);
      expect(metrics.registry.getSingleMetric("named")).toBeUndefined();
    }
  // Elsewhere these are labels like others.
  metrics.counter({ name: "c_total", help: "C.", labelNames: ["le", "quantile", "_x"] });
});

test("M3 a metric without help or with buckets that are no numbers is an error with its name", () => {
  const metrics = createMetrics(quiet);
  for (const [type, config] of [
    ["counter", { name: "shapeless", help: "" }],
    ["counter", { name: "shapeless", help: undefined as never }],
    ["histogram", { name: "shapeless", help: "H.", buckets: ["a"] }],
    ["histogram", { name: "shapeless", help: "H.", buckets: [1, Number.NaN] }],
    ["counter", { name: "shapeless", help: "H.", collect: "no function" }],
  ] as const) {
    const error = errorOf(() => make(metrics, type, config as unknown as Config));
    expect(error.metric).toBe("shapeless");
    expect(error.message).toContain("shapeless");
  }
});

test("M4 the same name and shape is the same instrument, for each type", () => {
  const metrics = createMetrics(quiet);
  for (const type of types) {
    const config = { name: `same_${type}`, help: "H.", labelNames: ["a", "b"] };
    const first = make(metrics, type, config);
    expect(make(metrics, type, { ...config })).toBe(first);
    expect(make(metrics, type, { ...config, labelNames: ["a", "b"] })).toBe(first);
    const second = createMetrics({ ...quiet, registry: metrics.registry });
    expect(make(second, type, config)).toBe(first);
  }
});

test("M4 another shape under the same name is an error that names it, and changes nothing", () => {
  const metrics = createMetrics(quiet);
  const shapes: [Type, Config][] = [
    ["counter", { name: "taken", help: "H.", labelNames: ["a"] }],
    ["gauge", { name: "taken", help: "H.", labelNames: ["a"] }],
    ["histogram", { name: "taken", help: "H.", labelNames: ["a"], buckets: [1, 2] }],
    ["summary", { name: "taken", help: "H.", labelNames: ["a"], percentiles: [0.5] }],
  ];
  for (const [type, config] of shapes) {
    metrics.registry.removeSingleMetric("taken");
    const first = make(metrics, type, config);
    const others: [Type, Config][] = [
      ...shapes.filter(([other]) => other !== type),
      [type, { ...config, labelNames: ["b"] }],
      [type, { ...config, labelNames: ["a", "b"] }],
      [type, { ...config, labelNames: [] }],
      ...(type === "histogram" ? [[type, { ...config, buckets: [1, 3] }] as [Type, Config]] : []),
      ...(type === "summary" ? [[type, { ...config, percentiles: [0.9] }] as [Type, Config]] : []),
    ];
    for (const [other, different] of others) {
      const error = errorOf(() => make(metrics, other, different));
      expect(error.code, `${type}, ${other}`).toBe("different_shape");
      expect(error.metric).toBe("taken");
      expect(error.message).toContain("taken");
      expect(metrics.registry.getSingleMetric("taken")).toBe(first);
    }
  }
});

test("M4 metrics whose samples would have the same names are an error, in either order", () => {
  const clashes: [[Type, string], [Type, string]][] = [
    [
      ["histogram", "x"],
      ["gauge", "x_count"],
    ],
    [
      ["histogram", "x"],
      ["gauge", "x_sum"],
    ],
    [
      ["histogram", "x"],
      ["gauge", "x_bucket"],
    ],
    [
      ["summary", "x"],
      ["gauge", "x_count"],
    ],
    [
      ["summary", "x"],
      ["gauge", "x_sum"],
    ],
    [
      ["counter", "x_total"],
      ["gauge", "x"],
    ],
    [
      ["counter", "x_total"],
      ["histogram", "x"],
    ],
    [
      ["counter", "x_total"],
      ["counter", "x"],
    ],
  ];
  for (const pair of clashes)
    for (const [first, second] of [pair, [...pair].reverse()] as (typeof clashes)[number][]) {
      const metrics = createMetrics(quiet);
      make(metrics, first[0], { name: first[1], help: "H." });
      const error = errorOf(() => make(metrics, second[0], { name: second[1], help: "H." }));
      expect(error.code, `${first}, ${second}`).toBe("name_clash");
      expect(error.metric).toBe(second[1]);
      expect(error.message).toContain(second[1]);
    }
});

test("M4 names that only look alike do not clash", () => {
  const metrics = createMetrics(quiet);
  metrics.histogram({ name: "x", help: "H." });
  for (const name of ["x_counts", "ax_count", "x_count_a"]) metrics.gauge({ name, help: "H." });
});

test("M4 a name that a foreign metric has is an error that names it", () => {
  const registry = new Registry();
  new Gauge({ name: "foreign", help: "F.", registers: [registry] });
  const metrics = createMetrics({ ...quiet, registry });
  for (const type of types) {
    const error = errorOf(() => make(metrics, type, { name: "foreign", help: "F." }));
    expect(error.metric).toBe("foreign");
  }
});

test("a metric that was removed from the registry, or cleared, is made anew from 0", async () => {
  const metrics = createMetrics(quiet);
  const config = { name: "c_total", help: "C." };
  for (const forget of [
    () => metrics.registry.removeSingleMetric("c_total"),
    () => metrics.registry.clear(),
  ]) {
    const old = metrics.counter(config);
    old.inc(5);
    forget();
    const renewed = metrics.counter(config);
    expect(renewed).not.toBe(old);
    old.inc(100);
    renewed.inc(1);
    expect(await metrics.registry.getSingleMetricAsString("c_total")).toContain("\nc_total 1");
    forget();
  }
});
