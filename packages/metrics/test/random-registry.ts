import { createMetrics, type Metrics } from "@ettl/metrics";
import fc from "fast-check";
import { hostileValues } from "./scraped.ts";

/** One sample of one of a few instruments, or a change of its series. */
export interface Action {
  readonly type: "counter" | "gauge" | "histogram" | "summary";
  readonly metric: number;
  readonly help: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
  readonly buckets: readonly number[];
  readonly after: "nothing" | "remove" | "reset" | "scrape";
}

const labelNames = ["a", "b", "region"];
const text = fc.oneof(
  fc.constantFrom(...hostileValues.filter((value) => value.length < 100)),
  fc.string({ unit: "binary", maxLength: 12 }),
);
const number = fc.oneof(
  fc.double(),
  fc.integer({ min: -5, max: 50 }),
  fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity, 1e21, 5e-324, 1e308),
);

const action: fc.Arbitrary<Action> = fc.record({
  type: fc.constantFrom("counter" as const, "gauge", "histogram", "summary"),
  metric: fc.nat(2),
  help: text.map((words) => `Help ${words}`),
  labels: fc.dictionary(
    fc.constantFrom(...labelNames),
    fc.oneof(text, fc.integer({ min: -3, max: 600 })),
  ),
  value: number,
  buckets: fc.array(number, { maxLength: 6 }),
  after: fc.constantFrom("nothing" as const, "nothing", "nothing", "scrape", "remove", "reset"),
});

export const programs: fc.Arbitrary<readonly Action[]> = fc.array(action, {
  minLength: 1,
  maxLength: 40,
  size: "max",
});

/** Metrics after a program; what makes no sense in it is refused, as in any program. */
export function performed(program: readonly Action[]): Metrics {
  let asked = 0;
  const metrics = createMetrics({
    version: "1.0.0",
    runtimeMetrics: false,
    maxSeriesPerMetric: 6,
    defaultLabels: { region: 'eu "west"', zone: "z" },
    exemplar: () => (asked++ % 3 === 0 ? { trace_id: `"\\\n😀${asked}`, span_id: "é" } : undefined),
  });
  const buckets = new Map<string, number[]>();
  for (const { type, metric, help, labels, value, after, ...given } of program) {
    const name = `${type}_${metric}${type === "counter" ? "_total" : ""}`;
    const config = { name, help, labelNames };
    // The first action with a histogram gives it its shape; NaN is a mistake that throws.
    if (!buckets.has(name))
      buckets.set(
        name,
        given.buckets.filter((bound) => !Number.isNaN(bound)),
      );
    const bounds = buckets.get(name) ?? [];
    if (type === "counter") metrics.counter(config).inc(labels, value);
    else if (type === "gauge") metrics.gauge(config).set(labels, value);
    else if (type === "summary") metrics.summary(config).observe(labels, value);
    else metrics.histogram({ ...config, buckets: bounds }).observe(labels, value);
    const instrument = metrics.registry.getSingleMetric(name);
    if (after === "remove") instrument?.remove(labels);
    if (after === "reset") instrument?.reset();
    // What a scrape remembers of a series must not outlive it.
    if (after === "scrape") void metrics.scrape({ accept: "application/openmetrics-text" });
  }
  return metrics;
}
