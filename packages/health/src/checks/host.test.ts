import { utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createHealth, type HealthCheck } from "@ettl/health";
import { diskSpace } from "@ettl/health/checks/disk-space";
import { jobFreshness, jobFreshnessOfFile } from "@ettl/health/checks/job-freshness";
import { type SystemOptions, system } from "@ettl/health/checks/system";
import { traktApi } from "@ettl/health/checks/trakt-api";
import { freePort, httpReceiver, startProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

async function componentOf(check: HealthCheck) {
  const { components } = await createHealth({ version: "1", checks: [check] }).check();
  return components[check.name];
}

const exceeded: [SystemOptions, string, RegExp][] = [
  [{ maxRssMb: 1 }, "unhealthy", /MB; resident memory [\d.]+ MB, expected at most 1 MB$/],
  [{ maxHeapRatio: 1e-6 }, "unhealthy", /; heap of its limit [\d.]+ %, expected at most 0 %$/],
  [{ maxMemoryRatio: 1e-6 }, "unhealthy", /; memory of its limit [\d.]+ %/],
  [{ maxCpuRatio: 1e-9 }, "degraded", /; processor use [\d.]+ %/],
  [{ maxCpuRatio: 1e-9, maxRssMb: 1 }, "unhealthy", /resident memory.*processor use/],
];
test.each(exceeded)("system(%j) is %s", async (limits, status, message) => {
  const component = await componentOf(system(limits));
  expect(component?.message).toMatch(message);
  expect(component?.status).toBe(status);
});

test("system() within its limits is healthy", async () => {
  const limits = { maxRssMb: 1e6, maxHeapRatio: 1, maxMemoryRatio: 1, maxEventLoopDelayMs: 1e6 };
  expect((await componentOf(system(limits)))?.status).toBe("healthy");
  expect(() => system({ maxHeapRatio: 2 })).toThrow("maxHeapRatio is 2");
});

test("H5 a blocked event loop shows, and is over when the next interval was free", async () => {
  const health = createHealth({ version: "1", checks: [system({ maxEventLoopDelayMs: 250 })] });
  const loop = async () => (await health.check()).components.system;
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  expect((await loop())?.status).toBe("healthy");
  // The histogram's own timer has to have run once before it can be late.
  await pause(60);
  const end = performance.now() + 600;
  while (performance.now() < end);
  await pause(60);
  const blocked = await loop();
  expect(blocked).toMatchObject({
    status: "degraded",
    message: expect.stringMatching(/; event loop delay \d+(\.\d+)? ms, expected at most 250 ms$/),
  });
  expect(blocked?.details?.event_loop_delay_ms).toBeGreaterThan(250);
  await pause(60);
  await loop();
  expect((await loop())?.status).toBe("healthy");
});

test("measuring the event loop keeps no process alive", async () => {
  const script = `import { system } from "@ettl/health/checks/system";
    await system().run(); console.log("done");`;
  await using program = startProgram(["--input-type=module", "--eval", script], {
    cwd: import.meta.dirname,
  });
  expect(await program.ended()).toEqual({ code: 0, signal: null });
});

test("disk space is judged by what is free, and never shows the path", async () => {
  await using folder = await temporaryFolder();
  const { path } = folder;
  const free = { degradedBelowRatio: 0, unhealthyBelowRatio: 0 };
  expect(await componentOf(diskSpace({ path, ...free }))).toMatchObject({
    status: "healthy",
    message: expect.stringMatching(/^[\d.]+ \wB of [\d.]+ \wB free \([\d.]+ %\)/),
  });
  const most = { degradedBelowMb: 1e12 };
  expect((await componentOf(diskSpace({ path, ...free, ...most })))?.status).toBe("degraded");
  const all = { unhealthyBelowMb: 1e12 };
  expect((await componentOf(diskSpace({ path, ...free, ...all })))?.status).toBe("unhealthy");
  const gone = await componentOf(diskSpace({ path: join(path, "secret-name") }));
  expect(gone).toMatchObject({
    status: "unhealthy",
    message: "cannot look at the file system: ENOENT",
  });
});

test("a job is fresh, getting old, or stale by its last success", async () => {
  const now = () => Date.parse("2026-01-02T00:00:00Z");
  const limits = { name: "job", youngerThanMs: 7_200_000, degradedAfterMs: 3_600_000, now };
  const after = (ms: number | undefined) =>
    componentOf(
      jobFreshness({ ...limits, lastSuccess: () => (ms === undefined ? ms : now() - ms) }),
    );
  expect(await after(60_000)).toMatchObject({
    status: "healthy",
    message: "last succeeded 1m0s ago",
    details: { last_success: "2026-01-01T23:59:00.000Z", age_seconds: 60 },
  });
  expect(await after(3_600_001)).toMatchObject({
    status: "degraded",
    message: "last succeeded 1h0m0s ago, expected within 1h0m0s",
  });
  expect(await after(7_200_000)).toMatchObject({
    status: "unhealthy",
    message: "last succeeded 2h0m0s ago, expected within 2h0m0s",
  });
  expect(await after(-60_000)).toMatchObject({ status: "healthy" });
  expect(await after(undefined)).toMatchObject({ status: "unhealthy", message: "never succeeded" });
});

test("a job's file tells its last success", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "last");
  const check = () => componentOf(jobFreshnessOfFile({ name: "job", path, youngerThanMs: 60_000 }));
  expect(await check()).toMatchObject({ status: "unhealthy", message: "never succeeded" });
  await writeFile(path, "");
  expect((await check())?.status).toBe("healthy");
  const old = new Date(Date.now() - 3_600_000);
  await utimes(path, old, old);
  expect((await check())?.status).toBe("unhealthy");
});

test.each([
  [200, {}, "healthy", /^200 from http/],
  [429, { "retry-after": "12" }, "degraded", /^429: Trakt asks to wait for 12 s$/],
  [401, {}, "degraded", /^401: Trakt answers, but the access token is not accepted/],
  [403, {}, "degraded", /^403: Trakt answers, but the client id is not accepted/],
  [423, {}, "degraded", /^423: Trakt answers, but the account is locked/],
  [500, {}, "unhealthy", /^500: Trakt is down$/],
  [503, {}, "unhealthy", /^503: Trakt is down$/],
  [302, {}, "unhealthy", /^302 from .*not what Trakt answers$/],
])("Trakt that answers %d is told apart", async (code, headers, status, message) => {
  await using server = await httpReceiver(() => ({ status: code, headers }));
  const keys = { clientId: "the-client", accessToken: "the-token" };
  const component = await componentOf(traktApi({ baseUrl: server.url, ...keys }));
  expect(component?.message).toMatch(message);
  expect(component).toMatchObject({
    status,
    details: { status_code: code, response_time_ms: expect.any(Number) },
  });
  expect(JSON.stringify(component)).not.toMatch(/the-client|the-token/);
  expect(server.requests).toHaveLength(1);
  expect(server.requests[0]).toMatchObject({ method: "HEAD", url: "/sync/last_activities" });
});

test("Trakt without keys is only asked whether it answers; nobody there is down", async () => {
  await using server = await httpReceiver(() => 403);
  expect((await componentOf(traktApi({ baseUrl: server.url })))?.status).toBe("healthy");
  expect(server.requests[0]?.url).toBe("/");
  const baseUrl = `http://127.0.0.1:${await freePort()}`;
  expect(await componentOf(traktApi({ baseUrl }))).toMatchObject({
    status: "unhealthy",
    message: `no answer from ${baseUrl}: ECONNREFUSED`,
  });
});
