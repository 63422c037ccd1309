import { expect, test } from "vitest";
import { shownText } from "./shown-text.ts";

test("S5 what can't be seen or turns a text around is written out, and what is too long is cut", () => {
  expect(shownText("evil\u202egnp.exe", 100)).toBe("evil\\u202egnp.exe");
  expect(shownText("a\u0000b\u200bc\ufeff", 100)).toBe("a\\u0000b\\u200bc\\ufeff");
  expect(shownText("a\tb\r\nc", 100)).toBe("a\tb\nc");
  expect(shownText("abcdef", 4)).toBe("abc…");
  expect(shownText("ab🎬d", 4)).toBe("ab\ufffd…");
  expect(shownText("\ud83c", 4)).toBe("\ufffd");
  expect(shownText("🎬 für Zoë", 100)).toBe("🎬 für Zoë");
});
