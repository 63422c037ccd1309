import { expect, test } from "vitest";
import { rangeOf } from "../range.ts";
import type { RunView, RunWord } from "./job-runs.ts";
import { RunStrip } from "./run-strip.tsx";
import { timeAxis } from "./time-axis.ts";

const nowMs = Date.parse("2026-03-10T12:30:00Z");
const minute = 60_000;
const axis = timeAxis(rangeOf("24h", 0), nowMs);

/** A strip with a run every so many minutes; the newest has the index 0. */
function strip(everyMinutes: number, word: (index: number) => RunWord): string {
  const runs: RunView[] = Array.from({ length: 1_440 / everyMinutes }, (_, index) => ({
    id: `${index}`,
    word: word(index),
    atMs: nowMs - index * everyMinutes * minute,
    durationMs: (index % 7) * 1_000,
  }));
  const band = { minMs: 1_000, maxMs: 10_000 };
  return String(RunStrip({ axis, label: "job", runs: runs.toReversed(), band }));
}
const count = (html: string, text: string) => html.split(text).length - 1;

test("few runs have dots, many only stems, and what is unusual is drawn in either", () => {
  const few = strip(60, (index) => (index === 3 ? "failed" : "finished"));
  expect([count(few, 'class="dot"'), count(few, 'href="#i-bad"')]).toEqual([23, 1]);
  const many = strip(10, (index) => (index === 3 ? "failed" : "finished"));
  expect([count(many, 'class="dot"'), count(many, 'href="#i-bad"')]).toEqual([0, 1]);
  expect(many).toContain("12:00: Failed, took 3 s");
  expect(count(many, '<path class="st ok"')).toBe(1);
});

test("what is not of today says its day, on the longest axis as on the shortest", () => {
  const week = timeAxis(rangeOf("7d", 0), nowMs);
  const run: RunView = { id: "1", word: "late", atMs: nowMs - 3 * 1_440 * minute, durationMs: 1 };
  const html = String(
    RunStrip({
      axis: week,
      label: "job",
      runs: [{ ...run, expectedMs: run.atMs - minute }],
      band: { minMs: 0, maxMs: 1_000 },
      nextMs: nowMs + 600 * minute,
    }),
  );
  expect(html).toContain("Sat 12:30: Late, took 1 ms, expected Sat 12:29");
  expect(html).toContain("Next expected 22:30");
});

test("a run a minute is a few shapes, whatever they came to", () => {
  const well = strip(1, () => "finished");
  expect(well.length).toBeLessThan(9_000);
  const words: readonly RunWord[] = ["failed", "finished", "too_long", "did_not_start"];
  const bad = strip(1, (index) => words[Math.floor(index / 100) % 4] ?? "finished");
  expect(bad.length).toBeLessThan(45_000);
  expect(bad).toMatch(/<title>\d\d:\d\d to \d\d:\d\d: Failed, \d+ times<\/title>/);
  const failing = strip(1, () => "failed");
  expect(count(failing, 'href="#i-bad"')).toBeLessThanOrEqual(81);
});

test("the stems of many runs stand where their runs began", () => {
  const html = strip(30, (index) => (index === 0 ? "running" : "finished"));
  const path = /<path class="st ok"[^>]* d="([^"]+)"/.exec(html)?.[1] ?? "";
  const places: number[] = [];
  let x = 0;
  for (const [, step] of path.matchAll(/m(-?\d+) /g)) {
    x += Number(step);
    places.push(x);
  }
  expect(places).toHaveLength(47);
  // Five hundred places on the axis, of which a seventeenth is yet to come.
  const distances = places.slice(1).map((place, index) => place - (places[index] ?? 0));
  expect(Math.min(...distances)).toBeGreaterThanOrEqual(9);
  expect(Math.max(...distances)).toBeLessThanOrEqual(10);
  expect(places.at(-1)).toBe(Math.round((axis.x(nowMs - 30 * minute) / 100) * 500));
});
