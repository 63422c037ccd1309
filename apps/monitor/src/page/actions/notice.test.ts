import { expect, test } from "vitest";
import { noticeOf, setNotice } from "./notice.ts";

const nowMs = 1_800_000_000_000;

function signed(text: string, kind: "notice" | "problem" = "notice") {
  const search = new URLSearchParams({ notice: "former", problem: "former", range: "1h" });
  setNotice(search, { kind, text }, nowMs);
  return search;
}

test("S8 a sentence in an address is shown for two minutes, as it was written", () => {
  const search = signed("It is done: 100 % <b>\ud800");
  expect(search.get("range")).toBe("1h");
  const read = new URLSearchParams(`${search}`);
  expect(noticeOf(read, nowMs + 119_000)).toEqual({
    kind: "notice",
    text: "It is done: 100 % <b>\ufffd",
  });
  expect(noticeOf(read, nowMs + 120_000)).toBeUndefined();
  expect(noticeOf(signed("x".repeat(900), "problem"), nowMs)?.text).toHaveLength(500);
});

test("S8 a sentence that this process did not write is not shown", () => {
  const change = (name: string, value: string) => {
    const search = signed("It is done.");
    search.set(name, value);
    return noticeOf(search, nowMs);
  };
  expect(change("notice", "Call 0900 now.")).toBeUndefined();
  expect(change("problem", "It is done.")).toBeUndefined();
  const [until = "", mac = ""] = signed("It is done.").get("signed")?.split(".") ?? [];
  for (const value of [
    "",
    ".",
    until,
    `${until}.`,
    `zzzzzzzzz.${mac}`,
    `${until}.${"A".repeat(22)}`,
    `${until}.${"ü".repeat(22)}`,
  ])
    expect([value, change("signed", value)]).toEqual([value, undefined]);
  expect(noticeOf(new URLSearchParams({ notice: "Call 0900 now." }), nowMs)).toBeUndefined();
});
