import { createMetrics, type MetricProblem, OVERFLOW } from "@ettl/metrics";
import { expect, test } from "vitest";
import { parseExposition } from "../test/exposition.ts";

type Loose = Record<string, (...given: unknown[]) => unknown>;
const types = ["counter", "gauge", "histogram", "summary"] as const;
const recording = { counter: "inc", gauge: "inc", histogram: "observe", summary: "observe" };

function subject(type: (typeof types)[number], maxSeriesPerMetric = 3) {
  const problems: MetricProblem[] = [];
  // So low a limit is too low for the catalogue's own gauges as well.
  const onProblem = (problem: MetricProblem) =>
    problem.message.includes("subject") && problems.push(problem);
  const quiet = { version: "1", runtimeMetrics: false };
  const metrics = createMetrics({ ...quiet, maxSeriesPerMetric, onProblem });
  const config = { name: "subject", help: "S.", labelNames: ["user", "zone"] };
  const instrument = (metrics[type] as (c: object) => unknown).call(metrics, config) as Loose;
  const family = async (name: string) =>
    parseExposition(`${(await metrics.scrape()).body}`).find((each) => each.name === name);
  return {
    metrics,
    problems,
    instrument,
    record: (user: unknown, amount = 1) =>
      instrument[recording[type]]?.({ user, zone: "eu" }, amount),
    /** What each user has, in order; histograms and summaries: how many. */
    users: async () => {
      const samples = (await family("subject"))?.samples ?? [];
      const counted = type === "histogram" || type === "summary" ? "subject_count" : "subject";
      return samples
        .filter(({ name }) => name === counted)
        .map(({ labels, value }) => `${labels.user} ${labels.zone} ${value}`);
    },
    overflow: async () =>
      (await family("ettl_metric_series_overflow_total"))?.samples.find(
        ({ labels }) => labels.metric === "subject",
      )?.value,
  };
}
const rest = (count: number) => `${OVERFLOW} ${OVERFLOW} ${count}`;

for (const type of types)
  test(`M5 a ${type} at its limit records the rest in one series, told once and counted`, async () => {
    const { metrics, problems, record, users, overflow } = subject(type);
    for (let user = 0; user < 10; user++) record(user);
    record(1);
    expect(await users()).toEqual(["0 eu 1", "1 eu 2", "2 eu 1", rest(7)]);
    expect(await overflow()).toBe(7);
    const { series, overflowed, refused, exploding } = metrics.stats();
    expect(overflowed.subject).toBe(7);
    expect(refused).toBe(0);
    expect(series.subject).toBe(3);
    expect(exploding).toContainEqual({
      metric: "subject",
      label: "user",
      distinctValues: 3,
      series: 3,
      limit: 3,
    });
    expect(problems.map(({ code }) => code)).toEqual(["too_many_series"]);
    expect(problems[0]?.message).toMatch(/subject.*user|user.*subject/);
  });

for (const type of types)
  test(`M5 bound children of a ${type} meet the limit like any call`, async () => {
    const { instrument, record, users } = subject(type);
    const children = Array.from(
      { length: 10 },
      (_, user) => instrument.labels?.(user, "eu") as Loose,
    );
    // Binding makes no series: only recording does.
    expect(await users()).toEqual([]);
    for (const child of children.toReversed()) child[recording[type]]?.(1);
    expect(await users()).toEqual(["9 eu 1", "8 eu 1", "7 eu 1", rest(7)]);
    children[9]?.[recording[type]]?.(1);
    record(8);
    expect((await users()).slice(0, 2)).toEqual(["9 eu 2", "8 eu 2"]);
  });

for (const type of types)
  test(`M5 removing a series of a ${type} makes room for another`, async () => {
    const { metrics, instrument, record, users } = subject(type);
    for (let user = 0; user < 5; user++) record(user);
    instrument.remove?.({ user: 1, zone: "eu" });
    expect(metrics.stats().series.subject).toBe(2);
    record("new");
    record("late");
    const all = await users();
    expect(all).toHaveLength(4);
    expect(all).toEqual(expect.arrayContaining(["0 eu 1", "2 eu 1", "new eu 1", rest(3)]));
    // What is not there frees nothing.
    for (let round = 0; round < 5; round++) instrument.remove?.({ user: "absent", zone: "eu" });
    record("later");
    expect(await users()).toHaveLength(4);
    instrument.remove?.(0, "eu");
    record("last");
    expect(await users()).toContain("last eu 1");
  });

for (const type of ["counter", "gauge", "histogram"] as const)
  test(`M5 a reset of a ${type}, or of the registry, makes room again`, async () => {
    const { metrics, instrument, record, users } = subject(type);
    for (const reset of [() => instrument.reset?.(), () => metrics.registry.resetMetrics()]) {
      for (let user = 0; user < 10; user++) record(user);
      expect(await users()).toHaveLength(4);
      reset();
      expect(await users()).toEqual([]);
      expect(metrics.stats().series.subject).toBe(0);
      for (let user = 20; user < 23; user++) record(user);
      expect(await users()).toEqual(["20 eu 1", "21 eu 1", "22 eu 1"]);
      reset();
    }
  });

test("M5 the overflow series can be removed, and comes back at its end", async () => {
  const { instrument, record, users } = subject("counter");
  for (let user = 0; user < 5; user++) record(user);
  instrument.remove?.({ user: OVERFLOW, zone: OVERFLOW });
  expect(await users()).toEqual(["0 eu 1", "1 eu 1", "2 eu 1"]);
  record(5);
  expect(await users()).toEqual(["0 eu 1", "1 eu 1", "2 eu 1", rest(1)]);
});

test("M5 a limit is one metric's own: others, and metrics without labels, go on", async () => {
  const { metrics, record } = subject("counter", 1);
  const plain = metrics.counter({ name: "plain_total", help: "P." });
  const other = metrics.counter({ name: "other_total", help: "O.", labelNames: ["a"] });
  for (let user = 0; user < 5; user++) record(user);
  plain.inc();
  other.inc({ a: "x" });
  const text = `${(await metrics.scrape()).body}`;
  expect(text).toContain("\nplain_total 1\n");
  expect(text).toContain('\nother_total{a="x"} 1\n');
  const { overflowed } = metrics.stats();
  expect([overflowed.subject, overflowed.plain_total, overflowed.other_total]).toEqual([
    4,
    undefined,
    undefined,
  ]);
});

test("M5 zero and timers of a histogram meet the limit, too", async () => {
  const { instrument, users, metrics } = subject("histogram", 2);
  for (let user = 0; user < 5; user++) instrument.zero?.({ user, zone: "eu" });
  const end = instrument.startTimer?.({ user: "timed" }) as (labels: object) => number;
  expect(end({ zone: "eu" })).toBeGreaterThanOrEqual(0);
  const all = await users();
  expect(all.slice(0, 2)).toEqual(["0 eu 0", "1 eu 0"]);
  expect(all).toHaveLength(3);
  expect(metrics.stats().series.subject).toBe(2);
});

test("M5 100,000 label sets at the default limit leave 2,001 series and the right total", async () => {
  const metrics = createMetrics({ version: "1", runtimeMetrics: false });
  const counter = metrics.counter({ name: "c_total", help: "C.", labelNames: ["user"] });
  for (let user = 0; user < 100_000; user++) counter.inc({ user: `${user}` });
  const samples = parseExposition(`${(await metrics.scrape()).body}`).find(
    ({ name }) => name === "c_total",
  )?.samples;
  expect(samples).toHaveLength(2001);
  expect(samples?.reduce((sum, { value }) => sum + value, 0)).toBe(100_000);
  expect(samples?.find(({ labels }) => labels.user === OVERFLOW)?.value).toBe(98_000);
});
