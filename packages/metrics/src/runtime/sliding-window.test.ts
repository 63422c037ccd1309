import { expect, test } from "vitest";
import { slidingWindow } from "./sliding-window.ts";

/** How far back each reading goes, in seconds, for readings at these times. */
function reach(times: readonly number[]): number[] {
  let seconds = 0;
  const read = slidingWindow(
    [0, 0],
    () => seconds,
    () => seconds * 1000,
  );
  return times.map((time) => {
    seconds = time;
    return read((since) => seconds - since);
  });
}

test("frequent readings cover a minute at least and two at most", () => {
  const times = Array.from({ length: 200 }, (_, n) => (n + 1) * 15);
  const covered = reach(times).slice(8);
  expect(Math.min(...covered)).toBeGreaterThanOrEqual(60);
  expect(Math.max(...covered)).toBeLessThanOrEqual(120);
});

test("the first readings cover all since the start", () => {
  expect(reach([1, 10, 59])).toEqual([1, 10, 59]);
});

test("two rare scrapers each see all since their own last scrape", () => {
  const covered = reach([300, 365, 600, 665, 900, 965]);
  for (const [index, least] of [300, 300, 300, 300].entries())
    expect(covered[index + 2]).toBeGreaterThanOrEqual(least);
});

test("what is replaced is handed on to be used again, after it was read", () => {
  let clock = 0;
  const first = { name: "first" };
  const second = { name: "second" };
  const log: string[] = [];
  const read = slidingWindow(
    [first, second],
    (gone) => {
      log.push(`begin ${gone.name}`);
      return gone;
    },
    () => clock,
  );
  for (const time of [59_999, 60_000, 120_000, 180_000]) {
    clock = time;
    read(({ name }) => log.push(`read ${name}`));
  }
  expect(log.join(", ")).toBe(
    "read first, read first, begin first, read second, begin second, read first, begin first",
  );
});
