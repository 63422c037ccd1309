import fc from "fast-check";
import { expect, test } from "vitest";
import { chartTable, spanOf } from "./chart-table.ts";
import { figureText } from "./figures.ts";
import { gapsOf } from "./gaps.ts";

const point = (seconds: number, mean: number, max = mean) => ({
  at: new Date(seconds * 1_000).toISOString(),
  ...{ mean, max },
});

test("lines with moments of their own share the time, and neither breaks where the other has a value", () => {
  const points = new Map([
    ["a", [point(60, 1, 2), point(120, 3, 4)]],
    ["b", [point(90, 5)]],
  ]);
  const span = spanOf(points, 150_000);
  expect(span).toEqual({ fromMs: 60_000, toMs: 150_000 });
  const lines = [
    { metric: "a", of: "max", scale: 10 },
    { metric: "b", of: "mean", scale: 1 },
    { metric: "none", of: "mean", scale: 1 },
  ] as const;
  expect(chartTable(lines, points, { fromMs: 0, toMs: 150_000 })).toEqual([
    [0, 60, 90, 120, 150],
    [undefined, 20, undefined, 40, undefined],
    [undefined, undefined, 5, undefined, undefined],
    [undefined, undefined, undefined, undefined, undefined],
  ]);
});

test("a time in which nothing is known breaks the line", () => {
  const seconds = [0, 15, 30, 45, 60, 600, 615, 630];
  const points = new Map([["a", seconds.map((one) => point(one, 1))]]);
  const [moments, values] = chartTable([{ metric: "a", of: "mean", scale: 1 }], points, {
    fromMs: 0,
    toMs: 630_000,
  });
  expect(values?.indexOf(null)).toBe(5);
  expect([moments[5], values?.filter((value) => value === null).length]).toEqual([60.001, 1]);
});

test("older points that stand further apart are no gaps, nor is one that came a little late", () => {
  const coarse = Array.from({ length: 30 }, (_, index) => index * 300_000);
  const fineFrom = (coarse.at(-1) ?? 0) + 300_000;
  const fine = Array.from({ length: 60 }, (_, index) => fineFrom + index * 15_000);
  expect(gapsOf([...coarse, ...fine]).includes(true)).toBe(false);
  expect(gapsOf([0, 15_000, 30_000, 68_000, 83_000]).includes(true)).toBe(false);
  expect(gapsOf([0, 60_000, 120_000, 3_600_000, 3_660_000])).toEqual([false, false, true, false]);
  expect([gapsOf([]), gapsOf([1])]).toEqual([[], []]);
});

test("numbers have three digits at most, whatever their size", () => {
  expect(
    [0, 0.0321, 0.456, 9.412, 26.44, 412.4, 9_999, 19_200, 2.5e6, 3e9].map(figureText),
  ).toEqual([...["0", "0.03", "0.456", "9.41", "26.4", "412", "9999", "19.2 k", "2.5 M", "3 G"]]);
  fc.assert(fc.property(fc.double(), (value) => figureText(value).length <= 9));
});
