import { gunzipSync } from "node:zlib";
import { createMetrics } from "@ettl/metrics";
import { expect, test } from "vitest";
import { parseExposition } from "../test/exposition.ts";

const quiet = { version: "1", runtimeMetrics: false };
const openMetrics = "application/openmetrics-text; version=1.0.0";

test("M7 100 scrapes during updates all parse, see no counter fall, and render one at a time", async () => {
  const metrics = createMetrics({ ...quiet, maxSeriesPerMetric: 20_000 });
  const counter = metrics.counter({ name: "c_total", help: "C.", labelNames: ["place"] });
  const histogram = metrics.histogram({ name: "h", help: "H.", labelNames: ["place"] });
  // Enough for a render to be spread over turns of the event loop.
  for (let place = 0; place < 10_000; place++) counter.inc({ place });
  for (let place = 0; place < 200; place++) histogram.observe({ place }, 1);
  let rendering = 0;
  let most = 0;
  let renders = 0;
  metrics.gauge({
    name: "probe",
    help: "P.",
    async collect() {
      renders++;
      most = Math.max(most, ++rendering);
      await new Promise((resolve) => setImmediate(resolve));
      rendering--;
    },
  });
  let isOver = false;
  let added = 0;
  const updates = (async () => {
    while (!isOver) {
      added++;
      counter.inc({ place: 7 });
      counter.inc({ place: 9_999 });
      histogram.observe({ place: 7 }, 1);
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();

  const completed: Map<string, number>[] = [];
  const clients = Array.from({ length: 100 }, async (_, client) => {
    const own: Map<string, number>[] = [];
    for (let round = 0; round < 2; round++) {
      const form = (client + round) % 2 === 0 ? "text" : "OpenMetrics";
      const acceptEncoding = (client + round) % 3 === 0 ? "gzip" : undefined;
      const accept = form === "text" ? undefined : openMetrics;
      const scrape = await metrics.scrape({ accept, acceptEncoding });
      const body = acceptEncoding ? gunzipSync(scrape.body) : scrape.body;
      const seen = watched(`${body}`, form);
      own.push(seen);
      // Which of two that are compressed at once ends first is chance.
      if (!acceptEncoding) completed.push(seen);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expectNeverFalling(own);
  });
  await Promise.all(clients);
  isOver = true;
  await updates;
  expect(added).toBeGreaterThan(0);
  expect(most).toBe(1);
  expect(renders).toBeLessThan(200);
  expectNeverFalling(completed);
});

/** What the test counts on in one scrape, all of which must parse, by series. */
function watched(body: string, form: "text" | "OpenMetrics"): Map<string, number> {
  const samples = parseExposition(body, form).flatMap((family) => family.samples);
  const seen = new Map<string, number>();
  for (const { name, labels, value } of samples)
    if (/^(c_total|h_count|h_bucket)$/.test(name) && /^(7|9999)$/.test(labels.place ?? ""))
      seen.set(`${name} ${labels.place} ${labels.le}`, value);
  expect(seen.size).toBe(3 + 12);
  expect(seen.get("h_count 7 undefined")).toBe(seen.get("h_bucket 7 +Inf"));
  return seen;
}

function expectNeverFalling(scrapes: readonly Map<string, number>[]): void {
  const last = new Map<string, number>();
  for (const [series, value] of scrapes.flatMap((scrape) => [...scrape])) {
    expect(value, series).toBeGreaterThanOrEqual(last.get(series) ?? 0);
    last.set(series, value);
  }
}

test("M7 a scrape sees all that was recorded before it was called, while another runs", async () => {
  const metrics = createMetrics({ ...quiet, maxSeriesPerMetric: 50_000 });
  const counter = metrics.counter({ name: "c_total", help: "C.", labelNames: ["place"] });
  for (let place = 0; place < 20_000; place++) counter.inc({ place });
  const scrapes: Promise<void>[] = [];
  for (let round = 1; round <= 30; round++) {
    counter.inc({ place: 0 });
    const expected = 1 + round;
    scrapes.push(
      metrics.scrape(round % 2 ? {} : { accept: openMetrics }).then(({ body }) => {
        const value = /^c_total\{place="0"\} (\d+)$/m.exec(`${body}`)?.[1];
        expect(Number(value)).toBeGreaterThanOrEqual(expected);
      }),
    );
    if (round % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(scrapes);
});

test("M7 series that come, go and are reset during a scrape leave it whole", async () => {
  const metrics = createMetrics({ ...quiet, maxSeriesPerMetric: 50_000 });
  const counter = metrics.counter({ name: "c_total", help: "C.", labelNames: ["place"] });
  const histogram = metrics.histogram({ name: "h", help: "H.", labelNames: ["place"] });
  for (let place = 0; place < 40_000; place++) counter.inc({ place });
  let turns = 0;
  let isOver = false;
  const changes = (async () => {
    while (!isOver) {
      const place = turns++;
      counter.remove({ place });
      counter.inc({ place: `new ${place}` });
      histogram.observe({ place: place % 50 }, place);
      if (place % 5 === 4) histogram.reset();
      if (place % 8 === 7) metrics.registry.setDefaultLabels({ round: `${place}` });
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  for (let round = 0; round < 8; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    parseExposition(`${(await metrics.scrape()).body}`);
    parseExposition(`${(await metrics.scrape({ accept: openMetrics })).body}`, "OpenMetrics");
  }
  isOver = true;
  await changes;
  expect(turns).toBeGreaterThan(8);
});

test("a long scrape lets others have their turn", async () => {
  const metrics = createMetrics({ ...quiet, maxSeriesPerMetric: 200_000 });
  const counter = metrics.counter({ name: "c_total", help: "C.", labelNames: ["place"] });
  for (let place = 0; place < 150_000; place++) counter.inc({ place: `/path/number/${place}` });
  let turns = 0;
  let isOver = false;
  const others = (async () => {
    while (!isOver) {
      turns++;
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  await metrics.scrape();
  isOver = true;
  await others;
  expect(turns).toBeGreaterThan(3);
});
