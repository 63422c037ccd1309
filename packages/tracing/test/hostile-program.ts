import type { Tracing } from "@ettl/tracing";
import type { Attributes, AttributeValue } from "@opentelemetry/api";
import fc from "fast-check";

const circular: Record<string, unknown> = {};
circular.self = circular;

/** What a careless or a malicious caller hands over as attributes. */
const oddities: Readonly<Record<string, unknown>> = {
  circular,
  date: new Date(0),
  bigint: 1n,
  symbol: Symbol("s"),
  function: () => 1,
  null: null,
  undefined,
  "": "no key",
  mixed: [1, "a", true],
  nested: [["a"]],
  sparse: Array(3),
  nan: Number.NaN,
  endless: -Number.POSITIVE_INFINITY,
  minusZero: -0,
  tiny: Number.MIN_VALUE,
  huge: Number.MAX_VALUE,
  beyond: [2 ** 53, -(2 ** 63), 1e300, -0, Number.NaN],
  nul: "a\0b",
  control: "\x1b[31m\r\n\u2028",
  bidi: "\u202eabc",
  half: "\ud83d and \udc00",
  "\udc00 key": "half a key",
  "key\0 with\nlines": 1,
  toString: "shadowed",
  constructor: "shadowed",
  length: 3,
};

/** Five spans that hold too much, or what does not belong there. */
export function hostile(tracing: Tracing): void {
  const many = tracing.startSpan("many");
  for (let index = 0; index < 10_000; index++) many.setAttribute(`key ${index}`, index);
  many.end();
  const long = tracing.startSpan("long");
  long.setAttribute("long", "x".repeat(1024 * 1024));
  long.setAttribute("list", ["y".repeat(5000), "z"]);
  // The cut falls within a pair.
  long.setAttribute("pair", `${"p".repeat(4095)}😀`);
  long.addEvent("long", { text: "e".repeat(5000) });
  for (let index = 0; index < 1000; index++) long.addEvent(`event ${index}`, { index });
  long.end();
  const odd = tracing.startSpan("odd");
  for (const [key, value] of Object.entries(oddities))
    odd.setAttribute(key, value as AttributeValue);
  odd.setAttribute("__proto__", "own");
  odd.addEvent("odd", oddities as Attributes);
  odd.addLink({ context: many.spanContext(), attributes: oddities as Attributes });
  odd.end();
  const named = tracing.startSpan(`\ud83d ${"n".repeat(100_000)}`, { kind: 4 });
  named.addEvent("\udc00");
  named.setStatus({ code: 2, message: "\ud83d\0" });
  named.end();
  const given = tracing.startSpan("", { attributes: oddities as Attributes, startTime: 1 });
  given.end(2);
}

const text = fc.string({ unit: "binary", maxLength: 30 });
const number = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double(),
  fc.constantFrom(0, -0, 127, 128, 16_383, 16_384, 2 ** 31, 2 ** 32, -(2 ** 32), 2 ** 53, 2 ** 63),
);
const value: fc.Arbitrary<AttributeValue> = fc.oneof(
  text,
  number,
  fc.boolean(),
  fc.array(text, { maxLength: 4 }),
  fc.array(number, { maxLength: 4 }),
  fc.array(fc.boolean(), { maxLength: 4 }),
);
const attributes = fc.dictionary(text, value, { maxKeys: 6 });
const time = fc.tuple(
  fc.integer({ min: 0, max: 4_000_000_000 }),
  fc.integer({ min: 0, max: 999_999_999 }),
);
const id = (length: number) =>
  fc
    .array(fc.constantFrom(..."0123456789abcdef"), { minLength: length, maxLength: length })
    .map((digits) => digits.join(""))
    .filter((digits) => /[^0]/.test(digits));
const context = fc.record({
  traceId: id(32),
  spanId: id(16),
  traceFlags: fc.integer({ min: 0, max: 255 }),
  isRemote: fc.boolean(),
});
const randomSpan = fc.record({
  name: text,
  kind: fc.integer({ min: 0, max: 4 }),
  startTime: time,
  endTime: time,
  attributes,
  events: fc.array(fc.record({ name: text, attributes, time }), { maxLength: 3 }),
  links: fc.array(fc.record({ context, attributes }), { maxLength: 2 }),
  status: fc.record({ code: fc.integer({ min: 0, max: 2 }), message: text }),
});

/** A program of as many spans, the same for the same seed. */
export function randomSpans(count: number, seed: number): (tracing: Tracing) => void {
  const spans = fc.sample(randomSpan, { numRuns: count, seed });
  return (tracing) => {
    for (const { name, kind, startTime, endTime, attributes, events, links, status } of spans) {
      const span = tracing.startSpan(name, { kind, startTime, attributes, links });
      for (const event of events) span.addEvent(event.name, event.attributes, event.time);
      span.setStatus(status);
      span.end(endTime);
    }
  };
}
