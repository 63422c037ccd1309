import * as fc from "fast-check";
import { labelNames, labelValue } from "./label-values.ts";
import type { InstrumentType, LabelChoice, Program, Spec, Step, Value } from "./program.ts";

const place = fc.nat({ max: 7 });

/** Undefined mostly, a place of a label rarely. */
const rarePlace = fc.option(fc.nat({ max: 2 }), { freq: 8, nil: undefined });

/** Mostly one of two, so that steps meet in the same series. */
const poolPlace = fc.oneof(
  { weight: 3, arbitrary: fc.nat({ max: 1 }) },
  { weight: 1, arbitrary: fc.nat({ max: 3 }) },
);

const labelChoice: fc.Arbitrary<LabelChoice> = fc.record({
  form: fc.oneof(
    { weight: 6, arbitrary: fc.constant("object" as const) },
    { weight: 2, arbitrary: fc.constant("positional" as const) },
    { weight: 1, arbitrary: fc.constant("none" as const) },
  ),
  values: fc.array(poolPlace, { minLength: 3, maxLength: 3 }),
  reversed: fc.boolean(),
  missing: rarePlace,
  explicitUndefined: fc.option(fc.nat({ max: 2 }), { freq: 15, nil: undefined }),
  extra: fc.oneof(
    { weight: 15, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
});

const ordinaryValue = fc.oneof(
  fc.constant(undefined),
  fc.integer({ min: -3, max: 1000 }),
  fc.constantFrom(0.1, 0.2, 0.3, 0.35, 1.5, 2.5, 7.25, 99.99),
);
const oddValue = fc.constantFrom<Value[]>(
  0,
  -0,
  -1,
  -0.5,
  Number.NaN,
  Infinity,
  -Infinity,
  Number.MAX_VALUE,
  Number.MIN_VALUE,
  Number.MAX_SAFE_INTEGER,
  1e21,
  1e-7,
  "5",
  "abc",
  "",
  true,
  false,
  5n,
  0n,
  Symbol("value"),
);
const value: fc.Arbitrary<Value> = fc.oneof(
  { weight: 5, arbitrary: ordinaryValue },
  { weight: 1, arbitrary: oddValue },
  { weight: 1, arbitrary: fc.double() },
);

const exemplar = fc.option(
  fc.record({
    labels: fc.dictionary(fc.constantFrom("trace_id", "span_id", "x"), shortLabelValue(), {
      maxKeys: 2,
      noNullPrototype: true,
    }),
  }),
  { nil: undefined },
);

/** Two of them stay below the 128 characters that an exemplar may have. */
function shortLabelValue() {
  return labelValue.filter((each) => String(each).length <= 40);
}

const method = fc.nat({ max: 11 });

const step: fc.Arbitrary<Step> = fc.oneof(
  weighted(30, "record", { instrument: place, labels: labelChoice, exemplar, method, value }),
  weighted(8, "bind", { instrument: place, labels: labelChoice }),
  weighted(14, "record bound", { child: place, method, value }),
  weighted(2, "time", { instrument: place, start: labelChoice, end: labelChoice }),
  weighted(2, "time bound", { child: place, end: labelChoice }),
  weighted(8, "remove", { instrument: place, labels: labelChoice }),
  weighted(3, "reset", { instrument: place }),
  weighted(4, "create", { instrument: place }),
  weighted(1, "remove metric", { instrument: place }),
  weighted(1, "reset all", {}),
  weighted(1, "clear", {}),
  weighted(3, "set default labels", {
    labels: fc.dictionary(
      fc.constantFrom(...labelNames, "env", "zone", "le", "quantile"),
      fc.nat({ max: 3 }),
      { maxKeys: 2, noNullPrototype: true },
    ),
  }),
  weighted(3, "compare", {}),
);

function weighted<Does extends Step["does"], Rest>(
  weight: number,
  does: Does,
  rest: { [Key in keyof Rest]: fc.Arbitrary<Rest[Key]> },
) {
  return { weight, arbitrary: fc.record({ does: fc.constant(does), ...rest }) } as {
    weight: number;
    arbitrary: fc.Arbitrary<Step>;
  };
}

const bound = fc.oneof(
  fc.constantFrom(0, 0.005, 0.1, 0.35, 1, 2.5, 10, 100, 1e6, 1e-9, 1e21),
  fc.double({ min: 0, max: 1000, noNaN: true }).map((each) => (Object.is(each, -0) ? 0 : each)),
);
const aggregators = ["sum", "first", "omit", "average", "min", "max"];

const spec: fc.Arbitrary<Spec> = fc.record({
  type: fc.constantFrom<InstrumentType[]>("counter", "gauge", "histogram", "summary"),
  total: fc.boolean(),
  help: fc.constantFrom("Help.", 'Help "quoted".', "Two\nlines.", "C:\\new \\\\", "é # {} 1"),
  labelNames: fc.uniqueArray(fc.constantFrom(...labelNames), { maxLength: 3 }),
  aggregator: fc.option(fc.constantFrom(...aggregators), { nil: undefined }),
  exemplars: fc.boolean(),
  // Neither negative nor repeated nor out of order nor Infinity: prom-client writes these wrongly.
  buckets: fc.option(
    fc.uniqueArray(bound, { maxLength: 5 }).map((bounds) => bounds.sort((a, b) => a - b)),
    { nil: undefined },
  ),
  percentiles: fc.option(
    fc.uniqueArray(fc.constantFrom(0, 0.1, 0.5, 0.9, 0.99, 1), { maxLength: 4 }),
    { nil: undefined },
  ),
  compressCount: fc.option(fc.constantFrom(1, 3), { nil: undefined }),
  pruneAgedBuckets: fc.option(fc.boolean(), { nil: undefined }),
  zeroes: fc.boolean(),
});

/** Programs of up to 40 steps, which leaves a summary too few samples to merge any two of them. */
export const generatedProgram: fc.Arbitrary<Program> = fc.record({
  specs: fc.array(spec, { minLength: 1, maxLength: 4 }),
  labelValues: fc.array(labelValue, { minLength: 4, maxLength: 4 }),
  steps: fc.array(step, { minLength: 1, maxLength: 40, size: "max" }),
});
