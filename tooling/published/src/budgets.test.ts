import { expect, test } from "vitest";
import { overBudget } from "./budgets.ts";

const budgets = { "@ettl/x": { publishedKb: 50, installedKb: 1_000 } };
const weighing = (packedBytes: number, bytes: number) =>
  overBudget({ name: "@ettl/x", packedBytes }, { bytes, packages: 3 }, budgets);

test("lets a package weigh what its budget says", () => {
  expect(weighing(50_000, 1_000_000)).toEqual([]);
});

test("says by how much a package is over its budget, and how to raise that", () => {
  expect(weighing(60_000, 1_250_000)).toEqual([
    "@ettl/x weighs 60 kB as published, 10 kB (20 %) over its budget of 50. If that is worth it, " +
      "set publishedKb in tooling/published/budgets.json to 69, which leaves the usual slack",
    "@ettl/x weighs 1250 kB installed, 250 kB (25 %) over its budget of 1000. If that is worth it, " +
      "set installedKb in tooling/published/budgets.json to 1438, which leaves the usual slack",
  ]);
});

test("asks for the budget of a new package", () => {
  const [problem] = overBudget(
    { name: "@ettl/y", packedBytes: 1 },
    { bytes: 1, packages: 1 },
    budgets,
  );
  expect(problem).toMatch(/^@ettl\/y has no budget\./);
});
