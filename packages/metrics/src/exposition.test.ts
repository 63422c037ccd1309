import { createMetrics } from "@ettl/metrics";
import * as fc from "fast-check";
import { Counter, Registry } from "prom-client";
import { expect, test } from "vitest";
import { parseExposition } from "../test/exposition.ts";

const quiet = { version: "1", runtimeMetrics: false };
const openMetrics = "application/openmetrics-text; version=1.0.0";
/** As a reader of UTF-8 gets it: half a surrogate pair has no bytes of its own. */
const asBytes = (text: string) => Buffer.from(text).toString();

const hostile = [
  '"',
  "\\",
  "\n",
  '\\"\n\\n',
  "\\\\n",
  "",
  " ",
  "}",
  '"} 1\nsubject_total 7\n#',
  "# EOF\n",
  '",b="x',
  ' # {trace_id="x"} 1 2',
  "a\r\nb",
  "\u0000",
  "\u2028",
  "\ud800",
  "x\udc00y",
  "\ud83d\ude00",
  "\u202edrowssap",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "x".repeat(100_000),
  '"\\\n'.repeat(33_334),
];

for (const form of ["text", "OpenMetrics"] as const)
  test(`M2 hostile label values come back as they were from ${form}`, async () => {
    const metrics = createMetrics(quiet);
    metrics.registry.setDefaultLabels({ zone: 'z"\\\n' });
    const labelNames = ["v", "constructor"];
    const counter = metrics.counter({ name: "c_total", help: 'C "\\\n.', labelNames });
    const gauge = metrics.gauge({ name: "g", help: "G.", labelNames });
    const histogram = metrics.histogram({ name: "h", help: "H.", labelNames, buckets: [1] });
    const summary = metrics.summary({ name: "s", help: "S.", labelNames, percentiles: [0.5] });
    hostile.forEach((value, place) => {
      const labels = { v: value, constructor: `${place}` };
      counter.inc(labels, place);
      gauge.set(labels, place);
      histogram.observe(labels, place);
      summary.observe(labels, place);
    });
    const { body } = await metrics.scrape(form === "text" ? {} : { accept: openMetrics });
    const families = parseExposition(body.toString(), form);
    const found = (name: string) => families.find((each) => each.name === name);
    for (const [name, sample] of [
      [form === "text" ? "c_total" : "c", "c_total"],
      ["g", "g"],
      ["h", "h_sum"],
      ["s", "s_sum"],
    ] as const) {
      const samples = found(name)?.samples.filter((each) => each.name === sample) ?? [];
      expect(samples, name).toHaveLength(hostile.length);
      hostile.forEach((value, place) => {
        expect(samples[place]?.labels.v === asBytes(value), `${name} ${place}`).toBe(true);
        expect(samples[place]?.labels.zone).toBe('z"\\\n');
        expect(samples[place]?.value).toBe(place);
      });
    }
    expect(found("h")?.samples.filter(({ name }) => name === "h_bucket")).toHaveLength(
      hostile.length * 2,
    );
  });

test("M2 any label value at all comes back as it was, from both forms", async () => {
  const anyText = fc.oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.string({ unit: fc.constantFrom('"', "\\", "\n", "\r", "}", ",", "n", "\ud800", "\udc00") }),
  );
  const texts = fc.uniqueArray(anyText, { minLength: 1, maxLength: 20, selector: asBytes });
  const property = fc.asyncProperty(texts, async (values) => {
    const metrics = createMetrics(quiet);
    const gauge = metrics.gauge({ name: "g", help: "G.", labelNames: ["v"] });
    for (const [place, v] of values.entries()) gauge.set({ v }, place);
    for (const form of ["text", "OpenMetrics"] as const) {
      const { body } = await metrics.scrape(form === "text" ? {} : { accept: openMetrics });
      const found = parseExposition(`${body}`, form).find(({ name }) => name === "g");
      expect(found?.samples.map(({ labels }) => labels.v)).toEqual(values.map(asBytes));
    }
  });
  await fc.assert(property, { numRuns: 200, seed: 4 });
});

test("M2 label values that are joined to the same text are different series", async () => {
  const metrics = createMetrics(quiet);
  const counter = metrics.counter({ name: "c_total", help: "C.", labelNames: ["a", "b"] });
  counter.inc({ a: "1,b:2" }, 1);
  counter.inc({ a: "1", b: "2" }, 2);
  counter.inc({ a: "1,b:2", b: "" }, 4);
  counter.inc({ a: "1,b", b: "2" }, 8);
  const text = `${(await metrics.scrape()).body}`;
  expect(text).toContain('c_total{a="1,b:2"} 1\n');
  expect(text).toContain('c_total{a="1",b="2"} 2\n');
  expect(text).toContain('c_total{a="1,b:2",b=""} 4\n');
  expect(text).toContain('c_total{a="1,b",b="2"} 8\n');
});

test("an output is whole in both forms, with foreign metrics and with none at all", async () => {
  const metrics = createMetrics({ version: "1" });
  const foreign = new Counter({ name: "foreign", help: "F.", registers: [metrics.registry] });
  foreign.inc(3);
  metrics.recordExport({ type: "watched", status: "success", format: "csv", durationSeconds: 2 });
  const text = async () => parseExposition(`${(await metrics.scrape()).body}`);
  const open = async () =>
    parseExposition(`${(await metrics.scrape({ accept: openMetrics })).body}`, "OpenMetrics");
  const names = (families: Awaited<ReturnType<typeof text>>) => families.map(({ name }) => name);
  const first = names(await text());
  expect(first).toContain("export_trakt_exports_total");
  expect(names(await open())).toEqual(
    first.map((name) => (name === "foreign" ? name : name.replace(/_total$/, ""))),
  );
  // The OpenMetrics writer of prom-client takes the _total away for good.
  expect(names(await text())).toEqual(first);
  expect((await open()).find(({ name }) => name === "foreign")?.samples).toMatchObject([
    { name: "foreign_total", value: 3 },
  ]);

  metrics.registry.clear();
  expect(await text()).toEqual([]);
  expect(`${(await metrics.scrape({ accept: openMetrics })).body}`).toBe("# EOF\n");
});

test("the catalogue's own counters keep their names in prom-client's registry after each form", async () => {
  const metrics = createMetrics(quiet);
  const counter = metrics.counter({ name: "c_total", help: "C." });
  counter.inc();
  await metrics.scrape({ accept: openMetrics });
  expect(await metrics.registry.getSingleMetricAsString("c_total")).toContain("\nc_total 1");
  expect(metrics.registry.getSingleMetric("c_total")).toBe(counter);
});

test("a registry of OpenMetrics is still scraped in the form that was asked for", async () => {
  const registry = new Registry();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
  const metrics = createMetrics({ ...quiet, registry });
  metrics.counter({ name: "c_total", help: "C.", enableExemplars: true }).inc({ value: 2 });
  new Counter({ name: "f_total", help: "F.", registers: [registry] }).inc(5);
  const { body, contentType } = await metrics.scrape({ accept: "text/plain" });
  expect(contentType).toMatch(/^text\/plain/);
  expect(parseExposition(`${body}`).map(({ name }) => name)).toEqual(
    expect.arrayContaining(["c_total", "f_total"]),
  );
  parseExposition(await registry.metrics(), "OpenMetrics");
});

test("M10 counters of a new process begin at 0, and say when they began to count", async () => {
  const value = async () => {
    // One createMetrics is one process: nothing is kept outside it.
    const metrics = createMetrics(quiet);
    const counter = metrics.counter({ name: "c_total", help: "C." });
    const before = parseExposition(`${(await metrics.scrape()).body}`);
    counter.inc(7);
    const after = parseExposition(`${(await metrics.scrape()).body}`);
    return [before, after].map((families) =>
      families.flatMap(({ samples }) => samples).find(({ name }) => name === "c_total"),
    );
  };
  for (let run = 0; run < 2; run++)
    expect((await value()).map((sample) => sample?.value)).toEqual([0, 7]);
});
