import { expect, test } from "vitest";
import { badge } from "./badge.ts";

test("a badge says name and status to eyes and to screen readers", () => {
  const svg = badge("shop", "degraded");
  expect(svg).toContain('aria-label="shop: degraded"');
  expect(svg).toContain("<title>shop: degraded</title>");
  expect(svg).toMatch(/>degraded<\/text><\/g><\/svg>$/);
});

test("S5 nothing of a name becomes markup", () => {
  const hostile = `"><script>alert(1)</script>&amp;'\u0000\u0008\ud800`;
  const svg = badge(hostile, "healthy");
  expect(svg.match(/</g)?.length).toBe(badge("x", "healthy").match(/</g)?.length);
  for (const character of ["\u0000", "\u0008", "\ud800"]) expect(svg).not.toContain(character);
});

test("a long name is cut", () => {
  expect(badge("x".repeat(500), "unknown")).toContain(`${"x".repeat(59)}…`);
});
