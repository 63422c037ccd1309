import { createHealth, type HealthChange, type HealthCheck, type HealthStatus } from "@ettl/health";
import { eventually } from "@ettl-tooling/test";
import { expect, test } from "vitest";

/** A check whose runs end when the test says so. */
function gated(name: string, more: Partial<HealthCheck> = {}) {
  let open = () => {};
  const state = { runs: 0, status: "healthy" as HealthStatus, open: () => open() };
  const check: HealthCheck = {
    name,
    ...more,
    async run() {
      state.runs += 1;
      await new Promise<void>((resolve) => {
        open = resolve;
      });
      return { status: state.status };
    },
  };
  return { check, state };
}

/** A check that gives one result after another, the last one for ever. */
function scripted(name: string, results: HealthStatus[], more: Partial<HealthCheck> = {}) {
  const check: HealthCheck = {
    name,
    ...more,
    run: () => ({ status: (results.length > 1 ? results.shift() : results[0]) ?? "healthy" }),
  };
  return check;
}

test("a probe before the first result waits for it, later ones are answered at once", async () => {
  const slow = gated("slow");
  await using health = createHealth({ version: "1", checks: [slow.check] });
  health.start();
  const first = health.probe();
  expect(health.report().status).toBe("unknown");
  slow.state.open();
  expect((await first).status).toBe("healthy");
  for (let i = 0; i < 100; i += 1) expect((await health.probe()).status).toBe("healthy");
  expect(slow.state.runs).toBe(1);
});

test("H3 100 probes and checks at once are one run", async () => {
  const slow = gated("slow");
  await using health = createHealth({ version: "1", checks: [slow.check] });
  const asked = Array.from({ length: 100 }, (_, i) => (i % 2 ? health.probe() : health.check()));
  slow.state.open();
  expect(new Set((await Promise.all(asked)).map(({ status }) => status))).toEqual(
    new Set(["healthy"]),
  );
  expect([slow.state.runs, health.stats().runs]).toEqual([1, 1]);
});

test("a result is refreshed in the background, and a stale one is not answered", async () => {
  let runs = 0;
  const run = () => {
    runs += 1;
  };
  await using health = createHealth({ version: "1" });
  health.register({ name: "often", run, intervalMs: 5 });
  health.register({ name: "stale", run: () => {}, intervalMs: 1e9, maxAgeMs: 0.001 });
  health.start();
  await eventually("ten runs in the background", () => runs >= 10);
  const before = health.stats().runs - runs;
  await health.probe();
  await health.probe();
  expect(health.stats().runs - runs - before).toBeGreaterThanOrEqual(2);
});

test("H4 a hung check never piles up, whoever asks", async () => {
  let running = 0;
  await using health = createHealth({ version: "1", timeoutMs: 5, intervalMs: 5 });
  health.register({
    name: "hung",
    maxAgeMs: 1,
    run: () => {
      running += 1;
      return new Promise(() => {});
    },
  });
  health.start();
  await eventually("the timeout", () => health.stats().timeouts === 1);
  for (let i = 0; i < 50; i += 1)
    expect((await health.probe()).components.hung).toMatchObject({
      status: "unhealthy",
      message: "timed out after 5ms",
    });
  expect([running, health.stats().running]).toEqual([1, 1]);
});

test("H5 what arrived while the event loop was blocked is no timeout", async () => {
  await using health = createHealth({ version: "1", timeoutMs: 50 });
  health.register({
    name: "file",
    run: () => import("node:fs/promises").then(({ stat }) => stat(".")).then(() => {}),
  });
  const asked = health.check();
  await Promise.resolve();
  const end = performance.now() + 300;
  while (performance.now() < end);
  expect((await asked).status).toBe("healthy");
});

const words = ["healthy", "degraded", "unhealthy", "unknown"] as const;
const badness = { healthy: 0, degraded: 1, unknown: 2, unhealthy: 3 };

test("thresholds: the status moves after so many results in a row, in 500 random runs", async () => {
  let seed = 20_261_124;
  const random = (n: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * n);
  };
  for (let round = 0; round < 500; round += 1) {
    const [failureThreshold, successThreshold] = [1 + random(3), 1 + random(3)];
    let next: HealthStatus = "healthy";
    const health = createHealth({ version: "1", failureThreshold, successThreshold });
    health.register({ name: "a", run: () => ({ status: next }) });
    let shown: HealthStatus | undefined;
    let row: { worse: boolean; count: number } = { worse: false, count: 0 };
    for (let step = 0; step < 20; step += 1) {
      next = words[random(4)] ?? "healthy";
      if (shown === undefined && next === "healthy") shown = next;
      if (next === shown) row = { worse: false, count: 0 };
      else {
        const worse = shown === undefined || badness[next] > badness[shown];
        row = { worse, count: row.count > 0 && row.worse === worse ? row.count + 1 : 1 };
        if (row.count >= (worse ? failureThreshold : successThreshold)) {
          shown = next;
          row = { worse: false, count: 0 };
        }
      }
      const { components } = await health.check();
      expect(components.a?.status).toBe(shown ?? "unknown");
    }
  }
});

test("a result that is not shown yet says how far it is", async () => {
  const results: HealthStatus[] = ["healthy", "unhealthy", "unhealthy", "unhealthy", "healthy"];
  const health = createHealth({ version: "1", failureThreshold: 3, successThreshold: 2 });
  health.register(scripted("a", results));
  const seen = [];
  for (let i = 0; i < 6; i += 1) {
    const { status, message } = (await health.check()).components.a ?? {};
    seen.push(`${status} ${message ?? ""}`.trim());
  }
  expect(seen).toEqual([
    "healthy",
    "healthy failed 1 of 3",
    "healthy failed 2 of 3",
    "unhealthy",
    "unhealthy recovering, 1 of 2",
    "healthy",
  ]);
});

test("changes tell the former state and how long it lasted, and the history keeps the latest", async () => {
  const changes: HealthChange[] = [];
  const health = createHealth({
    version: "1",
    historySize: 3,
    onChange: (change) => changes.push(change),
    checks: [scripted("a", ["healthy", "unhealthy", "healthy", "degraded", "degraded"])],
  });
  for (let i = 0; i < 5; i += 1) await health.check();
  expect(changes.map((c) => `${c.formerStatus} > ${c.status}`)).toEqual([
    "unknown > healthy",
    "healthy > unhealthy",
    "unhealthy > healthy",
    "healthy > degraded",
  ]);
  expect(changes.every(({ formerDurationMs }) => formerDurationMs >= 0)).toBe(true);
  expect(health.history().map(({ status }) => status)).toEqual([
    "degraded",
    "healthy",
    "unhealthy",
  ]);
  expect(health.history({ name: "b" })).toEqual([]);
});

test("start() refuses members and dependencies that are not there, and circles", () => {
  const checks = [scripted("a", []), scripted("b", [])];
  const start = (options: object) => () => createHealth({ version: "1", ...options }).start();
  expect(start({ checks, groups: { ready: ["a", "c"] } })).toThrow(
    'health group "ready": there is no check "c", there are "a", "b"',
  );
  expect(start({ checks: [scripted("a", [], { dependsOn: ["z"] })] })).toThrow(
    'health check "a" depends on "z", which is not there',
  );
  const circle = [
    scripted("a", [], { dependsOn: ["b"] }),
    scripted("b", [], { dependsOn: ["c"] }),
    scripted("c", [], { dependsOn: ["a"] }),
  ];
  expect(start({ checks: circle })).toThrow("in turn");
  expect(start({ groups: { live: [] } })).toThrow("unsafeInLive");
});
