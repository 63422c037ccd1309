import { expect, test } from "vitest";
import { goDuration } from "./go-duration.ts";

test.each([
  [0, "0s"],
  [0.0005, "500ns"],
  [0.152, "152µs"],
  [5, "5ms"],
  [1.5, "1.5ms"],
  [999.999, "999.999ms"],
  [1_000, "1s"],
  [1_500, "1.5s"],
  [60_000, "1m0s"],
  [90_050, "1m30.05s"],
  [9_015_000, "2h30m15s"],
  [100 * 3_600_000, "100h0m0s"],
  [10 * 365 * 24 * 3_600_000, "87600h0m0s"],
  [-1_500, "-1.5s"],
  [Number.NaN, "0s"],
])("%d ms is written %s", (ms, text) => {
  expect(goDuration(ms)).toBe(text);
});
