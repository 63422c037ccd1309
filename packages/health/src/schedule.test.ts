import { createHealth, type HealthTurn } from "@ettl/health";
import { eventually } from "@ettl-tooling/test";
import { expect, test } from "vitest";

test("a thousand checks begin one after the other, and each goes on at its own interval", async () => {
  const runs = new Map<string, number>();
  const firstAtMs: number[] = [];
  await using health = createHealth({ version: "1", intervalMs: 200 });
  for (let index = 0; index < 1_000; index += 1)
    health.register({
      name: `watch ${index}`,
      run() {
        const before = runs.get(`watch ${index}`) ?? 0;
        if (before === 0) firstAtMs.push(performance.now());
        runs.set(`watch ${index}`, before + 1);
      },
    });
  health.start();
  expect(runs.size).toBe(20);
  await eventually("each has run twice", () =>
    [...runs.values()].every((count) => count >= 2 && runs.size === 1_000),
  );
  const lastMs = firstAtMs.at(-1) ?? 0;
  expect(lastMs - (firstAtMs[0] ?? 0)).toBeGreaterThan(4_000);
});

test("after a blocked event loop the next run comes an interval later, not at once", async () => {
  const runsAtMs: number[] = [];
  await using health = createHealth({ version: "1", intervalMs: 200 });
  health.register({
    name: "a",
    run() {
      runsAtMs.push(performance.now());
    },
  });
  health.start();
  await eventually("the second run", () => runsAtMs.length === 2);
  const end = performance.now() + 350;
  while (performance.now() < end);
  await eventually("the fourth run", () => runsAtMs.length === 4);
  // From the one that was late to the next: nine tenths of the interval at least.
  expect((runsAtMs[3] ?? 0) - (runsAtMs[2] ?? 0)).toBeGreaterThan(175);
});

test("a probe does not begin the runs whose first turn is still to come", async () => {
  let runs = 0;
  await using health = createHealth({ version: "1" });
  for (let index = 0; index < 1_000; index += 1)
    health.register({
      name: `watch ${index}`,
      critical: false,
      run() {
        runs += 1;
      },
    });
  health.start();
  const { status, components } = await health.probe();
  expect(runs).toBeLessThan(500);
  expect([status, components["watch 999"]?.status]).toEqual(["degraded", "unknown"]);
  expect(components["watch 0"]?.status).toBe("healthy");
});

test("H4 a run that has not settled is skipped, counted and told, and delays no other", async () => {
  const turns: HealthTurn[] = [];
  let others = 0;
  await using health = createHealth({
    version: "1",
    intervalMs: 5,
    timeoutMs: 1_000_000,
    onTurn: (turn) => turns.push(turn),
  });
  health.register({ name: "hung", run: () => new Promise(() => {}) });
  health.register({
    name: "other",
    run() {
      others += 1;
    },
  });
  health.start();
  await eventually("ten runs of the other", () => others >= 10 && health.stats().skipped >= 5);
  expect(turns.filter(({ skipped }) => skipped).length).toBe(health.stats().skipped);
  expect(turns.every(({ delayMs }) => delayMs >= 0)).toBe(true);
});

test("refresh runs a check at once, and anew where a run is under way", async () => {
  let value = "unhealthy" as "healthy" | "unhealthy";
  let release = () => {};
  await using health = createHealth({ version: "1", intervalMs: 1e9 });
  health.register({
    name: "slow",
    async run() {
      const seen = value;
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return { status: seen };
    },
  });
  health.start();
  value = "healthy";
  const refreshed = health.refresh("slow");
  release();
  await eventually("the second run", () => health.stats().runs === 2);
  release();
  expect(await refreshed).toBe(true);
  expect(health.report().components.slow?.status).toBe("healthy");
  expect(await health.refresh("nobody")).toBe(false);
});

test("subscribers get each result with the component as it is shown, until they leave", async () => {
  const results = ["healthy", "unhealthy", "unhealthy"] as const;
  let at = 0;
  await using health = createHealth({ version: "1", failureThreshold: 2 });
  health.register({ name: "a", run: () => ({ status: results[at++] ?? "healthy" }) });
  const seen: string[] = [];
  const leave = health.subscribe(({ status, component }) => {
    seen.push(`${status} shown as ${component.status}`);
  });
  for (let run = 0; run < 3; run += 1) await health.check();
  leave();
  await health.check();
  expect(seen).toEqual([
    "healthy shown as healthy",
    "unhealthy shown as healthy",
    "unhealthy shown as unhealthy",
  ]);
});

test("a component that is not announced is in reports and the history, and told to nobody", async () => {
  const told: string[] = [];
  await using health = createHealth({ version: "1", onChange: ({ name }) => told.push(name) });
  for (const name of ["loud", "quiet"])
    health.register({ name, announced: name === "loud", run: () => ({ status: "degraded" }) });
  const { components } = await health.check();
  expect(components.quiet?.status).toBe("degraded");
  expect(told).toEqual(["loud"]);
  expect(health.history().map(({ name }) => name)).toEqual(["quiet", "loud"]);
});
