import { httpReceiver } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { exporterRun, logLines } from "./exporter-run.ts";

const key = "8f0c1c5e-planted-key";

async function pinged(answer?: Parameters<typeof httpReceiver>[0]) {
  const run = await exporterRun();
  const watcher = await httpReceiver(answer);
  run.env.ETTL_EXPORT__PING_URL = `${watcher.url}/${key}?create=1`;
  return {
    run,
    watcher,
    async [Symbol.asyncDispose]() {
      await watcher.close();
      await run[Symbol.asyncDispose]();
    },
  };
}

test("a watcher is told of the start and the success of a run, under one run id", async () => {
  await using given = await pinged();
  await using program = given.run.start("export", "ratings");
  expect((await program.ended()).code).toBe(0);
  const urls = given.watcher.requests.map(({ url }) => new URL(url, "http://watcher"));
  expect(urls.map(({ pathname }) => pathname)).toEqual([`/${key}/start`, `/${key}`]);
  expect(new Set(urls.map(({ searchParams }) => searchParams.get("rid"))).size).toBe(1);
  expect(urls[0]?.searchParams.get("rid")).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(urls.every(({ searchParams }) => searchParams.get("create") === "1")).toBe(true);
  expect(given.watcher.requests.map(({ method }) => method)).toEqual(["POST", "POST"]);
  // The address is a key: it is nowhere.
  const sent = given.run.collector.requests.map(({ body }) => body.toString("latin1")).join();
  for (const text of [program.stdout(), program.stderr(), sent]) expect(text).not.toContain(key);
});

test("a failure is told with its exit code and the end of the log, no longer than is allowed", async () => {
  await using given = await pinged(() => ({
    status: 200,
    headers: { "ping-body-limit": "5000" },
    body: "OK",
  }));
  given.run.sandbox.faults.set([{ kind: "status", status: 403 }]);
  await using program = given.run.start("export");
  expect((await program.ended()).code).toBe(1);
  const [, failed] = given.watcher.requests;
  expect(new URL(failed?.url ?? "", "http://watcher").pathname).toBe(`/${key}/1`);
  expect(failed?.body.length).toBeGreaterThan(1000);
  expect(failed?.body.length).toBeLessThanOrEqual(5000);
  const lines = `${failed?.body}`.trimEnd().split("\n");
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ message: "export.failed" });
});

test("of a line that is longer than allowed its end is told", async () => {
  await using given = await pinged(() => ({
    status: 200,
    headers: { "ping-body-limit": "50" },
    body: "OK",
  }));
  given.run.sandbox.faults.set([{ kind: "status", status: 403 }]);
  await using program = given.run.start("export", "ratings");
  await program.ended();
  const body = `${given.watcher.requests[1]?.body}`;
  expect(body).toHaveLength(50);
  expect(program.stdout()).toContain(body);
});

test("an interrupted run is told as such", async () => {
  await using given = await pinged();
  given.run.sandbox.faults.set([{ kind: "latency", ms: 60_000 }]);
  await using program = given.run.start("export");
  await program.printed(/export\.started/);
  program.kill("SIGINT");
  expect((await program.ended()).code).toBe(130);
  const [path] = given.watcher.requests.at(-1)?.url.split("?") ?? [];
  expect(path).toBe(`/${key}/130`);
});

for (const [what, answer] of [
  ["refuses", () => ({ status: 404, body: "not found" })],
  ["fails", () => ({ status: 500, body: "" })],
] as const)
  test(`a watcher that ${what} harms no run, and is told of`, async () => {
    await using given = await pinged(answer);
    await using program = given.run.start("export", "ratings");
    expect((await program.ended()).code).toBe(0);
    const warnings = logLines(program).map(({ message }) => String(message));
    expect(warnings.filter((message) => message.startsWith("the heartbeat"))).toHaveLength(2);
    expect(program.stdout()).not.toContain(key);
  });

test("a watcher that hangs is given up, and the run goes on", async () => {
  await using given = await pinged(() => undefined);
  await using program = given.run.start("export", "ratings");
  expect((await program.ended()).code).toBe(0);
  expect(program.stdout()).toContain("the heartbeat's server can't be reached");
});

test("a watcher that is not there harms no run", async () => {
  await using given = await pinged();
  await given.watcher.close();
  await using program = given.run.start("export", "ratings");
  expect((await program.ended()).code).toBe(0);
  expect(program.stdout()).toContain("the heartbeat's server can't be reached");
});
