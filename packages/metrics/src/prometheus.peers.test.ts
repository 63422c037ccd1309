import { fileURLToPath } from "node:url";
import { createMetrics } from "@ettl/metrics";
import {
  eventually,
  freePort,
  promtoolComplaints,
  promtoolTest,
  startProgram,
  startPrometheus,
} from "@ettl-tooling/test";
import { Gauge as PromGauge } from "prom-client";
import { describe, expect, test } from "vitest";
import { asUtf8, hostileValues, served } from "../test/scraped.ts";

const quiet = { version: "1.2.3", runtimeMetrics: false };

describe("a real Prometheus, which scrapes text and OpenMetrics", () => {
  test("M2 gives every hostile label value and every kind of number back as recorded", async () => {
    const numbers = [0, 0.1, -1.5, 1e21, 5e-324, 1.7976931348623157e308, 2 ** 53, -1e-7];
    const special = [...numbers, Number.NaN, Infinity, -Infinity];
    const metrics = createMetrics({ ...quiet, defaultLabels: { region: "eu", text: "default" } });
    const counter = metrics.counter({ name: "t_total", help: "T.", labelNames: ["text"] });
    const gauge = metrics.gauge({
      name: "t_gauge",
      help: 'With "q", \\ and\nlines.',
      labelNames: ["n"],
    });
    const config = { help: "T.", labelNames: ["text"] } as const;
    const histogram = metrics.histogram({ ...config, name: "t_seconds", buckets: [0.25, 1] });
    const summary = metrics.summary({ ...config, name: "t_summary", percentiles: [0.5, 0.99] });
    for (const [index, text] of hostileValues.entries()) {
      counter.inc({ text }, index + 0.5);
      for (const value of [0.125, 0.5, index]) histogram.observe({ text }, value);
      summary.observe({ text }, index);
    }
    for (const [index, value] of special.entries()) gauge.set({ n: index }, value);

    await using text = await served(metrics, "text");
    await using asked = await served(metrics, "as asked");
    const [textAddress, askedAddress] = [text, asked].map(({ url }) => new URL(url).host);
    await using prometheus = await startPrometheus(textAddress ?? "", askedAddress ?? "");
    for (const instance of [textAddress, askedAddress]) {
      await eventually(`a scrape of ${instance}`, async () => {
        const up = await prometheus.query(`up{instance="${instance}"} == 1`);
        return up.length > 0;
      });
      const found = async (expression: string) => {
        const selector = expression.replace("}", `,instance="${instance}"}`).replace("{,", "{");
        const vector = await prometheus.query(selector);
        expect(vector.every(({ labels }) => labels.region === "eu")).toBe(true);
        return new Map(vector.map(({ labels, value }) => [labels.n ?? labels.text ?? "", value]));
      };
      const each = (value: (index: number) => number) =>
        new Map(hostileValues.map((hostile, index) => [asUtf8(hostile), value(index)]));

      expect(await found("t_total{}")).toEqual(each((index) => index + 0.5));
      expect(await found('t_seconds_bucket{le="0.25"}')).toEqual(each((i) => (i <= 0.25 ? 2 : 1)));
      expect(await found('t_seconds_bucket{le=~"1(.0)?"}')).toEqual(each((i) => (i <= 1 ? 3 : 2)));
      expect(await found('t_seconds_bucket{le="+Inf"}')).toEqual(each(() => 3));
      expect(await found("t_seconds_sum{}")).toEqual(each((index) => 0.625 + index));
      expect(await found("t_seconds_count{}")).toEqual(each(() => 3));
      expect(await found('t_summary{quantile="0.99"}')).toEqual(each((index) => index));
      expect(await found("t_summary_sum{}")).toEqual(each((index) => index));
      expect(await found("t_summary_count{}")).toEqual(each(() => 1));
      expect(await found("t_gauge{}")).toEqual(
        new Map(special.map((value, index) => [String(index), value])),
      );
    }
    expect(text.requests.every(({ headers }) => /openmetrics/.test(headers.accept ?? ""))).toBe(
      true,
    );
  });

  test("keeps the exemplars of counters and buckets with labels, value and time", async () => {
    const before = Date.now() / 1000;
    // Nothing that must be escaped: Prometheus 2.42 keeps the escapes of an exemplar's labels as
    // they are written.
    let asked = 0;
    const metrics = createMetrics({
      ...quiet,
      exemplar: () => ({ trace_id: `é ${++asked} 漢字 😀`, span_id: String(asked) }),
    });
    const counter = metrics.counter({ name: "t_total", help: "T.", labelNames: ["text"] });
    const histogram = metrics.histogram({ name: "t_seconds", help: "T.", buckets: [0.25, 1] });
    for (const [index, text] of hostileValues.entries()) counter.inc({ text }, index + 0.5);
    for (const seconds of [0.125, 0.5, 64]) histogram.observe(seconds);
    const after = Date.now() / 1000;

    await using server = await served(metrics, "as asked");
    await using prometheus = await startPrometheus(new URL(server.url).host);
    const found = async (selector: string) => {
      const all = await eventually(`exemplars of ${selector}`, async () => {
        const exemplars = await prometheus.exemplars(selector);
        return exemplars.length > 0 && exemplars;
      });
      for (const { timestamp } of all) {
        expect(timestamp).toBeGreaterThanOrEqual(before - 0.001);
        expect(timestamp).toBeLessThanOrEqual(after + 0.001);
      }
      return all;
    };
    const ids = (n: number) => ({ trace_id: `é ${n} 漢字 😀`, span_id: String(n) });
    const ofCounter = await found("t_total");
    expect(
      new Map(ofCounter.map(({ series, labels, value }) => [series.text ?? "", { labels, value }])),
    ).toEqual(
      new Map(
        hostileValues.map((text, index) => [
          asUtf8(text),
          { labels: ids(index + 1), value: index + 0.5 },
        ]),
      ),
    );
    const ofBuckets = await found("t_seconds_bucket");
    const first = hostileValues.length + 1;
    expect(
      ofBuckets.map(({ series, labels, value }) => [Number(series.le), value, labels]),
    ).toEqual(
      expect.arrayContaining([
        [0.25, 0.125, ids(first)],
        [1, 0.5, ids(first + 1)],
        [Number.NaN, 64, ids(first + 2)],
      ]),
    );
    expect(ofBuckets).toHaveLength(3);
  });
});

test("M9 promtool accepts a scrape of everything but for the name kept on purpose", async () => {
  const problems: string[] = [];
  const metrics = createMetrics({
    version: "1.2.3",
    maxSeriesPerMetric: 30,
    collectTimeoutMs: 50,
    onProblem: ({ code }) => problems.push(code),
  });
  metrics.recordExport({ type: "watched", status: "success", format: "csv", durationSeconds: 2 });
  metrics.recordExportError({ type: "watched", errorCode: "timeout", component: "api" });
  metrics.recordApiCall({
    service: "trakt",
    endpoint: "/movies",
    method: "GET",
    statusCode: 200,
    durationSeconds: 0.1,
  });
  metrics.recordApiCallError({ service: "trakt", endpoint: "/movies", errorType: "timeout" });
  metrics.recordMoviesExported({ category: "watched", status: "success", count: 3 });
  metrics.recordRatingsExported({ ratingValue: 7 });
  metrics.recordWatchlistExported({ itemType: "movie" });
  metrics.setCacheHitRate({ cacheType: "pages", value: 75 });
  metrics.setHealthStatus("healthy");
  metrics.setComponentHealth({ component: "trakt_api", status: "degraded" });
  const labelNames = ["text"] as const;
  const pages = metrics.counter({ name: "pages_total", help: "Pages.", labelNames });
  for (let page = 0; page < 40; page++) pages.inc({ text: `${page}` });
  pages.inc({ text: "x" }, -1);
  const hostile = metrics.summary({ name: "hostile_seconds", help: "H.", labelNames });
  for (const text of hostileValues) hostile.observe({ text }, 1);
  metrics.gauge({
    name: "failing",
    help: "F.",
    collect: () => {
      throw new Error("no");
    },
  });
  // Its error is counted in the scrape after it.
  await metrics.scrape();

  expect(await promtoolComplaints((await metrics.scrape()).body)).toEqual([
    'export_trakt_goroutines_count non-histogram and non-summary metrics should not have "_count" suffix',
  ]);
  expect(problems.sort()).toEqual(["collect_failed", "invalid_sample", "too_many_series"]);
  metrics.close();
});

test("promtool finds what is wrong in a foreign metric, so that it would find ours", async () => {
  const metrics = createMetrics(quiet);
  new PromGauge({ name: "wrong_total", help: "W.", registers: [metrics.registry] });
  expect((await promtoolComplaints((await metrics.scrape()).body)).join()).toContain("wrong_total");
});

test("M10 a counter that restarts has both lives in increase() and never a negative one", async () => {
  const program = fileURLToPath(new URL("../test/counting-program.mjs", import.meta.url));
  const address = `127.0.0.1:${await freePort()}`;
  const start = async () => {
    const started = startProgram([program, address]);
    await started.printed(/ready/);
    return started;
  };
  await using prometheus = await startPrometheus(address);
  const seen = (value: number) =>
    eventually(`${value} in Prometheus`, async () => {
      const [sample] = await prometheus.query("work_total");
      return sample?.value === value;
    });
  const work = async (amount: number) => {
    await fetch(`http://${address}/work?amount=${amount}`, { method: "POST" });
  };

  {
    await using firstLife = await start();
    await seen(0);
    await work(100.5);
    await seen(100.5);
    await work(50);
    await seen(150.5);
    firstLife.kill("SIGKILL");
    expect((await firstLife.ended()).signal).toBe("SIGKILL");
  }
  await using secondLife = await start();
  await seen(0);
  await work(40);
  await seen(40);
  const [resets] = await prometheus.query("resets(work_total[1h])");
  expect(resets?.value).toBe(1);
  const [least] = await prometheus.query("min_over_time(increase(work_total[5s])[1h:1s])");
  expect(least?.value).toBeGreaterThanOrEqual(0);
  const [series] = await prometheus.history("work_total[1h]");
  const values = series?.values ?? [];
  expect(Math.max(...values)).toBe(150.5);

  // The same samples a minute apart and the window exactly theirs: increase() need not extrapolate.
  const minutes = values.length - 1;
  const rules = (increase: number) => `
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series: [{ series: work_total, values: "${values.join(" ")}" }]
    promql_expr_test:
      - expr: increase(work_total[${minutes}m])
        eval_time: ${minutes}m
        exp_samples: [{ labels: "{}", value: ${increase} }]
      - expr: min_over_time(rate(work_total[2m])[${minutes}m:1m]) < 0
        eval_time: ${minutes}m
        exp_samples: []
`;
  expect((await promtoolTest(rules(190.5))).output).toContain("SUCCESS");
  expect((await promtoolTest(rules(40))).output).toContain("FAILED");
  secondLife.kill("SIGTERM");
});
