import { createTraceState } from "@opentelemetry/api";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatTraceState, parseTraceState } from "./trace-state.ts";

const parsed = (...headers: string[]) => parseTraceState(headers)?.serialize();

test("T6 members keep their order and their spaces, across headers, without the blanks around", () => {
  expect(parsed("foo=1", " \tbar=2 ,,\t baz= 3 4 \t", "", "a@b*/-_=x")).toBe(
    "foo=1,bar=2,baz= 3 4,a@b*/-_=x",
  );
});

test("T6 anything that is not valid makes nothing of all of it", () => {
  for (const bad of [
    "foo",
    "=1",
    "foo=",
    "foo =1",
    "FOO=1",
    "foo.bar=1",
    "_foo=1",
    "@foo=1",
    "foo=a=b",
    "foo=a\tb",
    "foo=é",
    "foo=\n1",
    `${"z".repeat(257)}=1`,
    `foo=${"z".repeat(257)}`,
  ])
    expect(parsed("bar=2", bad)).toBeUndefined();
  expect(parsed("", " , ")).toBeUndefined();
});

test("T6 at most 32 members; of a key that comes twice, the first", () => {
  const members = Array.from({ length: 33 }, (_, index) => `k${index}=${index}`);
  expect(parsed(...members.slice(0, 32))).toBe(members.slice(0, 32).join(","));
  expect(parsed(...members)).toBeUndefined();
  expect(parsed("foo=1,bar=2", "foo=3")).toBe("foo=1,bar=2");
});

test("a member that is set goes to the front, and lists do not change", () => {
  const state = parseTraceState("foo=1,bar=2");
  expect(state?.set("bar", "3").serialize()).toBe("bar=3,foo=1");
  expect(state?.set("new", "4").unset("foo").serialize()).toBe("new=4,bar=2");
  expect(state?.set("Bad", "4").set("ok", "a,b").serialize()).toBe("foo=1,bar=2");
  expect(state?.get("bar")).toBe("2");
  expect(state?.get("none")).toBeUndefined();
  const full = parseTraceState(Array.from({ length: 32 }, (_, index) => `k${index}=${index}`));
  expect(full?.set("new", "1").serialize().split(",")).toHaveLength(32);
});

test("of a header over 512 characters whole members go, long ones first, then from the end", () => {
  const long = `long=${"x".repeat(150)}`;
  const short = Array.from({ length: 28 }, (_, index) => `key${10 + index}=${"y".repeat(10)}`);
  const state = (...members: string[]) => parseTraceState(members) ?? createTraceState();
  expect(formatTraceState(state(long, ...short))).toBe(short.join(","));
  const header = formatTraceState(
    state(...short, ...["a", "b", "c"].map((key) => `${key}${long}`)),
  );
  expect(header).toBe(short.join(","));
  const member = (index: number) => `key${10 + index}=${"y".repeat(20)}`;
  const many = Array.from({ length: 32 }, (_, index) => member(index));
  const kept = formatTraceState(state(...many)) ?? "";
  expect(many.join(",").startsWith(`${kept},`)).toBe(true);
  expect(kept.length).toBeGreaterThan(512 - member(0).length - 1);
  // As many of the long ones stay as find room.
  const twoLong = [`a${long}`, `b${long}`, ...short.slice(0, 20)];
  expect(formatTraceState(state(...twoLong))).toBe([twoLong[0], ...twoLong.slice(2)].join(","));
});

test("a state of another make is checked before it is sent", () => {
  const foreign = (text: string) => ({ ...createTraceState(), serialize: () => text });
  expect(formatTraceState(createTraceState("foo=1,bar=2"))).toBe("foo=1,bar=2");
  expect(formatTraceState(foreign("foo=1\r\nx-injected: 1"))).toBeUndefined();
  expect(formatTraceState(foreign(""))).toBeUndefined();
});

test("T6 any text is either refused or says the same once written and read again", () => {
  const text = fc.string({ unit: fc.constantFrom(..."ab=,@ \t.~A\u00e9"), maxLength: 60 });
  fc.assert(
    fc.property(fc.array(fc.oneof(text, fc.string())), (headers) => {
      const state = parseTraceState(headers);
      if (!state) return;
      expect(parseTraceState(state.serialize())?.serialize()).toBe(state.serialize());
    }),
  );
});
