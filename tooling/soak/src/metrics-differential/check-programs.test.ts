import { expect, test } from "vitest";
import { checkPrograms, programText } from "./check-programs.ts";

test("1,500 random programs write the same bytes on our instruments and on prom-client's", async () => {
  const checked = await checkPrograms({ programs: 1500, seed: 1, maxMismatches: 3 });
  const found = checked.mismatches.map(
    ({ seed, message, program }) => `seed ${seed}: ${message}\n${programText(program)}`,
  );
  expect(found).toEqual([]);
  expect(checked.programs).toBe(1500);
  // A generator that no longer reaches much would go unseen without these.
  expect(checked.steps).toBeGreaterThan(20_000);
  expect(checked.distinctOutputs).toBeGreaterThan(5000);
});
