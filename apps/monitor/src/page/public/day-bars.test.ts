import { expect, test } from "vitest";
import { dayBar, daysSentence, dayText } from "./day-bars.tsx";
import { publicSentence } from "./public-sentence.ts";

const minute = 60_000;
const passedMs = 1_440 * minute;
const fromMs = Date.parse("2026-11-12T00:00:00Z");
const day = (lasted: Partial<Record<"healthy" | "degraded" | "unhealthy" | "unknown", number>>) => {
  const { healthy = 0, degraded = 0, unhealthy = 0, unknown = 0 } = lasted;
  return { fromMs, passedMs, lastedMs: { healthy, degraded, unhealthy, unknown } };
};

test("a day is as loud as the worst of it, and half as high where that was short", () => {
  expect(dayBar(day({ healthy: passedMs }))).toEqual({ tone: "ok", height: 3 });
  expect(dayBar(day({ healthy: 1_000, degraded: 20 * minute }))).toEqual({
    tone: "warn",
    height: 9,
  });
  expect(dayBar(day({ degraded: passedMs, unhealthy: minute }))).toEqual({
    tone: "bad",
    height: 9,
  });
  expect(dayBar(day({ unhealthy: 11 * minute }))).toEqual({ tone: "bad", height: 17 });
  expect(dayBar(day({ unknown: passedMs }))).toEqual({ tone: "unknown", height: 9 });
  expect(dayBar(day({}))).toBeUndefined();
});

test("a day says how much of what is known was up, and how long it was not", () => {
  expect(dayText(day({ healthy: passedMs - 11 * minute, unhealthy: 11 * minute }))).toBe(
    "12 Nov: 99.2 % up, 11 min unhealthy",
  );
  expect(dayText(day({ healthy: passedMs }))).toBe("12 Nov: 100 % up");
  expect(dayText(day({ healthy: 120 * minute, degraded: 60 * minute }))).toBe(
    "12 Nov: 100 % up of 3 h 00 min, 1 h 00 min degraded",
  );
  expect(dayText(day({ unknown: passedMs }))).toBe("12 Nov: nothing known");
  expect(
    daysSentence("shop", [day({}), day({ healthy: passedMs }), day({ unhealthy: passedMs })]),
  ).toBe(
    "shop, last 3 days: 1 of 2 known days without failure; 12 Nov: 0 % up, 1 d 0 h unhealthy.",
  );
  expect(daysSentence("shop", [day({})])).toBe("shop, last 1 days: nothing known.");
});

test.each([
  [["healthy", "healthy"], "All is well", ""],
  [["healthy", "unhealthy", "healthy", "healthy"], "1 of 4 is unhealthy", ""],
  [
    ["unhealthy", "unhealthy", "unknown", "degraded"],
    "2 of 4 are unhealthy",
    "1 is degraded, 1 is unknown.",
  ],
  [["unknown", "healthy"], "1 of 2 is unknown", ""],
  [[], "Nothing is public", ""],
] as const)("of %j it says %s", (statuses, head, more) => {
  expect(publicSentence(statuses.map((status) => ({ status })))).toEqual({ head, more });
});
