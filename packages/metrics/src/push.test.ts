import { createServer } from "node:net";
import { createMetrics, type MetricProblem, type MetricsOptions } from "@ettl/metrics";
import { type Answer, freePort, httpReceiver, runProgram } from "@ettl-tooling/test";
import { Gauge, Registry } from "prom-client";
import { expect, test } from "vitest";

/** Metrics that remember what they were told about. */
function program(options: Partial<MetricsOptions> = {}) {
  const problems: MetricProblem[] = [];
  const onProblem = (problem: MetricProblem) => problems.push(problem);
  return { metrics: createMetrics({ version: "1.2.3", onProblem, ...options }), problems };
}

async function lines({ metrics }: ReturnType<typeof program>, name: string) {
  const { body } = await metrics.scrape();
  return `${body}`.split("\n").filter((line) => line.startsWith(name));
}

test("a push is one PUT of the Prometheus text to the group of its job", async () => {
  await using gateway = await httpReceiver(() => 200);
  const run = program();
  run.metrics.recordExport({ type: "all", status: "success", format: "csv", durationSeconds: 2 });
  expect(await run.metrics.push({ url: gateway.url, job: "nightly" })).toEqual({
    outcome: "pushed",
  });
  const [request] = gateway.requests;
  expect(gateway.requests).toHaveLength(1);
  expect(request).toMatchObject({ method: "PUT", url: "/metrics/job/nightly" });
  expect(request?.headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
  const body = `${request?.body}`;
  expect(body).toContain(
    'export_trakt_exports_total{status="success",type="all",format="csv"} 1\n',
  );
  expect(body).toMatch(/\n$/);
  // What a process that soon ends tells about itself stays behind.
  expect(body).not.toMatch(/^(# HELP )?(process|nodejs)_/m);
  expect(await lines(run, "ettl_metrics_pushes_total")).toEqual([
    'ettl_metrics_pushes_total{outcome="pushed"} 1',
  ]);
  expect(run.problems).toEqual([]);
});

test("merging is a POST, runtime metrics come along where they are wanted, groupings stand in the path", async () => {
  await using gateway = await httpReceiver(() => 202);
  const { metrics } = program();
  await metrics.push({
    url: `${gateway.url}/prefix/?tenant=a`,
    job: "nightly/eu",
    groupings: { instance: "host 1", shard: "" },
    merge: true,
    runtimeMetrics: true,
  });
  expect(gateway.requests).toMatchObject([
    {
      method: "POST",
      // A slash and an empty value can't stand there as they are: "nightly/eu" is in Base64.
      url: "/prefix/metrics/job@base64/bmlnaHRseS9ldQ/instance/host%201/shard@base64/=?tenant=a",
    },
  ]);
  expect(`${gateway.requests[0]?.body}`).toMatch(/^process_cpu_seconds_total /m);
});

test("each job has a group of its own, which a run that fails only adds to", async () => {
  await using gateway = await httpReceiver(() => 200);
  const { metrics } = program();
  metrics.recordJob({ job: "ratings", status: "success", durationSeconds: 2 });
  metrics.recordJob({ job: 'a"\\b/', status: "error", durationSeconds: 3 });
  metrics.recordJob({ job: "never", status: "cancelled", durationSeconds: 3 });
  await metrics.push({ url: gateway.url, job: "nightly" });
  const escaped = Buffer.from('a"\\b/').toString("base64url");
  expect(gateway.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    "PUT /metrics/job/nightly",
    "POST /metrics/job/nightly/job_name/ratings",
    `POST /metrics/job/nightly/job_name@base64/${escaped}`,
  ]);
  const [all, ratings, failed] = gateway.requests.map(({ body }) => `${body}`);
  expect(all).not.toContain("job_last");
  const samples = (text = "") =>
    text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  expect(samples(ratings).map((line) => line.replace(/\d+(\.\d+)?$/, "N"))).toEqual([
    'job_last_success_timestamp_seconds{job_name="ratings"} N',
    'job_last_run_timestamp_seconds{job_name="ratings"} N',
    'job_last_duration_seconds{job_name="ratings"} N',
    'job_last_run_succeeded{job_name="ratings"} N',
  ]);
  expect(samples(failed).map((line) => line.split("{")[0])).toEqual([
    "job_last_run_timestamp_seconds",
    "job_last_duration_seconds",
    "job_last_run_succeeded",
  ]);
  expect(samples(failed).at(-1)).toBe('job_last_run_succeeded{job_name="a\\"\\\\b/"} 0');
});

test("metrics that others put into the registry are pushed, a metric called process_orders is not taken for the runtime's", async () => {
  await using gateway = await httpReceiver(() => 200);
  const registry = new Registry();
  const { metrics } = program({ registry });
  new Gauge({ name: "process_orders", help: "O.", registers: [registry] }).set(3);
  const hostile = metrics.gauge({ name: "hostile", help: "H.", labelNames: ["v"] });
  hostile.set({ v: "a\r# HELP process_cpu_x \n# HELP y" }, 1);
  await metrics.push({ url: gateway.url, job: "nightly" });
  const body = `${gateway.requests[0]?.body}`;
  expect(body).toContain("\nprocess_orders 3\n");
  expect(body).toContain('\nhostile{v="a\r# HELP process_cpu_x \\n# HELP y"} 1\n');
});

const refusals: readonly (readonly [string, Answer, RegExp])[] = [
  [
    "says 400",
    () => ({ status: 400, body: "no\n such  thing" }),
    /: it answered 400: no such thing$/,
  ],
  ["says 500 without a word", () => 500, /: it answered 500$/],
  [
    "leads elsewhere",
    () => ({ status: 302, headers: { location: "http://127.0.0.1:1/" } }),
    /: it answered 302$/,
  ],
  ["never answers", () => undefined, /: it took longer than 300 ms$/],
  [
    "drips its answer",
    (_, response) => {
      response.writeHead(200).write("x");
      const timer = setInterval(() => response.write("x"), 20);
      response.on("close", () => clearInterval(timer));
      return undefined;
    },
    /: it took longer than 300 ms$/,
  ],
  ["hangs up", (_, response) => void response.destroy(), /: ECONNRESET$/],
];

for (const [what, answer, expected] of refusals)
  test(`a gateway that ${what} costs the push, within its time, and nothing else`, async () => {
    await using gateway = await httpReceiver(answer);
    const run = program();
    const url = gateway.url.replace("://", "://user:pa%20ss@");
    const result = await run.metrics.push({ url: `${url}/?key=k1`, job: "j", timeoutMs: 300 });
    expect(result).toEqual({ outcome: "failed", error: expect.stringMatching(expected) });
    expect(JSON.stringify([result, run.problems])).not.toMatch(/user|pa%20ss|pa ss|k1/);
    expect(JSON.stringify(result)).toContain(gateway.url);
    expect(run.problems).toMatchObject([{ code: "push_failed" }]);
    expect(gateway.requests[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from("user:pa ss").toString("base64")}`,
    );
    expect(await lines(run, "ettl_metrics_pushes_total")).toEqual([
      'ettl_metrics_pushes_total{outcome="failed"} 1',
    ]);
  });

test("an answer that repeats the address does not bring its secrets into the error", async () => {
  await using gateway = await httpReceiver(() => ({
    status: 404,
    body: "no /?key=k1 for user with pa ss or pa%20ss",
  }));
  const { metrics } = program();
  const url = `${gateway.url.replace("://", "://user:pa%20ss@")}/?key=k1`;
  expect(await metrics.push({ url, job: "j" })).toEqual({
    outcome: "failed",
    error: `${gateway.url}: it answered 404: no /<secret> for <secret> with <secret> or <secret>`,
  });
});

test("no part of the address is told by an answer that repeats a part of it, or is cut in one", async () => {
  await using gateway = await httpReceiver(() => ({
    status: 404,
    body: `no token hunter2 below /t0ps3cret ${"x".repeat(257)}/t0ps3cret/metrics`,
  }));
  const { metrics } = program();
  const { error } = (await metrics.push({
    url: `${gateway.url}/t0ps3cret/?token=hunter2`,
    job: "j",
  })) as { error: string };
  expect(error).toContain("it answered 404: no token <secret> below <secret> xxx");
  expect(error).not.toMatch(/hunter|t0ps/);
});

test("a job whose name is dots stays below the gateway's path", async () => {
  await using gateway = await httpReceiver(() => 200);
  const { metrics } = program();
  await metrics.push({ url: gateway.url, job: ".." });
  await metrics.push({ url: gateway.url, job: ".", groupings: { instance: "..." } });
  expect(gateway.requests.map(({ url }) => url)).toEqual([
    "/metrics/job@base64/Li4",
    "/metrics/job@base64/Lg/instance/...",
  ]);
});

test("a gateway that is not there, or takes the connection and nothing more, is told as such", async () => {
  const { metrics } = program();
  const closed = await freePort();
  expect(await metrics.push({ url: `http://127.0.0.1:${closed}`, job: "j" })).toEqual({
    outcome: "failed",
    error: `http://127.0.0.1:${closed}: ECONNREFUSED`,
  });
  const silent = createServer((socket) => socket.resume().on("error", () => {}));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const address = silent.address();
  const port = typeof address === "object" ? address?.port : 0;
  const result = await metrics.push({ url: `http://127.0.0.1:${port}`, job: "j", timeoutMs: 200 });
  expect(result).toMatchObject({ error: `http://127.0.0.1:${port}: it took longer than 200 ms` });
  // The push let go of its connection, or this would wait for it.
  await new Promise((resolve) => silent.close(resolve));
});

test("what can't be pushed to is told, not thrown, and never repeats the URL", async () => {
  const { metrics, problems } = program();
  const url = "http://127.0.0.1:1";
  for (const [options, expected] of [
    [{ url: "ftp://u:secret@h", job: "j" }, "url: expected an http or https URL"],
    [{ url: "secret", job: "j" }, "url: expected an http or https URL"],
    [{ url, job: "" }, "job: expected a name"],
    [
      { url, job: "j", groupings: { "a-b": "x" } },
      'groupings: "a-b" can\'t be the name of a label',
    ],
    [{ url, job: "j", groupings: { job: "x" } }, 'groupings: "job" is taken'],
    [{ url, job: "j", timeoutMs: Number.NaN }, "timeoutMs: expected more than 0"],
  ] as const) {
    expect(await metrics.push(options)).toEqual({ outcome: "failed", error: expected });
  }
  expect(problems).toHaveLength(6);
});

test("a callback that throws does not make a push reject; without recording nothing is sent", async () => {
  const onProblem = () => {
    throw new Error("no");
  };
  const { metrics } = program({ onProblem });
  expect(await metrics.push({ url: "x", job: "j" })).toMatchObject({ outcome: "failed" });
  await using gateway = await httpReceiver();
  const off = program({ recording: false });
  expect(await off.metrics.push({ url: gateway.url, job: "j" })).toEqual({ outcome: "skipped" });
  expect(gateway.requests).toEqual([]);
});

test("a process ends as soon as its push has ended, one way or the other", async () => {
  await using good = await httpReceiver(() => 200);
  await using hung = await httpReceiver(() => undefined);
  const script = `
    import { createMetrics } from ${JSON.stringify(import.meta.resolve("@ettl/metrics"))};
    const metrics = createMetrics({ version: "1", runtimeMetrics: false });
    for (const url of process.argv.slice(1))
      console.log((await metrics.push({ url, job: "j", timeoutMs: 300 })).outcome);
  `;
  const { code, stdout, stderr } = await runProgram([
    "--input-type=module",
    "-e",
    script,
    good.url,
    hung.url,
  ]);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "pushed\nfailed\n", stderr: "" });
});
