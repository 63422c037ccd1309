import { expect, test } from "vitest";
import { lineDifference } from "../src/api/line-difference.ts";
import { tablesOf } from "../src/configuration/tables.ts";
import { variablesOf } from "../src/configuration/variables.ts";
import { readFamilies } from "../src/metrics/families.ts";
import { rowsOf } from "../src/metrics/page.ts";

const text = { type: "string" } as const;

test("gives each table of a section its keys, and those of lists no variables", () => {
  const tables = tablesOf("things", {
    properties: {
      token: { ...text, description: "Also THE_TOKEN.", writeOnly: true },
      wait_seconds: { type: "number", minimum: 0, maximum: 60, default: 5 },
      retired: { description: "Has no effect: it is retired." },
      by_name: { additionalProperties: { properties: { url: { ...text, format: "uri" } } } },
      many: {
        items: { properties: { port: { type: "integer", minimum: 1 } }, required: ["port"] },
      },
    },
  });
  const aliases = new Map([["things.wait_seconds", ["STRONGER", "WEAKER"]]]);
  expect(
    tables.map(({ header, rows }) => [
      header,
      ...rows.map((row) => [row.path.at(-1), row.type, row.default, variablesOf(row, aliases)]),
    ]),
  ).toEqual([
    [
      "[things]",
      ["token", "text", undefined, ["ETTL_THINGS__TOKEN", "ETTL_THINGS__TOKEN_FILE", "THE_TOKEN"]],
      [
        "wait_seconds",
        "number 0 to 60, in seconds",
        5,
        ["ETTL_THINGS__WAIT_SECONDS", "STRONGER", "WEAKER"],
      ],
      ["retired", "anything", undefined, ["ETTL_THINGS__RETIRED"]],
    ],
    ["[things.by_name.<name>]", ["url", "URL", undefined, ["ETTL_THINGS__BY_NAME__<NAME>__URL"]]],
    ["[[things.many]]", ["port", "whole number ≥ 1", undefined, []]],
  ]);
});

test("tells tables of one header apart by what only they have", () => {
  const kinds = [
    { properties: { type: { const: "mail" }, to: text } },
    { properties: { use: text }, required: ["use"] },
  ];
  expect(
    tablesOf("channels", { additionalProperties: { oneOf: kinds } }).map(({ kind }) => kind),
  ).toEqual(['type = "mail"', "with use"]);
});

test("reads metrics that have no sample yet", () => {
  const families = readFamilies(`# HELP none_total Nothing yet.
# TYPE none_total counter
# HELP took_seconds Time, in seconds.
# TYPE took_seconds histogram
took_seconds_bucket{route="/a \\"b\\"",le="+Inf"} 1
took_seconds_sum{route="/a"} 1
took_seconds_count{route="/a"} 1
`);
  expect(families).toEqual([
    { name: "none_total", type: "counter", help: "Nothing yet.", labels: {} },
    {
      name: "took_seconds",
      type: "histogram",
      help: "Time, in seconds.",
      labels: { route: ['/a \\"b\\"', "/a"] },
    },
  ]);
});

test("refuses a value of a label that the page does not give", () => {
  const family = { name: "ettl_live_clients", type: "gauge", help: "", labels: { kind: ["fax"] } };
  expect(() => rowsOf({ "ettl-monitor": [family] })).toThrow(
    "ettl_live_clients{kind} is fax; metrics/label-values.ts has no such value",
  );
});

test("says which lines two texts have not in common", () => {
  expect(lineDifference("a\nb\nc\nd", "a\nc\nx\nd\ne")).toEqual(["- b", "+ x", "+ e"]);
});
