import fc from "fast-check";
import { expect, test } from "vitest";
import { formatTraceparent, parseTraceparent } from "./traceparent.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const spanId = "00f067aa0ba902b7";

test("flags are a bit field, of which sampled and random are kept", () => {
  for (const [flags, kept] of [
    ["00", 0],
    ["01", 1],
    ["02", 2],
    ["03", 3],
    ["ff", 3],
    ["fc", 0],
  ] as const) {
    const spanContext = parseTraceparent(`00-${traceId}-${spanId}-${flags}`);
    expect(spanContext).toEqual({ traceId, spanId, traceFlags: kept, isRemote: true });
    expect(spanContext && formatTraceparent(spanContext)).toBe(`00-${traceId}-${spanId}-0${kept}`);
  }
});

test("T6 a higher version is read by the fields known today, and answered in this version", () => {
  for (const rest of ["", "-", "-more", "-what-the-future-will-be-like"])
    expect(parseTraceparent(`cc-${traceId}-${spanId}-05${rest}`)).toMatchObject({ traceFlags: 1 });
  expect(parseTraceparent(`cc-${traceId}-${spanId}-05x`)).toBeUndefined();
});

test("T6 what is not valid is nothing: version ff, zeros, capitals, two headers in one", () => {
  const valid = `00-${traceId}-${spanId}-01`;
  for (const bad of [
    "",
    "00",
    `ff-${traceId}-${spanId}-01`,
    `00-${"0".repeat(32)}-${spanId}-01`,
    `00-${traceId}-${"0".repeat(16)}-01`,
    valid.toUpperCase(),
    `${valid}-more`,
    `${valid}, ${valid}`,
    `cc-${traceId}-${spanId}-01-x, ${valid}`,
    `\u00a0${valid}`,
    `${valid}\n`,
  ])
    expect(parseTraceparent(bad)).toBeUndefined();
  expect(parseTraceparent(` \t${valid}\t `)).toMatchObject({ traceId });
});

test("T6 any text is either refused or says the same once written and read again", () => {
  const field = (length: number) =>
    fc.string({ unit: fc.constantFrom(..."0123456789abcdefAF-. "), maxLength: length });
  const almost = fc.tuple(field(2), field(32), field(16), field(2)).map((all) => all.join("-"));
  fc.assert(
    fc.property(fc.oneof(fc.string(), almost), (header) => {
      const spanContext = parseTraceparent(header);
      if (!spanContext) return;
      expect(parseTraceparent(formatTraceparent(spanContext) ?? "")).toEqual(spanContext);
    }),
  );
});

test("a span without valid ids has no header, and capital ids are written small", () => {
  expect(formatTraceparent({ traceId: "0".repeat(32), spanId, traceFlags: 1 })).toBeUndefined();
  expect(formatTraceparent({ traceId: "odd", spanId, traceFlags: 1 })).toBeUndefined();
  const ids = { traceId: traceId.toUpperCase(), spanId: spanId.toUpperCase(), traceFlags: 255 };
  expect(formatTraceparent(ids)).toBe(`00-${traceId}-${spanId}-03`);
});
