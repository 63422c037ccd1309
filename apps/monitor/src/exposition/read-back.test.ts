import { createMetrics } from "@ettl/metrics";
import fc from "fast-check";
import { Counter, Gauge, Histogram, Registry, Summary } from "prom-client";
import { expect, test } from "vitest";
import { type ExpositionFamily, parseExposition, sampleScanner } from "./index.ts";

// Quotes, backslashes, newlines, and whole or broken surrogate pairs, more often than by chance.
const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '"',
        "\\",
        "\n",
        "\\n",
        "{",
        "}",
        ",",
        "=",
        " ",
        "#",
        "\r",
        "\u2028",
        "\u0000",
      ),
      fc.constantFrom("😀", "\ud83d", "\ude00", "é", "__proto__"),
      fc.string({ unit: "grapheme", maxLength: 4 }),
    ),
    { maxLength: 6 },
  )
  .map((pieces) => pieces.join(""));
const helpText = hostileText.filter((help) => help !== "");
const amount = fc.double({ min: 0, max: 1e300, noNaN: true });
const anyValue = fc
  .oneof(fc.double(), fc.integer(), fc.constantFrom(Infinity, -Infinity, 0.1))
  .map((value) => value + 0); // -0 is printed as 0
const observation = fc.record({ a: hostileText, b: hostileText, amount, any: anyValue });
const observations = fc.array(observation, { minLength: 1, maxLength: 8 });
// Texts that differ in a lone surrogate only are one text in UTF-8.
const observationsInBytes = fc.uniqueArray(observation, {
  minLength: 1,
  maxLength: 8,
  selector: ({ a, b }) => Buffer.from(`${a}\u0001${b}`).toString(),
});

/** What prom-client holds, as the parser is to find it. */
async function held(registry: Registry) {
  const samples = new Map<string, number>();
  for (const { name, values } of await registry.getMetricsAsJSON())
    for (const { labels, value, metricName } of values as {
      labels: Record<string, string | number>;
      value: number;
      metricName?: string;
    }[])
      samples.set(keyOf(metricName ?? name, Object.entries(labels)), value);
  return samples;
}

function read(families: readonly ExpositionFamily[]) {
  const samples = new Map<string, number>();
  for (const family of families)
    for (const { name, labels, value } of family.samples)
      samples.set(
        keyOf(
          name,
          labels.map((label) => [label.name, label.value]),
        ),
        value,
      );
  return samples;
}

function keyOf(name: string, labels: readonly (readonly [string, string | number])[]): string {
  const texts = labels.map(([label, value]) => [
    label,
    String(value).replace(/^\+?Inf.*$/, "+Inf"),
  ]);
  return JSON.stringify([name, texts.sort(([a = ""], [b = ""]) => (a < b ? -1 : 1))]);
}

/** Every kind of instrument, with these observations. */
function fill(
  registry: Registry,
  help: string,
  all: readonly { a: string; b: string; amount: number; any: number }[],
) {
  const of = (name: string) => ({ name, help, labelNames: ["a", "b"], registers: [registry] });
  const counter = new Counter(of("c_total"));
  const gauge = new Gauge(of("g"));
  const histogram = new Histogram({ ...of("h_seconds"), buckets: [0.005, 1, 1e6] });
  const summary = new Summary({ ...of("s"), percentiles: [0.5, 0.999] });
  for (const { a, b, amount, any } of all) {
    counter.inc({ a, b }, amount);
    gauge.set({ a, b }, any);
    histogram.observe({ a, b }, amount);
    summary.observe({ a, b }, amount);
  }
}

test("M2 what prom-client prints is read back equal, whatever is in labels and help", async () => {
  await fc.assert(
    fc.asyncProperty(helpText, observations, async (help, all) => {
      const registry = new Registry();
      fill(registry, help, all);
      const families = parseExposition(await registry.metrics());
      expect(read(families)).toEqual(await held(registry));
      expect(families.map(({ name, type }) => [name, type])).toEqual([
        ["c_total", "counter"],
        ["g", "gauge"],
        ["h_seconds", "histogram"],
        ["s", "summary"],
      ]);
      const parsedHelp = new Set(families.map((family) => family.help ?? ""));
      // Blanks before a help text are no part of it, which the format leaves no way to write.
      expect(parsedHelp).toEqual(new Set([help.replace(/^[ \t]+/, "")]));
    }),
    { numRuns: 300 },
  );
});

test("M2 what @ettl/metrics prints, in its bytes, is read back equal", async () => {
  await fc.assert(
    fc.asyncProperty(observationsInBytes, async (all) => {
      const metrics = createMetrics({ version: "1", runtimeMetrics: false });
      fill(metrics.registry, "H.", all);
      const counter = metrics.counter({ name: "own_total", help: "H.", labelNames: ["a", "b"] });
      for (const { a, b } of all) counter.inc({ a, b });
      const { body } = await metrics.scrape();
      const names = new Set(["c_total", "g", "h_seconds_bucket", "h_seconds_count", "own_total"]);
      const only = <T>(samples: ReadonlyMap<string, T>) =>
        new Map([...samples].filter(([key]) => names.has(JSON.parse(key)[0] as string)));
      // A lone surrogate is U+FFFD in UTF-8.
      const asUtf8 = [...only(await held(metrics.registry))].map(
        ([key, value]) => [key.replaceAll(/\\ud[89a-f][0-9a-f]{2}/g, "\ufffd"), value] as const,
      );
      expect(new Map(only(read(parseExposition(body))))).toEqual(new Map(asUtf8));
    }),
    { numRuns: 100 },
  );
});

test("a scanner finds the same samples as the parser, those that are wanted", async () => {
  const names = [
    "c_total",
    "g",
    "h_seconds_bucket",
    "h_seconds_sum",
    "h_seconds_count",
    "s",
    "s_sum",
  ];
  await fc.assert(
    fc.asyncProperty(observations, fc.subarray(names), async (all, wanted) => {
      const registry = new Registry();
      fill(registry, "H.", all);
      const text = await registry.metrics();
      const scanned: unknown[] = [];
      sampleScanner(wanted)(text, (sample) => scanned.push(sample));
      const parsed = parseExposition(text).flatMap(({ samples }) => samples);
      expect(scanned).toEqual(parsed.filter(({ name }) => wanted.includes(name)));
    }),
  );
});
