import { fileURLToPath } from "node:url";
import { createTracing } from "@ettl/tracing";
import { runProgram } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { service } from "../test/collected.ts";

test("a million ids: each is hex of its length, none is zero, none comes twice", () => {
  const tracing = createTracing({ ...service, samplingRate: 0 });
  const count = 500_000;
  const traces = new Set<string>();
  const spans = new Set<string>();
  let malformed = 0;
  const traceForm = /^(?!0+$)[0-9a-f]{32}$/;
  const spanForm = /^(?!0+$)[0-9a-f]{16}$/;
  for (let made = 0; made < count; made++) {
    const { traceId, spanId } = tracing.tracer.startSpan("one", { root: true }).spanContext();
    if (!traceForm.test(traceId) || !spanForm.test(spanId)) malformed++;
    traces.add(traceId);
    spans.add(spanId);
  }
  expect(malformed).toBe(0);
  expect(traces.size).toBe(count);
  // By chance two of so many are equal in one run of 150 million.
  expect(spans.size).toBe(count);
});

test("each of an id's digits takes every value equally often", () => {
  const tracing = createTracing({ ...service, samplingRate: 0 });
  const count = 160_000;
  const seen = new Map<string, number>();
  for (let made = 0; made < count; made++) {
    const { traceId, spanId } = tracing.tracer.startSpan("one", { root: true }).spanContext();
    for (const [place, digit] of [...(traceId + spanId)].entries()) {
      const cell = `${place} ${digit}`;
      seen.set(cell, (seen.get(cell) ?? 0) + 1);
    }
  }
  expect(seen.size).toBe(48 * 16);
  // Chi-squared of 16 values: mean 15, and above 80 once in 10^10 places.
  for (let place = 0; place < 48; place++) {
    const expected = count / 16;
    const chiSquared = [..."0123456789abcdef"]
      .map((digit) => ((seen.get(`${place} ${digit}`) ?? 0) - expected) ** 2 / expected)
      .reduce((sum, each) => sum + each, 0);
    expect(chiSquared, `digit ${place}`).toBeLessThan(80);
    // Too even is no chance either.
    expect(chiSquared, `digit ${place}`).toBeGreaterThan(0.5);
  }
});

test("processes and worker threads of one program have no id in common", async () => {
  const program = fileURLToPath(new URL("../test/ids-program.mjs", import.meta.url));
  const runs = await Promise.all([runProgram([program]), runProgram([program])]);
  const ids = runs.flatMap(({ stdout }) => JSON.parse(stdout) as string[]);
  expect(ids).toHaveLength(16_000);
  expect(new Set(ids).size).toBe(16_000);
});

test("several tracings of one process have no id in common", () => {
  const ids = Array.from({ length: 50 }, () => createTracing(service)).flatMap((tracing) =>
    Array.from({ length: 100 }, () => tracing.startSpan("one").spanContext().spanId),
  );
  expect(new Set(ids).size).toBe(5000);
});
