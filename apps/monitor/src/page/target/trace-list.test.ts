import { expect, test } from "vitest";
import { otlpSpans } from "./otlp-spans.ts";
import { tookText } from "./took-text.ts";
import { traceTicks } from "./trace-axis.ts";
import { tracesOf, worthShowing } from "./trace-list.ts";

const answer = (...spans: readonly object[]) =>
  tracesOf(otlpSpans({ resourceSpans: [{ scopeSpans: [{ spans }] }] }));
const failed = { status: { code: 2 } };
const at = (ms: number) => String(1_796_000_000_000_000_000n + BigInt(ms) * 1_000_000n);
const times = (fromMs: number, toMs: number) => ({
  startTimeUnixNano: at(fromMs),
  endTimeUnixNano: at(toMs),
});

test("a trace has the name, the outcome and the id of its first span, and the time of all", () => {
  const traces = answer(
    { traceId: "t", spanId: "2", parentSpanId: "1", name: "late", ...times(5, 40), ...failed },
    {
      ...{ traceId: "t", spanId: "1", name: "run", ...times(0, 20) },
      attributes: [{ key: "correlation_id", value: { stringValue: "run-1" } }],
    },
  );
  expect(traces).toMatchObject([
    {
      traceId: "t",
      name: "run",
      tone: "warn",
      durationMs: 40,
      correlationId: "run-1",
      isWhole: true,
    },
  ]);
});

test("a trace whose first span has not ended is not called failed: what failed may be tried again", () => {
  const [open] = answer({ traceId: "t", spanId: "2", parentSpanId: "1", name: "GET", ...failed });
  expect(open).toMatchObject({ name: "GET", isWhole: false, tone: "warn" });
});

test("what another program began is whole where its part of it is", () => {
  const remote = { traceId: "t", spanId: "2", parentSpanId: "far", name: "GET /", ...failed };
  for (const more of [{ kind: 2 }, { kind: 5 }, { flags: 0x301 }])
    expect(answer({ ...remote, ...more })).toMatchObject([{ isWhole: true, tone: "bad" }]);
  expect(answer({ ...remote, flags: 0x101 })).toMatchObject([{ isWhole: false }]);
});

test("the newest that failed is worth showing, else the newest", () => {
  const good = { traceId: "good", spanId: "1" };
  const bad = { traceId: "bad", spanId: "1", ...failed };
  expect(worthShowing(answer(good, bad, { ...bad, traceId: "older" }))?.traceId).toBe("bad");
  expect(worthShowing(answer(good, { ...good, traceId: "older" }))?.traceId).toBe("good");
  expect(worthShowing([])).toBeUndefined();
});

test("times on the axis are round and few, from nanoseconds to days", () => {
  expect(traceTicks(31_400).map(({ text }) => text)).toEqual(["0 s", "10 s", "20 s", "30 s"]);
  expect(traceTicks(2_090).map(({ text }) => text)).toEqual([
    "0 s",
    "0.5 s",
    "1 s",
    "1.5 s",
    "2 s",
  ]);
  expect(traceTicks(46).map(({ text }) => text)).toEqual([
    "0 ms",
    "10 ms",
    "20 ms",
    "30 ms",
    "40 ms",
  ]);
  for (let totalMs = 1e-4; totalMs < 1e9; totalMs *= 1.7) {
    const ticks = traceTicks(totalMs);
    expect([totalMs, ticks.length >= 2 && ticks.length <= 6]).toEqual([totalMs, true]);
    expect(ticks.every(({ x }) => x >= 0 && x <= 97)).toBe(true);
    expect(new Set(ticks.map(({ text }) => text)).size).toBe(ticks.length);
  }
  expect(traceTicks(0)).toEqual([{ x: 0, text: "0" }]);
});

test("durations have about three digits", () => {
  expect([0, 0.426, 3.21, 38, 999, 4_100, 31_400, 214_000].map(tookText)).toEqual([
    ...["0 ms", "0.43 ms", "3.2 ms", "38 ms", "999 ms", "4.10 s", "31.4 s", "214 s"],
  ]);
});
