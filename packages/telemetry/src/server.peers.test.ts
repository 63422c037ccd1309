import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { servedTelemetry } from "../test/served-telemetry.ts";

/** 200 connections, made within a second, for a minute at most. */
const slowhttptest = ["-c", "200", "-r", "200", "-l", "60"];

const attacks = [
  { name: "slow headers", options: ["-H", "-i", "1"], path: "/health/live" },
  { name: "slow bodies", options: ["-B", "-i", "1", "-s", "8192"], path: "/upload" },
  {
    name: "slow reading",
    options: ["-X", "-n", "5", "-z", "1", "-w", "1", "-y", "1"],
    path: "/huge",
  },
] as const;

test.for(attacks)(
  "S1 slowhttptest: others are served through $name, and its 200 connections are closed",
  async ({ name, options, path }) => {
    const huge = Buffer.alloc(16 * 1024 * 1024);
    const limits = { headersTimeoutMs: 3_000, requestTimeoutMs: 4_000, stalledTimeoutMs: 4_000 };
    await using served = await servedTelemetry({}, limits, (app) => {
      app.get("/huge", (context) => context.body(huge));
      app.post("/upload", async (context) => context.text(await context.req.text()));
    });
    const attack = spawn("slowhttptest", [...slowhttptest, "-u", served.url + path, ...options], {
      stdio: "ignore",
    });
    let attacking = true;
    const ended = new Promise<void>((resolve, reject) => {
      attack.on("error", reject).on("close", () => {
        attacking = false;
        resolve();
      });
    });
    const tookMs: number[] = [];
    const connections = () => served.server.stats().connections;
    const begunMs = performance.now();
    let most = 0;
    while (attacking && !(most > 190 && connections() < 5)) {
      const before = performance.now();
      // Five times the fault's own deadline, for a machine that is busy.
      const signal = AbortSignal.timeout(2_500);
      expect((await fetch(`${served.url}/health/live`, { signal })).status).toBe(200);
      tookMs.push(performance.now() - before);
      most = Math.max(most, connections());
    }
    // Not because the attack was over: it gives up early only when nothing is left of it.
    expect(performance.now() - begunMs).toBeLessThan(55_000);
    expect(connections()).toBeLessThan(5);
    attack.kill("SIGKILL");
    await ended;
    const slowest = tookMs.sort((a, b) => b - a).map(Math.round);
    const p99 = slowest[Math.floor(slowest.length / 100)];
    console.info(`${name}: ${slowest.length} answers, slowest ${slowest[0]} ms, p99 ${p99} ms`);
    expect(most).toBeGreaterThan(190);
  },
);
