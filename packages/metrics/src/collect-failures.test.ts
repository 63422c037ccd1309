import { createMetrics, type MetricProblem } from "@ettl/metrics";
import { eventually } from "@ettl-tooling/test";
import { Gauge } from "prom-client";
import { expect, test } from "vitest";
import { parseExposition } from "../test/exposition.ts";

const openMetrics = "application/openmetrics-text; version=1.0.0";

function subject(collectTimeoutMs = 50) {
  const problems: MetricProblem[] = [];
  const metrics = createMetrics({
    version: "1",
    runtimeMetrics: false,
    collectTimeoutMs,
    onProblem: (problem) => problems.push(problem),
  });
  metrics.counter({ name: "before_total", help: "B." }).inc(1);
  const families = async (accept?: string) =>
    parseExposition(
      `${(await metrics.scrape({ accept })).body}`,
      accept === undefined ? "text" : "OpenMetrics",
    );
  return {
    metrics,
    problems,
    families,
    after: () => metrics.counter({ name: "after_total", help: "A." }).inc(2),
    value: async (name: string) =>
      (await families()).flatMap(({ samples }) => samples).find((each) => each.name === name)
        ?.value,
    errors: async () =>
      (await families())
        .find(({ name }) => name === "ettl_metric_collect_errors_total")
        ?.samples.map(({ labels, value }) => `${labels.metric} ${labels.reason} ${value}`),
  };
}

const failures: Readonly<Record<string, { reason: string; collect: () => void | Promise<void> }>> =
  {
    throws: {
      reason: "error",
      collect: () => {
        throw new Error("no connection");
      },
    },
    "throws what is no error": {
      reason: "error",
      collect: () => {
        throw undefined;
      },
    },
    rejects: { reason: "error", collect: () => Promise.reject(new Error("no connection")) },
    "rejects late": {
      reason: "error",
      collect: async () => {
        await new Promise((resolve) => setImmediate(resolve));
        throw new Error("no connection");
      },
    },
    "never settles": { reason: "timeout", collect: () => new Promise<void>(() => {}) },
  };

for (const [how, { reason, collect }] of Object.entries(failures))
  for (const owner of ["own", "foreign"] as const)
    test(`M6 a collect() of an ${owner} metric that ${how} costs its own family only`, async () => {
      const { metrics, problems, families, after, errors } = subject();
      const config = { name: "broken", help: "B.", collect };
      if (owner === "own") metrics.gauge(config);
      else new Gauge({ ...config, registers: [metrics.registry] });
      after();
      for (const accept of [undefined, openMetrics]) {
        const found = (await families(accept)).filter(({ name }) =>
          /before|after|broken/.test(name),
        );
        const total = accept === undefined ? "_total" : "";
        const names = found.map(({ name }) => name);
        expect(names).toEqual([`before${total}`, `after${total}`]);
        expect(found.map(({ samples }) => samples[0]?.value)).toEqual([1, 2]);
      }
      expect(await errors()).toHaveLength(1);
      expect((await errors())?.[0]).toMatch(new RegExp(`^broken ${reason} \\d+$`));
      expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(["collect_failed"]));
      expect(problems[0]?.message).toContain("broken");
    });

test("M6 collects that hang are waited for together, and no further one is begun meanwhile", async () => {
  const { metrics, families } = subject(100);
  let begun = 0;
  let running = 0;
  let most = 0;
  const endings: (() => void)[] = [];
  for (let place = 0; place < 20; place++)
    metrics.gauge({
      name: `hanging_${place}`,
      help: "H.",
      async collect() {
        begun++;
        most = Math.max(most, ++running);
        await new Promise<void>((resolve) => endings.push(resolve));
        running--;
      },
    });
  const start = performance.now();
  for (let round = 0; round < 5; round++)
    expect((await families()).map(({ name }) => name)).toContain("before_total");
  // One after another the twenty would take ten seconds: this is no measurement, but a bound.
  expect(performance.now() - start).toBeLessThan(5000);
  expect(most).toBe(20);
  expect(begun).toBe(20);

  for (const end of endings.splice(0)) end();
  await eventually("all have ended", () => running === 0);
  const scraped = families();
  await eventually("they are asked again", () => endings.length === 20);
  for (const end of endings) end();
  expect((await scraped).map(({ name }) => name)).toContain("hanging_19");
  expect(begun).toBe(40);
});

test("M6 a foreign metric that hangs is not asked again while it hangs", async () => {
  const { metrics, families } = subject();
  let begun = 0;
  new Gauge({
    name: "hanging",
    help: "H.",
    registers: [metrics.registry],
    collect: () => {
      begun++;
      return new Promise<void>(() => {});
    },
  });
  for (let round = 0; round < 5; round++) await families();
  expect(begun).toBe(1);
});

test("M6 a metric whose collect() works again is back", async () => {
  const { metrics, value, errors } = subject();
  let isDown = true;
  const gauge = metrics.gauge({
    name: "flaky",
    help: "F.",
    collect() {
      if (isDown) throw new Error("down");
      gauge.set(7);
    },
  });
  expect(await value("flaky")).toBeUndefined();
  isDown = false;
  expect(await value("flaky")).toBe(7);
  expect(await errors()).toEqual(["flaky error 1"]);
});

test("M6 a collect() that rejects after its time is up harms nobody", async () => {
  const { metrics, families } = subject(20);
  let reject: (error: Error) => void = () => {};
  const unhandled: unknown[] = [];
  const listener = (error: unknown) => unhandled.push(error);
  process.on("unhandledRejection", listener);
  metrics.gauge({
    name: "late",
    help: "L.",
    collect: () =>
      new Promise<void>((_, no) => {
        reject = no;
      }),
  });
  await families();
  reject(new Error("too late"));
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", listener);
  expect(unhandled).toEqual([]);
});

test("M6 what is broken in a foreign metric otherwise costs its own family only", async () => {
  const { metrics, families, after } = subject();
  for (const [name, get] of Object.entries({
    nothing: async (): Promise<undefined> => undefined,
    throwing: () => {
      throw new Error("get");
    },
    shapeless: async () => ({ name: "shapeless", type: "gauge" }),
  }))
    metrics.registry.registerMetric({ name, type: "gauge", help: "X.", get } as never);
  after();
  const names = (await families()).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["before_total", "after_total"]));
});

test("collect() is called with its metric as this, before each output of each kind", async () => {
  const { metrics, value } = subject();
  let calls = 0;
  for (const type of ["counter", "gauge", "histogram", "summary"] as const) {
    const config = {
      name: `self_${type}`,
      help: "S.",
      async collect(this: Record<string, (value: number) => void>) {
        calls++;
        await new Promise((resolve) => setImmediate(resolve));
        this[type === "counter" ? "inc" : type === "gauge" ? "set" : "observe"]?.(5);
      },
    };
    (metrics[type] as (config: object) => unknown).call(metrics, config);
  }
  expect(await value("self_counter")).toBe(5);
  expect(calls).toBe(4);
  expect(await value("self_gauge")).toBe(5);
  expect(await value("self_histogram_count")).toBe(3);
  expect(await value("self_summary_sum")).toBe(20);
  expect(await metrics.registry.metrics()).toContain("\nself_counter 25");
  expect(JSON.stringify(await metrics.registry.getMetricsAsJSON())).toContain('"value":30');
  expect(calls).toBe(24);
});
