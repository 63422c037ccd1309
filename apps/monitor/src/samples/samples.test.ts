import fc from "fast-check";
import { expect, test } from "vitest";
import { createSamples } from "./samples.ts";

const stepMs = 15_000;
const start = Date.parse("2026-03-01T00:00:00Z");

test("values of one slot become their mean and their highest, in order of time", () => {
  let nowMs = start;
  const samples = createSamples({ now: () => nowMs });
  for (const [secondsLater, value] of [
    [0, 2],
    [5, 4],
    [15, 1],
    [45, 8],
  ] as const) {
    nowMs = start + secondsLater * 1_000;
    samples.gauge("target a", "m", value);
  }
  const { points } = samples.query("target a", "m", { fromMs: start, toMs: nowMs + 1 });
  expect(points).toEqual([
    { at: "2026-03-01T00:00:00.000Z", mean: 3, max: 4 },
    { at: "2026-03-01T00:00:15.000Z", mean: 1, max: 1 },
    { at: "2026-03-01T00:00:45.000Z", mean: 8, max: 8 },
  ]);
  expect(samples.metrics("target a")).toEqual(["m"]);
  expect(samples.query("target b", "m", { fromMs: start, toMs: nowMs }).points).toEqual([]);
});

test("a counter is kept as its growth per second, and a program that began anew is no fall", () => {
  let nowMs = start;
  const samples = createSamples({ now: () => nowMs });
  for (const value of [100, 130, 10, 25]) {
    samples.counter("target a", "c_total", value);
    nowMs += stepMs;
  }
  const { points } = samples.query("target a", "c_total", { fromMs: start, toMs: nowMs });
  expect(points.map(({ mean }) => mean)).toEqual([2, 1]);
});

test("what is older than an hour is kept more coarsely, and no value counts twice", () => {
  let nowMs = start;
  const samples = createSamples({ now: () => nowMs });
  const slots = (6 * 3_600_000) / stepMs;
  for (let slot = 0; slot < slots; slot += 1) {
    nowMs = start + slot * stepMs;
    samples.gauge("target a", "m", slot);
  }
  const { points } = samples.query("target a", "m", { fromMs: start, toMs: nowMs + 1 });
  const times = points.map(({ at }) => Date.parse(at));
  expect(times).toEqual([...times].sort((a, b) => a - b));
  const fine = points.filter(
    (_, index) => (times[index + 1] ?? 0) - (times[index] ?? 0) === stepMs,
  );
  expect(fine.length).toBeGreaterThanOrEqual(238);
  // Five hours in slots of five minutes, whose means are those of their twenty values.
  expect(points[0]).toEqual({ at: "2026-03-01T00:00:00.000Z", mean: 9.5, max: 19 });
  expect(points.length).toBeLessThan(240 + 62);
});

test("memory is bounded, whatever the values and gaps", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: -60, max: 90_000 }), fc.double()), { maxLength: 300 }),
      (steps) => {
        let nowMs = start;
        const samples = createSamples({ now: () => nowMs });
        const lowest = { at: start };
        for (const [seconds, value] of steps) {
          nowMs += seconds * 1_000;
          lowest.at = Math.min(lowest.at, nowMs);
          samples.gauge("w", "m", value);
        }
        const span = { fromMs: lowest.at - 1, toMs: Math.max(nowMs, start) + 1 };
        const { points } = samples.query("w", "m", span);
        expect(points.length).toBeLessThanOrEqual(240 + 288 + 372);
        for (const { mean, max } of points) {
          expect(Number.isNaN(mean)).toBe(false);
          expect(max).toBeGreaterThanOrEqual(mean - Math.abs(mean) * 1e-6);
        }
      },
    ),
    { numRuns: 200 },
  );
});

test("a series too many is left out", () => {
  const samples = createSamples({ now: () => start, maxSeries: 1 });
  samples.gauge("a", "m", 1);
  samples.gauge("b", "m", 1);
  expect(samples.size).toBe(1);
  expect(samples.query("b", "m", { fromMs: start, toMs: start + 1 }).points).toEqual([]);
});

test("after a clock that was wrong for a moment charts go on at the right time", () => {
  let nowMs = start;
  const samples = createSamples({ now: () => nowMs });
  const day = 86_400_000;
  const add = (atMs: number, value: number) => {
    nowMs = atMs;
    samples.gauge("target a", "m", value);
  };
  add(start, 1);
  add(start + day, 2);
  for (let slot = 1; slot <= 8; slot += 1) add(start + slot * stepMs, 10 + slot);
  const { points } = samples.query("target a", "m", { fromMs: start, toMs: start + 9 * stepMs });
  expect(points.map(({ mean }) => mean).slice(-8)).toEqual([11, 12, 13, 14, 15, 16, 17, 18]);
  expect(
    samples.query("target a", "m", { fromMs: start + day, toMs: start + 2 * day }).points,
  ).toEqual([]);
});
