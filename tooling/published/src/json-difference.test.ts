import { expect, test } from "vitest";
import { jsonDifference } from "./json-difference.ts";

test("takes times for the same, and nothing else", () => {
  const shown = { status: "degraded", duration_ms: 4.4, at: "2026-11-23T16:36:29.628Z" };
  expect(jsonDifference(shown, { ...shown, duration_ms: 9, at: "2027-01-01T00:00:00.000Z" })).toBe(
    undefined,
  );
  expect(jsonDifference({ a: { status: "healthy" } }, { a: { status: "degraded" } })).toBe(
    '$.a.status is "degraded", not "healthy"',
  );
});

test("finds what is too much or missing, unless three dots stand for it", () => {
  expect(jsonDifference({ a: 1 }, { a: 1, b: 2 })).toBe("$.b is not in the document");
  expect(jsonDifference({ a: 1, "…": "…" }, { a: 1, b: 2 })).toBe(undefined);
  expect(jsonDifference({ a: 1 }, {})).toBe("$.a is undefined, not 1");
});
