import { describe, expect, test } from "vitest";
import { needsEscape, suspicion } from "./suspicion.ts";

describe("suspicion", () => {
  test.each([
    "",
    "export.started",
    "export finished with all of its rows",
    "letterboxd",
    "/movies/watched",
    "4bf92f3577b34da6a3ce929d0e0e4736",
    "00f067aa0ba902b7",
    "550e8400-e29b-41d4-a716-446655440000",
    "1732379664",
    "GET",
  ])("there is none about %j", (text) => {
    expect(suspicion(text)).toBe(0);
  });

  test.each(["\n", '"', "\\", "\u007f", "é", "\ud800", "日本", "a\u2028"])(
    "%j needs escaping and nothing more",
    (text) => {
      expect(suspicion(text)).toBe(needsEscape);
    },
  );

  test.each([
    "bob@example.com",
    "a%40b.co",
    "password=x",
    "password: x",
    "4111111111111111",
    "Basic abc",
  ])("a closer look at %j is needed", (text) => {
    expect(suspicion(text)).toBeGreaterThan(needsEscape);
  });

  test("a long text is looked at closely without being read first", () => {
    expect(suspicion("a".repeat(2000)) & needsEscape).toBe(needsEscape);
    expect(suspicion("a".repeat(2000))).toBeGreaterThan(needsEscape);
  });
});
