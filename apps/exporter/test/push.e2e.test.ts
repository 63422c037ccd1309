import { type Answer, httpReceiver } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { exporterRun, logLines } from "./exporter-run.ts";

/** One `export` of everything that ends by pushing to a gateway. */
async function pushedRun(answer: Answer) {
  const gateway = await httpReceiver(answer);
  const run = await exporterRun();
  run.env.ETTL_MONITORING__PUSH_URL = gateway.url.replace("://", "://ettl:hunter2@");
  return {
    run,
    gateway,
    async [Symbol.asyncDispose]() {
      await run[Symbol.asyncDispose]();
      await gateway.close();
    },
  };
}

test("a one-shot run leaves its result at the Pushgateway, each export in a group of its own", async () => {
  await using pushed = await pushedRun(() => 202);
  await using program = pushed.run.start("export");
  expect(await program.ended()).toEqual({ code: 0, signal: null });
  const { requests } = pushed.gateway;
  const job = "/metrics/job/export-trakt-letterboxd";
  expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    `PUT ${job}`,
    ...["watched", "history", "ratings", "watchlist", "collection"].map(
      (name) => `POST ${job}/job_name/${name}`,
    ),
  ]);
  const bodies = requests.map(({ body }) => `${body}`);
  const counted = [...(bodies[0] ?? "").matchAll(/_exports_total\{status="success",type="(\w+)"/g)];
  expect(counted.map(([, type]) => type)).toEqual([
    "watched",
    "history",
    "ratings",
    "watchlist",
    "collection",
  ]);
  for (const body of bodies.slice(1))
    expect(body).toMatch(/^job_last_success_timestamp_seconds\{job_name="\w+"\} \d/m);
});

test("an export that failed is pushed as such, without a time of success", async () => {
  await using pushed = await pushedRun(() => 202);
  pushed.run.sandbox.faults.set([{ kind: "status", status: 401 }]);
  await using program = pushed.run.start("export", "ratings");
  expect((await program.ended()).code).toBe(1);
  const [all, ratings] = pushed.gateway.requests.map(({ body }) => `${body}`);
  expect(all).toContain('_exports_total{status="error",type="ratings",format="csv"} 1\n');
  expect(ratings).toContain('job_last_run_succeeded{job_name="ratings"} 0\n');
  expect(ratings).not.toMatch(/^job_last_success_timestamp_seconds\{/m);
});

for (const [what, answer] of [
  ["refuses", () => ({ status: 400, body: "no" })],
  ["never answers", () => undefined],
] as const)
  test(`a gateway that ${what} is a warning, and the export is as good as before`, async () => {
    await using pushed = await pushedRun(answer);
    await using program = pushed.run.start("export");
    expect(await program.ended()).toEqual({ code: 0, signal: null });
    const problems = logLines(program).filter(({ code }) => code === "push_failed");
    expect(problems).toMatchObject([{ level: "warn" }]);
    expect(program.stdout() + program.stderr()).not.toContain("hunter2");
  });

test("explain shows that there is a gateway, not its address", async () => {
  await using pushed = await pushedRun(() => 202);
  await using program = pushed.run.start("explain");
  expect((await program.ended()).code).toBe(0);
  expect(program.stdout()).toMatch(/monitoring\.push_url +<secret> +ETTL_MONITORING__PUSH_URL/);
  expect(program.stdout()).not.toContain("hunter2");
});
