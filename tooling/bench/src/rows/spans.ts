import { AsyncLocalStorage } from "node:async_hooks";
import { registerAsyncContext } from "../async-context.ts";
import type { Case, TimedRow, Verdict } from "../row.ts";
import { factsOf, perTurn, turn } from "./span/evidence.ts";
import type { SideOptions, SpanSide } from "./span/side.ts";
import { openByHand, openOurs, type Way } from "./span/sides.ts";

const peer = "SDK by hand";
const what = "an active span with 4 attributes and 2 events";

/** A span as programs make them, ours beside the SDK's, by the share of traces that is sampled. */
export const spanRows: readonly TimedRow[] = [
  row("span-sampled", `${what}, all sampled`, 1, "startActiveSpan"),
  row("span-tenth", `${what}, one trace in ten sampled`, 0.1, "startActiveSpan"),
  row("span-off", `${what}, none sampled`, 0, "startActiveSpan"),
  row("span-with", `${what}, all sampled, by withSpan`, 1, "withSpan"),
];

function row(name: string, work: string, rate: number, way: Way): TimedRow {
  return {
    name,
    work,
    goals: [{ peer, atMost: 1 }],
    check: () => check(rate, way),
    async open() {
      registerAsyncContext();
      const options: SideOptions = { rate, take: () => {}, remembers: false };
      const ours = openOurs(options, way);
      const byHand = openByHand(options);
      const off = rate === 0 ? [openOurs(options, way, false)] : [];
      return {
        cases: [
          caseOf(ours, "ours"),
          caseOf(byHand, "peer"),
          ...off.map((side) => caseOf(side, "peer")),
          enteredContext,
        ],
        async [Symbol.asyncDispose]() {
          for (const side of [ours, byHand, ...off]) await side.close();
        },
      };
    },
  };
}

async function check(rate: number, way: Way): Promise<Verdict> {
  registerAsyncContext();
  const count = 10_000;
  const facts = (open: (options: SideOptions) => SpanSide) =>
    factsOf((take) => open({ rate, take, remembers: true }), count, rate);
  const ours = await facts((options) => openOurs(options, way));
  const byHand = await facts(openByHand);
  const expected: Readonly<Record<string, string>> = {
    "spans begun and active": String(count),
    "valid ids": String(count),
    traces: String(count),
    "sampled share": `near ${rate}`,
    "spans that came out": "all sampled ones",
    "pages in order": "true",
  };
  const differences = Object.keys(ours).flatMap((name) => {
    const wanted = expected[name] ?? byHand[name];
    return ours[name] === wanted && byHand[name] === wanted
      ? []
      : [`${name}\n    ours         ${ours[name]}\n    ${peer}  ${byHand[name]}`];
  });
  const spans = count.toLocaleString("en");
  return {
    summary: `${spans} spans each, the same ${Object.keys(ours).length} facts`,
    differences,
  };
}

const caseOf = (side: SpanSide, role: Case["role"]): Case => ({
  name: side.name,
  role,
  async run(iterations) {
    for (let place = 0; place < iterations; place++) {
      side.span(place);
      // For the queue of ours: what is made within one turn is more than any holds.
      if (place % perTurn === perTurn - 1) await turn();
    }
  },
});

/** An active span has to be active: no work that ends with its function can cost less. */
const enteredContext: Case = {
  name: "enter a context",
  role: "limit",
  async run(iterations) {
    const storage = new AsyncLocalStorage<object>();
    const context = {};
    const nothing = () => {};
    for (let place = 0; place < iterations; place++) {
      storage.run(context, nothing);
      if (place % perTurn === perTurn - 1) await turn();
    }
    storage.disable();
  },
};
