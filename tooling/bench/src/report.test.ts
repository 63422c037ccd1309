import { expect, test } from "vitest";
import { report } from "./report.ts";
import type { Case } from "./row.ts";

const nothing = async () => {};
const ours: Case = { name: "ours", role: "ours", run: nothing };
const peer: Case = { name: "rival", role: "peer", run: nothing };
const samples = new Map([
  [ours, [100, 200, 300]],
  [peer, [400, 800, 1200]],
]);

test("a goal beside a peer is the median of the ratios of each round", () => {
  const text = report(samples, [{ peer: "rival", atMost: 0.25 }]);
  expect(text).toContain("ours / rival: 0.25 (0.25 – 0.25)\n  goal: at most 0.25: met\n");
  expect(report(samples, [{ peer: "rival", atMost: 0.24 }])).toContain("at most 0.24: not met\n");
});

test("a goal in nanoseconds is about the median of ours alone", () => {
  const text = report(samples, [{ atMostNs: 200 }, { atMostNs: 199 }]);
  expect(text).toContain(
    "ours: 200 ns (150 – 250), fastest round 100 ns\n  goal: at most 200 ns: met\n",
  );
  expect(text).toContain("goal: at most 199 ns: not met\n");
});

test("a goal beside a peer that the row does not have is an error", () => {
  expect(() => report(samples, [{ peer: "nobody", atMost: 1 }])).toThrow('the case "nobody"');
});
