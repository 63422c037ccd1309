import { createHealth } from "@ettl/health";
import { system } from "@ettl/health/checks/system";
import { expect, test } from "vitest";

test("shows memory, active resources and processors as the original did", async () => {
  const report = await createHealth({ version: "1", checks: [system()] }).check();
  const component = report.components.system;
  expect(component).toMatchObject({
    name: "system",
    status: "healthy",
    message: expect.stringMatching(/^Memory usage: \d+\.\d\d MB$/),
    details: {
      memory_alloc_mb: expect.any(Number),
      goroutines: expect.any(Number),
      num_cpu: expect.any(Number),
    },
  });
  const { memory_alloc_mb, num_cpu } = component?.details ?? {};
  expect(Number.parseFloat(component?.message?.slice("Memory usage: ".length) ?? "")).toBe(
    memory_alloc_mb,
  );
  expect(memory_alloc_mb).toBeGreaterThan(1);
  expect(num_cpu).toBeGreaterThanOrEqual(1);
});
