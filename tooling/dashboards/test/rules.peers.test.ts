import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promtoolCheckRules, promtoolTestFiles } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { docker, ruleFiles } from "./written-queries.ts";

test("promtool finds nothing wrong with the rules", async () => {
  const { code, output } = await promtoolCheckRules(...ruleFiles);
  expect(output.match(/SUCCESS: [1-9]\d* rules found/g), output).toHaveLength(ruleFiles.length);
  expect(code).toBe(0);
});

const folder = join(docker, "prometheus/rules/tests");

test.concurrent.each(readdirSync(folder))("promtool's tests in %s pass", async (file) => {
  const { code, output } = await promtoolTestFiles(join(folder, file));
  expect(output).toContain("SUCCESS");
  expect(code, output).toBe(0);
});
