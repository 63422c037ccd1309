import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually, spansOf } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { exporterRun, logLines } from "./exporter-run.ts";

const files = ["collection.csv", "history.csv", "ratings.csv", "watched.csv", "watchlist.csv"];

async function contents(folder: string) {
  return Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
}

test("a whole export: every announced row is written or skipped for a reason", async () => {
  await using run = await exporterRun();
  await using program = run.start("export");
  expect(await program.ended()).toEqual({ code: 0, signal: null });
  expect((await readdir(run.folder)).sort()).toEqual(files);

  const response = await fetch(`${run.sandbox.url}/sandbox/account`);
  const account = (await response.json()) as Record<string, number>;
  const written = logLines(program).filter(({ message }) => message === "export.written");
  expect(written).toHaveLength(5);
  for (const line of written) {
    const skipped = Object.values(line.skipped as Record<string, number>);
    const sum = skipped.reduce((total, count) => total + count, Number(line.written));
    expect(sum).toBe(account[String(line.operation_type)]);
    expect(program.stderr()).toMatch(new RegExp(`${line.operation_type} +${sum} +`));
  }
  // Titles hold no line breaks, so rows can be counted by lines: one of them names the columns.
  const lines = (await contents(run.folder)).map((text) => text.trimEnd().split("\n").length - 1);
  expect(lines.reduce((a, b) => a + b)).toBe(
    written.reduce((total, line) => total + Number(line.written), 0),
  );
});

test("one trace per run, a span per export and per API call in it, and lines with the same ids", async () => {
  await using run = await exporterRun();
  await using program = run.start("export");
  await program.ended();
  const spans = run.collector.requests.flatMap(({ body }) => spansOf(body));
  const [root, ...otherRoots] = spans.filter(({ parentSpanId }) => parentSpanId === "");
  expect(otherRoots).toEqual([]);
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([root?.traceId]));
  const below = (parent: string | undefined) =>
    spans.filter(({ parentSpanId }) => parentSpanId === parent);
  const [runSpan, ...otherRuns] = below(root?.spanId);
  expect([runSpan?.name, otherRuns]).toEqual(["export_run", []]);
  const exports = below(runSpan?.spanId);
  expect(exports.map(({ name }) => name).sort()).toEqual([
    "export collection",
    "export history",
    "export ratings",
    "export watched",
    "export watchlist",
  ]);
  for (const exported of exports) {
    const what = exported.name.replace("export ", "");
    const written = logLines(program).find(
      (line) => line.message === "export.written" && line.operation_type === what,
    );
    const pages = below(exported.spanId).filter(({ name }) => name === `page ${what}`);
    expect(pages).toHaveLength(Number(written?.pages));
    for (const page of pages)
      expect(below(page.spanId).map(({ name }) => name)).toEqual([`GET /sync/${what}/movies`]);
    const lines = logLines(program).filter((line) => line.operation_type === what);
    expect(new Set(lines.map((line) => line.trace_id))).toEqual(new Set([root?.traceId]));
    expect(new Set(lines.map((line) => line.correlation_id))).toEqual(
      new Set([root?.attributes.correlation_id]),
    );
  }
});

test("a run under TRACEPARENT goes on with the caller's trace and correlation id", async () => {
  await using run = await exporterRun();
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  run.env.TRACEPARENT = `00-${traceId}-b7ad6b7169203331-01`;
  run.env.BAGGAGE = "correlation_id=nightly-7";
  await using program = run.start("export", "ratings");
  expect((await program.ended()).code).toBe(0);
  const spans = run.collector.requests.flatMap(({ body }) => spansOf(body));
  // The run, the export, the question what changed, two pages with a request each.
  expect(spans.map(({ name }) => name)).toEqual([
    "GET /sync/last_activities",
    "GET /sync/ratings/movies",
    "page ratings",
    "GET /sync/ratings/movies",
    "page ratings",
    "export ratings",
    "export_run",
    "ettl-exporter",
  ]);
  for (const span of spans)
    expect(span).toMatchObject({ traceId, attributes: { correlation_id: "nightly-7" } });
  expect(spans.at(-1)).toMatchObject({ name: "ettl-exporter", parentSpanId: "b7ad6b7169203331" });
  for (const line of logLines(program).filter(({ message }) => message === "export.completed"))
    expect(line).toMatchObject({ trace_id: traceId, correlation_id: "nightly-7" });
});

test("exporter and sandbox, two processes: one trace, the same correlation id on both sides", async () => {
  await using run = await exporterRun();
  const tracing = { OTEL_EXPORTER_OTLP_ENDPOINT: run.collector.url, LOG_LEVEL: "debug" };
  await using sandbox = run.program(["sandbox"], tracing);
  const [, url = ""] = await sandbox.printed(/on (http:\S+)/);
  Object.assign(run.env, {
    ETTL_TRAKT__API_BASE_URL: url,
    ETTL_TRACING__BAGGAGE_HOSTS: new URL(url).host,
  });
  await using program = run.start("export", "watched");
  expect((await program.ended()).code).toBe(0);
  sandbox.kill("SIGTERM");
  expect((await sandbox.ended()).code).toBe(0);

  const spans = run.collector.requests.flatMap(({ body }) => spansOf(body));
  const calls = spans.filter(
    ({ name, attributes }) => name.startsWith("GET /sync/") && attributes["url.template"],
  );
  const answers = spans.filter(({ attributes }) => attributes["http.route"]);
  expect(calls).toHaveLength(4);
  expect(answers.map(({ parentSpanId }) => parentSpanId).sort()).toEqual(
    calls.map(({ spanId }) => spanId).sort(),
  );
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  const ids = new Set(spans.map(({ attributes }) => attributes.correlation_id));
  expect(ids.size).toBe(1);
  const lines = sandbox
    .stdout()
    .split("\n")
    .filter((line) => line.includes("request.completed"))
    .map((line) => JSON.parse(line));
  expect(lines).toHaveLength(4);
  expect(new Set(lines.map((line) => line.correlation_id))).toEqual(ids);
  expect(new Set(lines.map((line) => line.trace_id))).toEqual(
    new Set(spans.map(({ traceId }) => traceId)),
  );
});

test("E1 Trakt down for ever: exit 75, old files byte-equal, one failed line, one alert with both ids", async () => {
  await using run = await exporterRun();
  await using first = run.start("export");
  expect((await first.ended()).code).toBe(0);
  const before = await contents(run.folder);

  run.sandbox.faults.set([{ kind: "status", status: 500 }]);
  await using program = run.start("export", "watched");
  expect(await program.ended()).toEqual({ code: 75, signal: null });
  expect(await contents(run.folder)).toEqual(before);
  expect((await readdir(run.folder)).sort()).toEqual(files);

  const lines = logLines(program);
  const failed = lines.filter(({ message }) => message === "export.failed");
  expect(failed).toHaveLength(1);
  const calls = lines.filter(({ message }) => message === "api_call.failed");
  expect(calls.map((line) => line.status_code)).toEqual([500, 500, 500, 500]);
  expect(run.webhook.requests).toHaveLength(1);
  expect(JSON.parse(`${run.webhook.requests[0]?.body}`)).toMatchObject({
    title: "Export failed: watched",
    level: "error",
    trace_id: failed[0]?.trace_id,
    correlation_id: failed[0]?.correlation_id,
  });
  expect(program.stderr()).toMatch(/watched +failed .*500/);
  // E13: no secret in anything that was written or sent.
  const sent = run.collector.requests.map(({ body }) => body.toString("latin1")).join();
  for (const text of [program.stdout(), program.stderr(), sent])
    expect(text).not.toMatch(/Bearer|demo\b/);
});

test("E10 SIGTERM during an export: ends in time, no torn file, lines and spans delivered", async () => {
  await using run = await exporterRun();
  await using first = run.start("export");
  await first.ended();
  const before = await contents(run.folder);
  const earlier = run.collector.requests.length;

  run.sandbox.faults.set([{ kind: "latency", ms: 60_000 }]);
  await using program = run.start("export");
  await program.printed(/export\.started/);
  const start = performance.now();
  program.kill("SIGTERM");
  expect(await program.ended()).toEqual({ code: 143, signal: null });
  // The promise is ten seconds; this is a guard against waiting for the latency.
  expect(performance.now() - start).toBeLessThan(50_000);

  expect(await contents(run.folder)).toEqual(before);
  expect((await readdir(run.folder)).sort()).toEqual(files);
  const messages = logLines(program).map(({ message }) => message);
  expect(messages).toContain("export.cancelled");
  const spans = run.collector.requests.slice(earlier).flatMap(({ body }) => spansOf(body));
  expect(spans.map(({ name }) => name)).toEqual([
    "GET /sync/last_activities",
    "export watched",
    "export_run",
    "ettl-exporter",
  ]);
  expect(run.webhook.requests).toHaveLength(0);
});

test("SIGINT during an export exits 130", async () => {
  await using run = await exporterRun();
  run.sandbox.faults.set([{ kind: "latency", ms: 60_000 }]);
  await using program = run.start("export", "ratings");
  await program.printed(/export\.started/);
  program.kill("SIGINT");
  expect((await program.ended()).code).toBe(130);
});

test("E1 a rate limit as JSON and as HTML is waited for, and the export succeeds", async () => {
  await using run = await exporterRun();
  run.sandbox.faults.set([
    { kind: "rate-limit", retryAfterSeconds: 1, body: "html", times: 1 },
    { kind: "reset", times: 1, path: "/sync/ratings" },
  ]);
  await using program = run.start("export", "ratings");
  expect((await program.ended()).code).toBe(0);
  const calls = logLines(program).filter(({ message }) => message === "api_call.failed");
  expect(calls.map((line) => line.status_code)).toEqual([429, "none"]);
});

test("wrong usage and configuration exit 2 with what to do", async () => {
  await using run = await exporterRun();
  await using usage = run.start("export", "everything");
  expect((await usage.ended()).code).toBe(2);
  expect(usage.stderr()).toMatch(/there is no export "everything", expected all, watched/);
  run.env.ETTL_LETTERBOXD__EXPORT_DIR = "/proc/nope";
  await using unwritable = run.start("export");
  expect((await unwritable.ended()).code).toBe(1);
  expect(unwritable.stderr()).toMatch(
    /^ettl-exporter: letterboxd\.export_dir can't be made: ENOENT/,
  );
  await using help = run.start("--help");
  expect((await help.ended()).code).toBe(0);
  expect(help.stdout()).toMatch(/^Usage: ettl-exporter/);
  await using version = run.start("--version");
  await version.ended();
  expect(version.stdout()).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("serve: metrics move by exactly the exports done, a failure alerts, the next success resolves", async () => {
  await using run = await exporterRun();
  await using program = run.start("serve", "--now");
  const text = async () => (await fetch(`${run.url}/metrics`)).text();
  const value = (metrics: string, series: string) =>
    Number(
      metrics
        .split("\n")
        .find((line) => line.startsWith(`${series} `))
        ?.split(" ")
        .at(-1) ?? 0,
    );
  const completed = (what: string) =>
    logLines(program).filter(
      (line) => line.message === "export.completed" && line.operation_type === what,
    ).length;

  await program.printed(/"export.completed".*"watchlist"/);
  // A run may end between the two readings; they agree as soon as none does.
  await eventually("counters equal the exports done", async () => {
    const before = completed("watched");
    const metrics = await text();
    const labels = 'status="success",type="watched",format="csv"';
    const pages = 'service="trakt",endpoint="/sync/watched/movies",method="GET"';
    return (
      before === completed("watched") &&
      value(metrics, `export_trakt_exports_total{${labels}}`) === before &&
      value(
        metrics,
        'export_trakt_export_duration_seconds_count{type="watched",status="success"}',
      ) === before &&
      // Nothing changed since the first run, so it is the only one that read pages.
      value(metrics, `export_trakt_api_call_duration_seconds_count{${pages}}`) === 3 &&
      value(metrics, 'ettl_exporter_reconciliation_gap{type="watched"}') === 0 &&
      value(metrics, 'ettl_exporter_pages_total{type="watched",source="trakt"}') === 3 &&
      value(metrics, 'export_trakt_cache_hit_rate{cache_type="films"}') > 40
    );
  });

  // A fault is a change of the account, too; so the next run comes and reads.
  run.sandbox.faults.set([{ kind: "status", status: 500, path: "/sync/ratings" }]);
  const [alert] = await run.webhook.received(1);
  const errors = await text();
  expect(errors).toMatch(
    /export_trakt_export_errors_total\{type="ratings",error_code="server_error",component="exporter"\} [1-9]/,
  );
  const history = (await (await fetch(`${run.url}/alerts/history?status=firing`)).json()) as {
    alerts: { fingerprint: string; deliveries: object[] }[];
  };
  const { fingerprint } = JSON.parse(`${alert?.body}`);
  expect(history.alerts.find((entry) => entry.fingerprint === fingerprint)).toBeDefined();

  // Nobody logged in, so there is nothing that ends; 0 would be taken for a login that ended in 1970.
  expect(errors).not.toContain("ettl_exporter_token_expiry_timestamp_seconds");

  run.sandbox.faults.clear();
  const [resolved] = await run.webhook.received(1, ({ body }) => JSON.parse(`${body}`).resolved);
  expect(JSON.parse(`${resolved?.body}`)).toMatchObject({ status: "resolved", fingerprint });

  for (const [path, status] of [
    ["/health", 200],
    ["/health/ready", 200],
    ["/health/live", 200],
    ["/telemetry/status", 200],
    ["/nothing", 404],
  ] as const)
    expect((await fetch(run.url + path)).status, path).toBe(status);
  program.kill("SIGTERM");
  expect(await program.ended()).toEqual({ code: 0, signal: null });
});

test("H6 from the first SIGTERM on readiness is 503 and liveness 200, until everything is drained", async () => {
  // An alert that nobody takes keeps the program draining.
  await using run = await exporterRun({ webhook: () => undefined });
  run.sandbox.faults.set([{ kind: "status", status: 403 }]);
  await using program = run.start("serve", "--now");
  await run.webhook.received(1);
  expect((await fetch(`${run.url}/health/ready`)).status).toBe(200);
  program.kill("SIGTERM");
  await program.printed(/"message":"stopping"/);
  expect((await fetch(`${run.url}/health/ready`)).status).toBe(503);
  expect((await fetch(`${run.url}/health/live`)).status).toBe(200);
  expect(await program.ended()).toEqual({ code: 0, signal: null });
  expect(program.stdout()).toContain("deliveries were lost at close");
});
