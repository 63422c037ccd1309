import { expect, test } from "vitest";
import { createDiaryDate } from "./diary-date.ts";

test("says the day in the zone of the diary", () => {
  const evening = "2026-05-18T22:59:00.000Z";
  expect(createDiaryDate("UTC")(evening)).toBe("2026-05-18");
  expect(createDiaryDate("Europe/Paris")(evening)).toBe("2026-05-19");
  expect(createDiaryDate("America/Los_Angeles")(evening)).toBe("2026-05-18");
  expect(createDiaryDate("Pacific/Kiritimati")("2025-12-31T10:00:00.000Z")).toBe("2026-01-01");
});

test("E4 understands offsets, leap days and changes of the clock", () => {
  const paris = createDiaryDate("Europe/Paris");
  expect(paris("2024-02-29T12:00:00+02:00")).toBe("2024-02-29");
  expect(paris("2024-02-29T00:30:00+05:00")).toBe("2024-02-28");
  expect(paris("2026-03-29T00:59:59Z")).toBe("2026-03-29");
  expect(paris("2026-10-24T22:00:00Z")).toBe("2026-10-25");
  expect(paris("2026-10-25T22:59:59Z")).toBe("2026-10-25");
  expect(paris("2026-10-25T23:00:00Z")).toBe("2026-10-26");
});

test("E4 a play without a date, of 1970 or of no possible date is undated", () => {
  for (const timezone of ["UTC", "Asia/Tokyo", "America/New_York"]) {
    const date = createDiaryDate(timezone);
    for (const undated of [
      null,
      "",
      "unknown",
      "1970-01-01T00:00:00.000Z",
      "1969-12-31T23:00:00.000Z",
      "0000-00-00",
      "0001-01-01T00:00:00Z",
      "+012026-01-01T00:00:00Z",
    ])
      expect(date(undated)).toBe("");
    expect(date("1939-12-15T12:00:00.000Z")).toBe("1939-12-15");
  }
});

test("refuses a time zone that does not exist", () => {
  expect(() => createDiaryDate("Mars/Olympus")).toThrow(RangeError);
});
