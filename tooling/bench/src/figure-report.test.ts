import { expect, test } from "vitest";
import { reportFigures } from "./figure-report.ts";

const figure = {
  name: "scrape",
  unit: "ms",
  values: new Map([
    ["ours", [1, 2, 3]],
    ["rival", [10, 20, 60]],
  ]),
} as const;

test("a goal beside a peer is the median of the ratios of each round", () => {
  const text = reportFigures([figure], [{ figure: "scrape", peer: "rival", atMost: 0.1 }]);
  expect(text).toContain("scrape, ours / rival: 0.10 (0.075 – 0.10)\n  goal: at most 0.10: met\n");
});

test("a goal without a peer is about the median of ours", () => {
  const text = reportFigures([figure], [{ figure: "scrape", atMost: 1.9 }]);
  expect(text).toContain("scrape, ours: 2.0 ms\n  goal: at most 1.9 ms: not met\n");
});

test("a goal for what was not measured is an error", () => {
  expect(() => reportFigures([figure], [{ figure: "block", atMost: 1 }])).toThrow('"block"');
  const noPeer = [{ figure: "scrape", peer: "nobody", atMost: 1 }];
  expect(() => reportFigures([figure], noPeer)).toThrow('the side "nobody"');
});
