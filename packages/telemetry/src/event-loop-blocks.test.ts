import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort, startProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

/** A program as a user writes it, that does what `work` says. */
const program = (work: string) => `
import { createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
import { stopOnSignals } from "@ettl/telemetry/signals";
import { execFileSync } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
const config = await loadTelemetryConfig({ file: process.env.FILE });
const telemetry = await createTelemetry(config, { version: "1" });
await telemetry.start();
const burnStrings = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
// The watcher's thread needs a moment to start.
await delay(300);
const show = async () => {
  const { body } = await telemetry.metrics.scrape({ accept: "application/openmetrics-text" });
  const { alerts } = await telemetry.alerts.history();
  console.log(JSON.stringify({ message: "shown", metrics: body.toString(), alerts }));
};
${work}
`;

type Line = Readonly<Record<string, unknown>>;

interface Shown {
  readonly metrics: string;
  readonly alerts: readonly {
    readonly title: string;
    readonly source: string;
    readonly level: string;
    readonly message: string;
    readonly status: string;
    readonly trace_id?: string;
    readonly correlation_id?: string;
    readonly metadata?: { readonly stack: string };
  }[];
}

async function started(work: string, toml = "event_loop_block_ms = 100") {
  const folder = await temporaryFolder();
  const file = join(folder.path, "ettl.toml");
  const port = await freePort();
  await writeFile(file, `[monitoring]\nmetrics_port = ${port}\n${toml}\n`, { mode: 0o600 });
  const running = startProgram(["--input-type=module", "--eval", program(work)], {
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    env: { FILE: file },
  });
  const lines = (): Line[] =>
    running
      .stdout()
      .split("\n")
      .filter((line) => line.startsWith("{") && line.endsWith("}"))
      .map((line) => JSON.parse(line));
  return {
    running,
    lines,
    blocks: () => lines().filter(({ message }) => message === "event_loop.blocked"),
    shown: () => lines().find(({ message }) => message === "shown") as Shown | undefined,
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** The only one there is. */
const one = <T>(list: readonly T[] | undefined): T => {
  expect(list).toHaveLength(1);
  return (list as readonly [T])[0];
};

test("a block within an operation is a line, a metric and an alert that name its function and its trace", async () => {
  await using used = await started(`
    await telemetry.operation("report", async () => {
      await delay(20);
      burnStrings(300);
    });
    await delay(500);
    await show();
    await telemetry.stop();
  `);
  expect(await used.running.ended()).toEqual({ code: 0, signal: null });
  expect(used.running.stderr()).toBe("");
  const operation = used.lines().find(({ message }) => message === "operation.completed");
  const line = one(used.blocks());
  expect(line.function).toBe("burnStrings");
  expect(line.level).toBe("warn");
  expect(line.stack).toMatch(/^at burnStrings \(\[eval1\]:9:\d+\)\nat /);
  expect(line.trace_id).toBe(operation?.trace_id);
  expect(line.span_id).toBe(operation?.span_id);
  expect(line.correlation_id).toBe(operation?.correlation_id);
  expect(line.duration_ms).toBeGreaterThanOrEqual(299);
  expect(line.duration_ms).toBeLessThan(1_500);

  const { metrics, alerts } = used.shown() ?? {};
  expect(metrics).toContain('ettl_event_loop_blocks_total{function="burnStrings"} 1');
  expect(metrics).toMatch(
    new RegExp(
      `ettl_event_loop_block_duration_seconds_bucket{le="[^"]*"} 1 # {trace_id="${operation?.trace_id}"`,
    ),
  );
  expect(metrics).toContain("ettl_event_loop_block_duration_seconds_count 1");
  const alert = one(alerts);
  expect(alert).toMatchObject({
    title: "Event loop blocked",
    source: "event-loop",
    level: "warning",
    status: "firing",
    trace_id: operation?.trace_id,
    correlation_id: operation?.correlation_id,
  });
  expect(alert.message).toMatch(
    /^the event loop was blocked for \d+ ms in burnStrings \(.*:\d+:\d+\)$/,
  );
  expect(alert.metadata?.stack).toBe(line.stack);
});

test("a block at the very end of a program is told before the stop, which resolves the alert", async () => {
  await using used = await started(`
    await telemetry.operation("report", () => burnStrings(300));
    await telemetry.stop();
    const { alerts } = await telemetry.alerts.history();
    console.log(JSON.stringify({ message: "shown", metrics: "", alerts }));
  `);
  expect(await used.running.ended()).toEqual({ code: 0, signal: null });
  expect(one(used.blocks()).function).toBe("burnStrings");
  expect(used.shown()?.alerts.map(({ status, message }) => [status, message])).toEqual([
    ["resolved", expect.stringMatching(/^the program stops; blocks: 1, the longest of \d+ ms$/)],
    ["firing", expect.stringContaining("in burnStrings (")],
  ]);
});

test("native code that blocks is told with the function that called it", async () => {
  await using used = await started(`
    function waitForProgram() { execFileSync("sleep", ["0.3"]); }
    await telemetry.operation("report", () => waitForProgram());
    await delay(500);
    await telemetry.stop();
  `);
  expect(await used.running.ended()).toEqual({ code: 0, signal: null });
  const operation = used.lines().find(({ message }) => message === "operation.completed");
  expect(one(used.blocks())).toMatchObject({
    function: "waitForProgram",
    trace_id: operation?.trace_id,
  });
});

test("each block is told once, also when one follows upon the other", async () => {
  await using used = await started(`
    for (let n = 0; n < 4; n++) {
      burnStrings(300);
      await new Promise(setImmediate);
      await delay(1);
    }
    await delay(500);
    await telemetry.stop();
  `);
  expect(await used.running.ended()).toEqual({ code: 0, signal: null });
  expect(used.blocks()).toHaveLength(4);
});

test("a program that is busy in short slices is told nothing, nor one that was stopped for a while", async () => {
  await using used = await started(
    `
    function lateBlock() { burnStrings(1_000); }
    process.on("SIGUSR2", lateBlock);
    setTimeout(() => console.log("busy"), 1_000);
    for (;;) {
      burnStrings(10);
      await new Promise(setImmediate);
    }
  `,
    "event_loop_block_ms = 500",
  );
  await used.running.printed(/busy/);
  used.running.kill("SIGSTOP");
  // How long it is stopped is what this is about.
  await delay(1_500);
  used.running.kill("SIGCONT");
  await delay(500);
  used.running.kill("SIGUSR2");
  await used.running.printed(/event_loop\.blocked.*\n/);
  expect(one(used.blocks()).stack).toContain("\nat lateBlock (");
});

test("the watch keeps no program alive", async () => {
  await using used = await started(
    "burnStrings(300);",
    "enabled = false\nevent_loop_block_ms = 100",
  );
  expect(await used.running.ended()).toEqual({ code: 0, signal: null });
  expect(used.running.stderr()).toBe("");
});

test("a program that exits in the middle of a block exits, and says nothing of debuggers", async () => {
  for (const work of ["burnStrings(150);", 'execFileSync("sleep", ["0.15"]);']) {
    await using used = await started(`${work} process.exit(3);`);
    expect(await used.running.ended()).toEqual({ code: 3, signal: null });
    expect(used.running.stderr()).toBe("");
  }
});

test("SIGTERM ends a watched program with code 0, also after a block", async () => {
  await using used = await started(`
    stopOnSignals(telemetry);
    console.log("ready");
    setInterval(() => burnStrings(200), 300);
  `);
  await used.running.printed(/event_loop\.blocked/);
  used.running.kill("SIGTERM");
  expect(await used.running.ended()).toEqual({ code: 0, signal: null });
  expect(used.running.stderr()).toBe("");
});

test("no block is told of a program that somebody debugs", async () => {
  await using used = await started(`
    const { open, close } = await import("node:inspector");
    open(0, "127.0.0.1");
    await delay(100);
    burnStrings(300);
    await delay(300);
    close();
    await delay(200);
    function afterwards() { burnStrings(300); }
    afterwards();
    await delay(300);
    await telemetry.stop();
  `);
  expect((await used.running.ended()).code).toBe(0);
  expect(one(used.blocks()).stack).toContain("at afterwards (");
});

test("event_loop_block_ms is 0 or at least 20", async () => {
  await using used = await started("", "event_loop_block_ms = 5");
  expect((await used.running.ended()).code).toBe(1);
  expect(used.running.stderr()).toContain("expected 0 (off), or 20 milliseconds or more");
});
