import { baggageEntryMetadataFromString } from "@opentelemetry/api";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatBaggage, parseBaggage } from "./baggage.ts";

const entriesOf = (...headers: string[]) =>
  Object.fromEntries(
    (parseBaggage(headers)?.getAllEntries() ?? []).map(([key, { value, metadata }]) => [
      key,
      metadata ? [value, metadata.toString()] : value,
    ]),
  );

test("values are percent-decoded, properties kept as they are, several headers one", () => {
  expect(entriesOf("user = Am%C3%A9lie%2C%20B , n=1;ttl=5 ; secure", "", "last=x=y")).toEqual({
    user: "Amélie, B",
    n: ["1", "ttl=5 ; secure"],
    last: "x=y",
  });
  expect(parseBaggage("")).toBeUndefined();
  expect(parseBaggage([])).toBeUndefined();
});

test("members that are not valid are left out, the others stay; a later one of a key counts", () => {
  expect(entriesOf('a=1,,b,=2,c d=3,e="4",f=\u00e9,g=a\\b,h=,a=5')).toEqual({ a: "5", h: "" });
  expect(entriesOf("__proto__=0,constructor=2,__proto__=1")).toEqual(
    Object.fromEntries([
      ["__proto__", "1"],
      ["constructor", "2"],
    ]),
  );
});

test("bytes that are no UTF-8 become replacement characters", () => {
  expect(entriesOf("a=%ff%C3%A9,b=50%,c=%zz%41,d=%F0%9F%98%80%F0")).toEqual({
    a: "\ufffdé",
    b: "50%",
    c: "%zzA",
    d: "😀\ufffd",
  });
});

test("at most 64 members and 8192 characters are read and written, whole ones", () => {
  const many = Array.from({ length: 70 }, (_, index) => `k${index}=${index}`);
  expect(Object.keys(entriesOf(...many))).toHaveLength(64);
  const long = ["a", "b", "c"].map((key) => `${key}=${"x".repeat(4000)}`);
  expect(Object.keys(entriesOf(...long))).toEqual(["a", "b"]);
  expect(entriesOf(`a=${"x".repeat(8190)}`)).toHaveProperty("a");
  expect(parseBaggage(`a=${"x".repeat(8191)}`)).toBeUndefined();

  const entry = (value: string) => ({ value });
  const a = ["a", entry("x".repeat(4000))] as const;
  const tooLongOnceEncoded = ["b", entry("é".repeat(1000))] as const;
  expect(formatBaggage([a, tooLongOnceEncoded, ["c", entry("y")]])).toBe(
    `a=${"x".repeat(4000)},c=y`,
  );
  expect(
    formatBaggage(many.map((key) => [key.replace("=", "-"), entry("v")]))?.split(","),
  ).toHaveLength(64);
});

test("what is written is valid whatever the entries hold: no name that is no token, no injection", () => {
  const metadata = (text: string) => ({ metadata: baggageEntryMetadataFromString(text) });
  expect(
    formatBaggage([
      ["user", { value: 'A "b", c;d\\e%\r\n\u0000', ...metadata("ttl=5;secure") }],
      ["bad name", { value: "1" }],
      ["", { value: "1" }],
      ["odd", { value: "\ud800x", ...metadata("a,b=1") }],
      ["split", { value: "1", ...metadata("x\r\ny: z") }],
      ["number", { value: 7 as unknown as string }],
    ]),
  ).toBe("user=A%20%22b%22%2C%20c%3Bd%5Ce%25%0D%0A%00;ttl=5;secure,odd=%EF%BF%BDx,split=1");
  expect(formatBaggage([])).toBeUndefined();
  expect(formatBaggage([["bad name", { value: "1" }]])).toBeUndefined();
});

test("any value comes back as it was sent, and any text is read without a throw", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string(), (value, text) => {
      const header = formatBaggage([["key", { value }]]) ?? "";
      expect(header).toMatch(/^key=[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/);
      expect(parseBaggage(header)?.getEntry("key")?.value).toBe(
        value.replace(/\p{Surrogate}/gu, "\ufffd"),
      );
      parseBaggage(text);
    }),
  );
});
