import { expect, test } from "vitest";
import { checkPromql } from "./promql-check.ts";
import { servedSeries } from "./served-metrics.ts";

const known = servedSeries(`# TYPE requests_total counter
requests_total{route="/a",status="200"} 1
# TYPE empty_total counter
duration_seconds_bucket{le="+Inf",route="/a"} 1
build_info{version="1"} 1
`);
const problemsOf = (promql: string) => checkPromql(promql, known).problems;
const labelsOf = (promql: string) => [...checkPromql(promql, known).labels].sort();

test.each([
  ["a series that is there", 'sum by (route) (rate(requests_total{status=~"5.."}[5m]))'],
  ["labels that Prometheus adds", 'requests_total{job="a", instance="b"} and on (job) up == 1'],
  ["a quantile", "histogram_quantile(0.9, sum by (le, route) (rate(duration_seconds_bucket[5m])))"],
  ["numbers and times", "time() - 3 * 60 > 0 or vector(1)"],
  ["a label that is made", 'sum by (to) (label_replace(up, "to", "$1", "job", "(.*)"))'],
])("finds nothing wrong with %s", (_, promql) => {
  expect(problemsOf(promql)).toEqual([]);
});

test.each([
  ["renamed_total", "nobody serves renamed_total"],
  ["empty_total", "nobody serves empty_total"],
  ["rate(duration_seconds[5m])", "nobody serves duration_seconds"],
  ['requests_total{code="200"}', "there is no label code in"],
  ["sum by (code) (requests_total)", "there is no label code in"],
  ["sum without (code) (requests_total)", "there is no label code in"],
  ["sum by (le) (sum by (route) (duration_seconds_bucket))", "there is no label le in"],
  ["histogram_quantile(0.9, requests_total)", "there is no label le in"],
  ["requests_total / on (route) up", "there is no label route in"],
  ["requests_total * on (job) group_left (node) build_info", "there is no label node in"],
  ['label_replace(up, "to", "$1", "from", "(.*)")', "there is no label from in"],
  ["sum by (route", "it can't be read from character"],
])("finds what is wrong with %s", (promql, problem) => {
  expect(problemsOf(promql).join("\n")).toContain(problem);
});

test("knows the labels of a result", () => {
  expect(labelsOf("rate(requests_total[5m])")).toEqual(["instance", "job", "route", "status"]);
  expect(labelsOf("sum by (job) (requests_total) / sum by (job) (up)")).toEqual(["job"]);
  expect(labelsOf("up * on (job) group_left (version) build_info")).toEqual([
    "instance",
    "job",
    "version",
  ]);
  expect(labelsOf("topk(5, count by (__name__) ({job=~'a'}))")).toEqual(["__name__"]);
  expect(labelsOf("absent(up)")).toEqual([]);
});
