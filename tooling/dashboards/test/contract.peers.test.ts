import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import {
  eventually,
  type Prometheus,
  startPrometheusWithRules,
  temporaryFolder,
} from "@ettl-tooling/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { brokenPromises } from "./contract.ts";
import { livePrograms } from "./live-programs.ts";
import { servedSeries } from "./served-metrics.ts";
import {
  dashboardQueries,
  grafanaQueries,
  prometheusQueries,
  ruleFiles,
} from "./written-queries.ts";

let programs: Awaited<ReturnType<typeof livePrograms>>;

beforeAll(async () => {
  programs = await livePrograms();
}, 60_000);
afterAll(() => programs?.[Symbol.asyncDispose]());

test("no query of dashboards and rules names a series or label that no program serves", async () => {
  const series = servedSeries(...(await programs.served()));
  expect(brokenPromises(series)).toEqual([]);
});

/** Empty when all is well: the monitor knows how everything is. */
const mayBeEmpty = ['ettl-alerts.json, panel "Unknown for", A'];

test("a real Prometheus answers every query, and almost all with data", async () => {
  await using folder = await temporaryFolder();
  const rules = await Promise.all(ruleFiles.map((path) => oftener(path, folder.path)));
  await using prometheus = await startPrometheusWithRules(rules, ...programs.addresses);
  await scrapedTimes(prometheus, 3);
  await programs.demo.nextRun();
  await programs.demo.clearFaults();
  await programs.demo.nextRun();
  await programs.demo.nextRun();
  await scrapedTimes(prometheus, 10);

  // What the program in trouble makes fire, and what is recorded of what is recorded.
  const firing = await eventually("what is wrong is told", async () => {
    const found = await firingOf(prometheus);
    return ["Watchdog", "AlertDeliveriesFailing", "SpansDropped", "MetricSeriesOverflow"].every(
      (name) => found.some((each) => each.name === name),
    )
      ? found
      : undefined;
  });
  for (const { name, annotations } of firing)
    expect(Object.values(annotations).join(" "), name).not.toMatch(/error expanding|no value|\{\{/);
  const notEvaluated = (await prometheus.rules()).filter(({ health }) => health !== "ok");
  expect(notEvaluated).toEqual([]);

  for (const { where, promql, exemplars } of dashboardQueries())
    if (exemplars)
      expect((await prometheus.exemplars(promql))[0]?.labels, where).toMatchObject({
        trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      });

  const { recordings } = prometheusQueries();
  const empty: string[] = [];
  for (const { where, promql } of [
    ...dashboardQueries(),
    ...recordings.map(({ record }) => ({ where: `recorded ${record}`, promql: record })),
  ])
    if ((await prometheus.query(promql)).length === 0) empty.push(where);
  for (const { promql } of grafanaQueries()) await prometheus.query(promql);
  expect(empty.filter((where) => !mayBeEmpty.includes(where))).toEqual([]);
});

/** A copy of a file of rules that are evaluated each second, for nobody waits for 30. */
async function oftener(path: string, folder: string): Promise<string> {
  const copy = join(folder, basename(path));
  const text = await readFile(path, "utf8");
  await writeFile(copy, text.replaceAll("interval: 30s", "interval: 1s"));
  return copy;
}

const scrapedTimes = (prometheus: Prometheus, times: number) =>
  eventually(`each program was scraped ${times} times`, async () => {
    const counts = await prometheus.query("count_over_time((up == 1)[2m:1s])");
    return (
      counts.length === programs.addresses.length && counts.every(({ value }) => value >= times)
    );
  });

const firingOf = async (prometheus: Prometheus) =>
  (await prometheus.rules()).flatMap(({ name, alerts = [] }) =>
    alerts.filter(({ state }) => state === "firing").map((alert) => ({ name, ...alert })),
  );
