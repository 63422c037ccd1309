import * as fc from "fast-check";
import {
  attributeKey,
  attributes,
  attributeValue,
  spanName,
  status,
  thrown,
  timeInput,
} from "./generated-values.ts";
import type {
  ActiveStep,
  CallStep,
  LinkSpec,
  Method,
  Parent,
  Program,
  ProgramLimits,
  Remote,
  StartOptions,
  StartStep,
  Step,
  WithStep,
} from "./program.ts";

const place = fc.nat({ max: 11 });

const remote: fc.Arbitrary<Remote> = fc.record({
  traceId: fc.constantFrom(
    "4bf92f3577b34da6a3ce929d0e0e4736",
    "00000000000000000000000000000001",
    "ffffffffffffffffffffffffffffffff",
    // None of these is one.
    "00000000000000000000000000000000",
    "4bf92f35",
    "xbf92f3577b34da6a3ce929d0e0e4736",
    "",
  ),
  spanId: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom("00f067aa0ba902b7", "0000000000000001") },
    fc.constantFrom("0000000000000000", "00f067aa", "y0f067aa0ba902b7"),
  ),
  traceFlags: fc.constantFrom(1, 1, 1, 0, 2, 3),
  isRemote: fc.constantFrom(true, true, false, undefined),
  traceState: fc.constantFrom(undefined, "vendor=1", "a=1,b=2", ""),
});

const parent: fc.Arbitrary<Parent> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Parent>({ from: "active" }) },
  { weight: 3, arbitrary: fc.record({ from: fc.constant("span" as const), span: place }) },
  { weight: 3, arbitrary: fc.record({ from: fc.constant("remote" as const), remote }) },
  fc.constantFrom<Parent>({ from: "nothing" }, { from: "suppressed" }),
);

const link: fc.Arbitrary<LinkSpec> = fc.record({ to: fc.oneof(place, remote), attributes });

const options: fc.Arbitrary<StartOptions | undefined> = fc.option(
  fc.record(
    {
      kind: fc.constantFrom(0, 1, 2, 3, 4, undefined),
      root: fc.constantFrom(true, false, undefined),
      attributes,
      links: fc.oneof(fc.array(link, { maxLength: 4 }), fc.constant(undefined)),
      startTime: timeInput,
    },
    { requiredKeys: [] },
  ),
  { nil: undefined, freq: 4 },
);

/** How each method is called; a call with fewer arguments is one without the last. */
const given: Record<Method, fc.Arbitrary<readonly unknown[]>> = {
  setAttribute: fc.tuple(attributeKey, attributeValue),
  setAttributes: fc.tuple(attributes),
  addEvent: fc.oneof(
    fc.tuple(spanName),
    fc.tuple(spanName, attributes),
    fc.tuple(spanName, timeInput),
    fc.tuple(spanName, attributes, timeInput),
    fc.tuple(spanName, timeInput, timeInput),
  ),
  addLink: fc.tuple(link),
  addLinks: fc.tuple(fc.array(link, { maxLength: 4 })),
  setStatus: fc.tuple(status),
  updateName: fc.tuple(spanName),
  recordException: fc.oneof(fc.tuple(thrown), fc.tuple(thrown, timeInput)),
  end: fc.oneof(fc.tuple(), fc.tuple(timeInput)),
  isRecording: fc.tuple(),
};

const call: fc.Arbitrary<CallStep> = fc.oneof(
  ...(Object.keys(given) as Method[]).map((method) => ({
    weight: method === "end" ? 1 : 2,
    arbitrary: fc.record({
      does: fc.constant("call" as const),
      span: place,
      method: fc.constant(method),
      arguments: given[method],
    }),
  })),
);

const start: fc.Arbitrary<StartStep> = fc.record({
  does: fc.constant("start" as const),
  name: spanName,
  parent,
  options,
});

const { steps } = fc.letrec<{
  step: Step;
  steps: readonly Step[];
  body: readonly Step[];
  active: Step;
  within: Step;
}>((tie) => ({
  steps: fc.array(tie("step"), { maxLength: 24, size: "max" }),
  body: fc.array(tie("step"), { maxLength: 6, size: "max", depthIdentifier: "steps" }),
  active: fc.record<ActiveStep>({
    does: fc.constant("startActive" as const),
    form: fc.constantFrom("function", "options", "context"),
    name: spanName,
    parent,
    options,
    body: tie("body"),
    outcome: fc.constantFrom("ends", "ends", "stays open", "throws"),
  }),
  within: fc.record<WithStep>({
    does: fc.constant("with" as const),
    parent,
    body: tie("body"),
  }),
  step: fc.oneof(
    { depthSize: "small", withCrossShrink: true, depthIdentifier: "steps" },
    { weight: 9, arbitrary: call },
    { weight: 3, arbitrary: start },
    { weight: 2, arbitrary: tie("active") },
    { weight: 1, arbitrary: tie("within") },
  ),
}));

const usualLimits: ProgramLimits = {
  attributeValueLength: 4096,
  attributeCount: 128,
  eventCount: 128,
  linkCount: 128,
  attributesPerEvent: 128,
  attributesPerLink: 128,
};

const smallCount = fc.constantFrom(0, 1, 2, 3, 128);

const limits: fc.Arbitrary<ProgramLimits> = fc.oneof(
  fc.constant(usualLimits),
  fc.record({
    attributeValueLength: fc.constantFrom(1, 2, 3, 5, 4096),
    attributeCount: smallCount,
    eventCount: smallCount,
    linkCount: smallCount,
    attributesPerEvent: smallCount,
    attributesPerLink: smallCount,
  }),
);

export const generatedProgram: fc.Arbitrary<Program> = fc.record({
  limits,
  hasGlobalContexts: fc.boolean(),
  // Most calls need a span: the first step always makes one.
  steps: fc.tuple(start, steps).map(([first, rest]) => [first, ...rest]),
  endsAll: fc.constantFrom(true, true, true, false),
});
