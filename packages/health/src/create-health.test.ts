import {
  createHealth,
  type HealthChange,
  type HealthCheck,
  type HealthProblem,
} from "@ettl/health";
import { eventually } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const failing = (name: string): HealthCheck => ({
  name,
  run() {
    throw new Error("refused");
  },
});

/** A check that ends when told to, whatever its signal says. */
function gated(name: string, timeoutMs?: number) {
  const started: AbortSignal[] = [];
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const check: HealthCheck = {
    name,
    ...(timeoutMs !== undefined && { timeoutMs }),
    run(signal) {
      started.push(signal);
      return gate;
    },
  };
  return { check, started, open: () => open() };
}

test("the report has the keys of the original, with its uptime and timestamps", async () => {
  let nowMs = Date.UTC(2024, 0, 15, 8, 0, 0);
  const health = createHealth({
    version: "1.0.0",
    now: () => nowMs,
    checks: [
      { name: "database", run: async () => {} },
      {
        name: "queue",
        run: () => ({ status: "degraded", message: "12 waiting", details: { waiting: 12 } }),
      },
    ],
  });
  nowMs += 9_015_900;
  const report = await health.check();
  expect(JSON.parse(JSON.stringify(report))).toEqual({
    status: "degraded",
    timestamp: "2024-01-15T10:30:15.900Z",
    version: "1.0.0",
    uptime: "2h30m15s",
    uptime_seconds: 9015,
    components: {
      database: {
        name: "database",
        status: "healthy",
        last_checked: "2024-01-15T10:30:15.900Z",
        duration: expect.stringMatching(/^[\d.]+(ns|µs|ms|s)$/),
        duration_ms: expect.any(Number),
      },
      queue: {
        name: "queue",
        status: "degraded",
        last_checked: "2024-01-15T10:30:15.900Z",
        message: "12 waiting",
        duration: expect.any(String),
        duration_ms: expect.any(Number),
        details: { waiting: 12 },
      },
    },
  });
});

test("a clock set back shows no negative uptime", async () => {
  let nowMs = 1_000_000;
  const health = createHealth({ version: "1", now: () => nowMs });
  nowMs = 0;
  expect(health.report()).toMatchObject({ uptime: "0s", uptime_seconds: 0 });
});

test.each([
  [["healthy", "degraded"], "degraded"],
  [["healthy", "degraded", "unknown"], "unknown"],
  [["degraded", "unknown", "unhealthy"], "unhealthy"],
  [[], "healthy"],
] as const)("%j together are %s", async (statuses, overall) => {
  const checks = statuses.map((status) => ({ name: status, run: () => ({ status }) }));
  expect((await createHealth({ version: "1", checks }).check()).status).toBe(overall);
});

test("a failure that is not critical only degrades, and is shown as what it is", async () => {
  const health = createHealth({
    version: "1",
    checks: [{ ...failing("cache"), critical: false }],
  });
  const report = await health.check();
  expect(report.status).toBe("degraded");
  expect(report.components.cache).toMatchObject({ status: "unhealthy", message: "refused" });
});

test("H1 a hung check times out while the others are reported", async () => {
  const hung = gated("hung", 20);
  const health = createHealth({
    version: "1",
    checks: [hung.check, { name: "fine", run: async () => {} }],
  });
  const report = await health.check();
  expect(report.status).toBe("unhealthy");
  expect(report.components.hung).toMatchObject({
    status: "unhealthy",
    message: "timed out after 20ms",
  });
  expect(report.components.fine?.status).toBe("healthy");
  expect(hung.started[0]?.aborted).toBe(true);
  expect(hung.started[0]?.reason).toMatchObject({ name: "TimeoutError" });
  expect(health.stats()).toMatchObject({ running: 1, runs: 2, failures: 1, timeouts: 1 });
});

test("checks run in parallel: one can wait for the other", async () => {
  const gate = gated("first");
  const health = createHealth({
    version: "1",
    checks: [gate.check, { name: "second", run: async () => gate.open() }],
  });
  expect((await health.check()).status).toBe("healthy");
});

test("H3 100 concurrent requests on a slow check are one run", async () => {
  const slow = gated("slow");
  const health = createHealth({ version: "1", checks: [slow.check] });
  const reports = Array.from({ length: 100 }, (_, index) =>
    index % 2 ? health.check() : health.probe("ready"),
  );
  expect(slow.started).toHaveLength(1);
  slow.open();
  for (const report of await Promise.all(reports)) expect(report.status).toBe("healthy");
  expect(health.stats()).toMatchObject({ runs: 1, running: 0 });
});

test("H4 while a hung check has not settled no second run begins, afterwards one does", async () => {
  const hung = gated("hung", 20);
  const health = createHealth({ version: "1", checks: [hung.check] });
  const first = await health.check();
  for (let request = 0; request < 50; request += 1) {
    const { components } = await health.check();
    expect(components.hung).toEqual(first.components.hung);
  }
  expect(hung.started).toHaveLength(1);

  hung.open();
  await eventually("the hung run has settled", () => health.stats().running === 0);
  expect(health.report().status).toBe("unhealthy");
  expect((await health.check()).status).toBe("healthy");
  expect(hung.started).toHaveLength(2);
});

test("a check that blocks the event loop shows in its duration, and liveness answers after it", async () => {
  const health = createHealth({
    version: "1",
    checks: [
      {
        name: "blocking",
        run() {
          const end = performance.now() + 100;
          while (performance.now() < end);
        },
      },
    ],
  });
  const [blocked, live] = await Promise.all([health.check(), health.probe("live")]);
  expect(blocked.components.blocking?.duration_ms).toBeGreaterThanOrEqual(100);
  expect(live.status).toBe("healthy");
});

test("H7 a dependency that is down makes readiness unhealthy, not liveness", async () => {
  const health = createHealth({ version: "1", checks: [failing("database")] });
  expect((await health.probe("ready")).status).toBe("unhealthy");
  expect(await health.probe("live")).toMatchObject({ status: "healthy", components: {} });
});

test("a check in no group counts for check() only", async () => {
  const health = createHealth({ version: "1", checks: [{ ...failing("report"), groups: [] }] });
  expect((await health.check()).status).toBe("unhealthy");
  expect(await health.probe("ready")).toMatchObject({ status: "healthy", components: {} });
});

test("H6 while draining readiness is unhealthy at once, without running a check", async () => {
  const slow = gated("slow");
  const health = createHealth({ version: "1", checks: [slow.check] });
  health.drain();
  expect((await health.probe("ready")).status).toBe("unhealthy");
  expect((await health.probe("live")).status).toBe("healthy");
  expect(slow.started).toHaveLength(0);
  expect(health.stats().draining).toBe(true);
});

test("H9 names with a newline and __proto__ are components like any other", async () => {
  const names = ["a\nb", "__proto__", "constructor", "toString", "7"];
  const health = createHealth({ version: "1", checks: names.map(failing) });
  const text = JSON.stringify(await health.check());
  expect(text).not.toContain("\n");
  const { components } = JSON.parse(text) as { components: Record<string, { name: string }> };
  expect(Object.keys(components).sort()).toEqual([...names].sort());
  expect(({} as { status?: string }).status).toBeUndefined();
});

test("H9 10k checks run at once and are all reported", async () => {
  const checks = Array.from({ length: 10_000 }, (_, index) => ({
    name: `check ${index}`,
    run: async () => {},
  }));
  const report = await createHealth({ version: "1", checks }).check();
  expect(report.status).toBe("healthy");
  expect(Object.keys(report.components)).toHaveLength(10_000);
});

test("onChange tells each change once, with the former status", async () => {
  let status: "healthy" | "degraded" = "healthy";
  const changes: HealthChange[] = [];
  const health = createHealth({
    version: "1",
    checks: [{ name: "disk", critical: false, run: () => ({ status, message: status }) }],
    onChange: (change) => changes.push(change),
  });
  await health.check();
  await health.probe("ready");
  status = "degraded";
  await Promise.all([health.check(), health.check()]);
  expect(changes.map(({ formerStatus, status }) => [formerStatus, status])).toEqual([
    ["unknown", "healthy"],
    ["healthy", "degraded"],
  ]);
  expect(changes[1]).toMatchObject({
    name: "disk",
    critical: false,
    component: { status: "degraded", message: "degraded" },
  });
});

test("callbacks that throw or reject harm nobody and are reported", async () => {
  const problems: HealthProblem[] = [];
  const health = createHealth({
    version: "1",
    checks: [{ name: "fine", run: () => {} }],
    onReport: async () => {
      throw new Error("from onReport");
    },
    onChange: () => {
      throw new Error("from onChange");
    },
    onProblem: (problem) => {
      problems.push(problem);
      throw new Error("from onProblem");
    },
  });
  expect((await health.check()).status).toBe("healthy");
  await eventually("both problems", () => problems.length === 2);
  expect(problems).toEqual([
    { code: "callback_failed", message: "a callback failed: from onChange" },
    { code: "callback_failed", message: "a callback failed: from onReport" },
  ]);
});

test("onReport gets the report of each check()", async () => {
  const reports: unknown[] = [];
  const health = createHealth({ version: "1", onReport: (report) => reports.push(report) });
  const report = await health.check();
  await health.probe("ready");
  expect(reports).toEqual([report]);
});

test("report() is what was last known, unknown before the first run", async () => {
  const health = createHealth({ version: "1", checks: [failing("database")] });
  const before = health.report();
  expect(before.status).toBe("unknown");
  expect(before.components.database).toEqual({
    name: "database",
    status: "unknown",
    message: "not checked yet",
    duration: "0s",
    duration_ms: 0,
  });
  await health.check();
  expect(health.report().status).toBe("unhealthy");
});

test("an unregistered check is gone, also from a request under way, and its name is free", async () => {
  const slow = gated("slow");
  const changes: HealthChange[] = [];
  const health = createHealth({
    version: "1",
    checks: [slow.check],
    onChange: (change) => changes.push(change),
  });
  const pending = health.check();
  expect(health.unregister("slow")).toBe(true);
  expect(health.unregister("slow")).toBe(false);
  health.register({ name: "slow", run: () => {} });
  expect((await pending).components).toEqual({});
  expect(slow.started[0]?.aborted).toBe(true);
  slow.open();
  expect(changes).toEqual([]);
  expect((await health.check()).status).toBe("healthy");
});

test("close ends what waits, keeps the last known state and is idempotent", async () => {
  const hung = gated("hung");
  const health = createHealth({
    version: "1",
    checks: [hung.check, { name: "fine", run: () => {} }],
  });
  const pending = health.check();
  await eventually("the first result", () => {
    return health.report().components.fine?.status === "healthy";
  });
  await Promise.all([health.close({ timeoutMs: 20 }), health.close({ timeoutMs: 20 })]);
  expect((await pending).components.hung?.status).toBe("unknown");
  expect(hung.started[0]?.aborted).toBe(true);
  expect(health.stats()).toMatchObject({ running: 1, draining: true, failures: 0 });

  expect((await health.check()).components.fine?.status).toBe("healthy");
  expect((await health.probe("ready")).status).toBe("unhealthy");
  expect((await health.probe("live")).status).toBe("healthy");
  expect(() => health.register(failing("late"))).toThrow("this health is closed");
  hung.open();
  await health[Symbol.asyncDispose]();
  expect(health.stats()).toMatchObject({ running: 0, runs: 2 });
});

test("a check that can't be registered is refused with what is allowed", () => {
  const health = createHealth({ version: "1", checks: [failing("database")] });
  const add = (check: unknown) => () => health.register(check as HealthCheck);
  expect(add(failing("database"))).toThrow(
    new TypeError('a health check named "database" is registered already'),
  );
  expect(add({ ...failing("a"), groups: ["live"] })).toThrow(
    'health check "a": the group "live" restarts this process',
  );
  expect(add({ ...failing("a"), groups: ["Ready!"] })).toThrow(
    'health check "a": "Ready!" can\'t be a group, expected at most 63 of a-z, 0-9, _ and -',
  );
  expect(add({ ...failing("a"), timeoutMs: 0 })).toThrow(RangeError);
  expect(add({ ...failing("a"), timeoutMs: Number.NaN })).toThrow(RangeError);
  expect(add({ name: "a" })).toThrow('health check "a": run must be a function');
  expect(add(failing(""))).toThrow(TypeError);
  expect(add(failing("x".repeat(201)))).toThrow(TypeError);
  expect(health.stats().checks).toBe(1);
  expect(() => createHealth({ version: "1", timeoutMs: 2 ** 31 })).toThrow(RangeError);
  expect(() =>
    createHealth({ version: "1", checks: [failing("twice"), failing("twice")] }),
  ).toThrow(TypeError);
});
