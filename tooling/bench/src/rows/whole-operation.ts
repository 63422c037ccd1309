import { mkdtemp, rm } from "node:fs/promises";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { registerAsyncContext } from "../async-context.ts";
import type { Case, OpenRow, Row, Verdict } from "../row.ts";
import { type Facts, factsOf } from "./whole-operation/evidence.ts";
import { openHandWired } from "./whole-operation/hand-wired.ts";
import { openOurs } from "./whole-operation/ours.ts";
import { type OpenSide, type Side, twoEvents } from "./whole-operation/side.ts";

const checkedOperations = 2000;

/** One export observed from end to end, ours beside the same records wired by hand. */
export const wholeOperation: Row = {
  name: "whole-operation",
  work: "span with 2 events, counter, histogram, exemplars, 2 log lines; sampling 0.1",
  goals: [{ peer: "hand-wired", atMost: 0.7 }],
  check,
  open,
};

async function check(): Promise<Verdict> {
  registerAsyncContext();
  const ours = await witnessed(openOurs);
  const handWired = await witnessed(openHandWired);
  const names = new Set([...Object.keys(ours), ...Object.keys(handWired)]);
  const expected = expectedFacts();
  const differences = [...names].flatMap((name) => {
    const wanted = expected[name] ?? ours[name];
    if (ours[name] === wanted && handWired[name] === wanted) return [];
    const wish = expected[name] === undefined ? "" : `\n    expected    ${wanted}`;
    return [`${name}\n    ours        ${ours[name]}\n    hand-wired  ${handWired[name]}${wish}`];
  });
  const count = checkedOperations.toLocaleString("en");
  return { summary: `${count} operations each, the same ${names.size} facts`, differences };
}

async function open(): Promise<OpenRow> {
  registerAsyncContext();
  const sides = [await openOurs(devNull), await openHandWired(devNull)] as const;
  const [ours, handWired] = sides;
  return {
    cases: [caseOf(ours, "ours"), caseOf(handWired, "peer"), emptyCall],
    async [Symbol.asyncDispose]() {
      for (const side of sides) await side.close();
    },
  };
}

const caseOf = (side: Side, role: Case["role"]): Case => ({
  name: side.name,
  role,
  async run(iterations) {
    for (let left = iterations; left > 0; left--) await side.operation(twoEvents);
  },
});

/** An observed function is an asynchronous one: nothing can cost less than to call and await it. */
const emptyCall: Case = {
  name: "empty async call",
  role: "limit",
  async run(iterations) {
    const nothing = async () => {};
    for (let left = iterations; left > 0; left--) await nothing();
  },
};

async function witnessed(openSide: OpenSide): Promise<Facts> {
  const folder = await mkdtemp(join(tmpdir(), "ettl-bench-"));
  const logFile = join(folder, "app.log");
  try {
    const side = await openSide(logFile);
    const facts = await factsOf(side, logFile, twoEvents, checkedOperations);
    await side.close();
    return facts;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Where the truth is known, equal is not enough: both could be wrong alike. */
function expectedFacts(): Facts {
  const count = String(checkedOperations);
  const lines = String(2 * checkedOperations);
  return {
    counter: `format="csv",status="success",type="watched" = ${count}`,
    "counter's exemplar": "of sampled spans",
    "histogram's count": `status="success",type="watched" = ${count}`,
    "histogram's exemplars": "of sampled spans",
    "log lines": lines,
    "levels of lines": "info",
    "lines with the ids of their span": lines,
    "lines that share their correlation id": lines,
    "correlation ids": count,
    "trace ids": count,
    "sampled share": "near 0.1",
    "sampled spans begun and ended": "all",
  };
}
