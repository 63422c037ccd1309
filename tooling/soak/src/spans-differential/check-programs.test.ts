import { expect, test } from "vitest";
import { checkPrograms, programText } from "./check-programs.ts";
import { sdkSide } from "./side.ts";

test("1,500 random programs export the same spans from our tracer and from the SDK's", async () => {
  const checked = await checkPrograms({ programs: 1500, seed: 1, maxMismatches: 3 });
  const found = checked.mismatches.map(
    ({ seed, message, program }) => `seed ${seed}: ${message}\n${programText(program)}`,
  );
  expect(found).toEqual([]);
  expect(checked.programs).toBe(1500);
  // A generator that no longer reaches much would go unseen without these.
  expect(checked.steps).toBeGreaterThan(10_000);
  expect(checked.distinctSpans).toBeGreaterThan(1500);
});

test("a tracer that differs in one thing is found out", async () => {
  const { mismatches } = await checkPrograms({
    programs: 500,
    seed: 1,
    maxMismatches: 1,
    side: (program) => sdkSide({ ...program, limits: { ...program.limits, eventCount: 2 } }),
  });
  expect(mismatches[0]?.message).toMatch(/^spans, /);
});
