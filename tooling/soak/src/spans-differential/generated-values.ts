import * as fc from "fast-check";

const texts = fc.oneof(
  fc.constantFrom("", "x", "exactly five", "\u{1F600}", "ab\u{1F600}cd", "\ud83d", "\ude00\ud83d"),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 8 }),
);

const numbers = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 1.5, Number.NaN, Infinity, -Infinity, 2 ** 53, 5e-324),
  fc.integer(),
  fc.double(),
);

const listOf = <T>(item: fc.Arbitrary<T>) =>
  fc.array(fc.oneof({ weight: 6, arbitrary: item }, fc.constantFrom(null, undefined)), {
    maxLength: 4,
  });

/** What an attribute may be. */
const validValue: fc.Arbitrary<unknown> = fc.oneof(
  texts,
  numbers,
  fc.boolean(),
  listOf(texts),
  listOf(numbers),
  listOf(fc.boolean()),
);

class Money {
  readonly amount = 3;
}

/** What none may be: each is left out alone, and harms nothing else. */
const invalidValue: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  {},
  { nested: { deep: 1 } },
  () => "called",
  Symbol("of a value"),
  12n,
  [1, "two"],
  [true, 1, null],
  ["text", {}],
  [["nested"]],
  [{}],
  [12n],
  [Symbol("in a list")],
  new Date(0),
  new String("boxed"),
  new Uint8Array([1, 2]),
  new Map([["a", 1]]),
  new Money(),
  /pattern/,
  new Error("as a value"),
);

export const attributeValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: validValue },
  { weight: 2, arbitrary: invalidValue },
  fc.constantFrom(null, undefined),
);

/** `__proto__` is not among them: where the SDK loses it, ours may not. */
export const attributeKey = fc.oneof(
  fc.constantFrom("a", "b", "c", "a.b", "", "0", "7", "toString", "constructor", "hasOwnProperty"),
  fc.string({ maxLength: 4 }).filter((key) => key !== "__proto__"),
);

const plainAttributes = fc
  .array(fc.tuple(attributeKey, attributeValue), { maxLength: 6 })
  .map((entries): unknown => Object.fromEntries(entries));

/** Attributes as callers give them: an object mostly. */
export const attributes: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 12, arbitrary: plainAttributes },
  fc.constantFrom<unknown>(undefined, null, {}, { [Symbol("key")]: "unseen", seen: 1 }),
  // What it inherits is not its own.
  plainAttributes.map((own) => Object.assign(Object.create({ inherited: "unseen" }), own)),
);

/** Far from now, some less than a microsecond apart, so that they can be compared to the digit. */
const exactTime: fc.Arbitrary<unknown> = fc.oneof(
  fc
    .tuple(fc.constantFrom(1_500_000_000, 1_500_000_001, 4_102_444_800), smallNanoseconds())
    .map(([seconds, nanoseconds]) => [seconds, nanoseconds]),
  fc.constantFrom(0, 0.5, 1, 999.125, 1000, 2000.5).map((offset) => 1_500_000_000_000 + offset),
  fc.constantFrom(0, 1, 999, 1000).map((offset) => new Date(1_500_000_000_000 + offset)),
  fc.constantFrom(4_102_444_800_000, new Date(4_102_444_800_000)),
);

function smallNanoseconds() {
  return fc.oneof(
    fc.constantFrom(0, 1, 500_000, 500_000_000, 999_999_999),
    fc.nat({ max: 999_999_999 }),
  );
}

/** Near now: read off `performance.now()`, or nothing that is a time. */
const recentTime: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(undefined, null),
  fc.constantFrom(0, 0.5, 3, 7.25),
  fc.constantFrom<unknown>("2020-01-01", {}, true, 12n, [1], [1, 2, 3], ["1", "2"]),
);

export const timeInput: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: exactTime },
  { weight: 1, arbitrary: recentTime },
);

export const spanName = fc.oneof(fc.constantFrom("export", "", "\u{1F600}"), fc.string());

class CodedError extends Error {
  override readonly name = "CodedError";
  readonly code: unknown;
  constructor(code: unknown) {
    super("with a code");
    this.code = code;
  }
}

const fixedStack = (error: Error) => Object.assign(error, { stack: `${error.name}: at place` });

/** What somebody may throw. */
export const thrown: fc.Arbitrary<unknown> = fc.oneof(
  texts,
  fc
    .tuple(fc.constantFrom(Error, TypeError, RangeError), texts)
    .map(([Kind, message]) => fixedStack(new Kind(message))),
  fc.constantFrom("E_FAIL", 42, 0, "", true, 1.5).map((code) => fixedStack(new CodedError(code))),
  fc.record(
    {
      code: fc.constantFrom("E_OBJECT", 7, 0, "", undefined),
      name: fc.constantFrom("Named", "", undefined),
      message: fc.oneof(texts, fc.constant(undefined)),
      stack: fc.oneof(texts, fc.constant(undefined)),
    },
    { requiredKeys: [], noNullPrototype: true },
  ),
  // Messages and names that are no texts.
  fc.constantFrom<unknown>({ message: 5 }, { message: {} }, { message: ["m"] }, { name: 3 }),
  // The SDK throws at a symbol and at what has no prototype.
  fc.constantFrom<unknown>(undefined, null, 0, 5, true, false, 3n, {}, [], () => {}),
);

export const status = fc.record(
  {
    code: fc.constantFrom(0, 1, 2),
    message: fc.oneof(texts, fc.constantFrom<unknown>(undefined, null, 5, {}, new Error("status"))),
  },
  { requiredKeys: ["code"] },
);
