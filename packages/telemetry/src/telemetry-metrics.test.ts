import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ConfigError, createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
import { telemetryApp } from "@ettl/telemetry/hono";
import { freePort, httpReceiver, spansOf, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

/** Telemetry that logs into a file of its own, configured by TOML as a user would. */
async function telemetryOf(toml: string) {
  const folder = await temporaryFolder();
  const log = join(folder.path, "app.log");
  const file = join(folder.path, "ettl.toml");
  const logging = `[logging]\noutput = "file"\nrotation_enabled = false\nlevel = "debug"\nfile = ${JSON.stringify(log)}\n`;
  await writeFile(file, logging + toml.replaceAll("$FOLDER", folder.path), { mode: 0o600 });
  const config = await loadTelemetryConfig({ file, env: {} });
  const telemetry = await createTelemetry(config, { version: "1.2.3" });
  return {
    telemetry,
    folder: folder.path,
    async lines(): Promise<Record<string, unknown>[]> {
      const text = await readFile(log, "utf8");
      return text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
    },
    async metric(name: string): Promise<string[]> {
      const { body } = await telemetry.metrics.scrape();
      return `${body}`.split("\n").filter((line) => line.startsWith(`${name}{`));
    },
    async [Symbol.asyncDispose]() {
      await telemetry.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test("a stop pushes when alerts and spans are delivered, and while probes are still answered", async () => {
  const port = await freePort();
  const seen: unknown[] = [];
  await using collector = await httpReceiver();
  await using webhook = await httpReceiver();
  await using gateway = await httpReceiver((_, response) => {
    const answers = ["live", "ready"].map((probe) =>
      fetch(`http://127.0.0.1:${port}/health/${probe}`).then(({ status }) => status),
    );
    void Promise.all(answers).then((statuses) => {
      const spans = collector.requests.flatMap(({ body }) => spansOf(body));
      seen.push(...statuses, spans.length, webhook.requests.length);
      response.writeHead(202).end();
    });
    return undefined;
  });
  await using run = await telemetryOf(
    `[monitoring]\nmetrics_port = ${port}\npush_url = "${gateway.url}"\n` +
      `[tracing]\nservice_name = "shop"\notlp_endpoint = "${collector.url}"\n` +
      `[alerts]\nwebhook_url = "${webhook.url}"\n`,
  );
  const { telemetry } = run;
  await telemetry.start();
  const failing = telemetry.exportOperation("movies", () => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  await telemetry.stop();
  expect(seen.slice(0, 4)).toEqual([200, 503, 1, 1]);
  expect(gateway.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    "PUT /metrics/job/shop",
    "POST /metrics/job/shop/job_name/movies",
  ]);
  expect(`${gateway.requests[0]?.body}`).toContain(
    'export_trakt_exports_total{status="error",type="movies",format="csv"} 1\n',
  );
  // The log is the last to close.
  expect((await run.lines()).at(-1)).toMatchObject({ message: "metrics.pushed", job: "shop" });
});

test("a gateway that hangs costs a stop no more than its time, is told, and its password is not", async () => {
  await using gateway = await httpReceiver(() => undefined);
  const url = gateway.url.replace("://", "://ettl:hunter2@");
  await using run = await telemetryOf(`[monitoring]\npush_url = "${url}"\npush_job = "nightly"\n`);
  await run.telemetry.stop({ timeoutMs: 600 });
  expect(gateway.requests).toMatchObject([{ method: "PUT", url: "/metrics/job/nightly" }]);
  const lines = await run.lines();
  expect(lines.at(-1)).toMatchObject({ level: "warn", code: "push_failed" });
  expect(JSON.stringify(lines)).toContain(gateway.url);
  expect(JSON.stringify(lines)).not.toContain("hunter2");
});

test("a stop writes the textfile; with metrics off it neither writes nor pushes", async () => {
  await using gateway = await httpReceiver();
  const keys = `push_url = "${gateway.url}"\n`;
  await using run = await telemetryOf(
    `[monitoring]\n${keys}[metrics]\ntextfile = "$FOLDER/ettl.prom"\n`,
  );
  await run.telemetry.exportOperation("movies", () => {});
  await run.telemetry.stop();
  const text = await readFile(join(run.folder, "ettl.prom"), "utf8");
  expect(text).toContain('job_last_run_succeeded{job_name="movies"} 1\n');
  const pushed = gateway.requests.length;

  await using off = await telemetryOf(
    `[monitoring]\nmetrics_enabled = false\n${keys}[metrics]\ntextfile = "$FOLDER/ettl.prom"\n`,
  );
  await off.telemetry.exportOperation("movies", () => {});
  await off.telemetry.stop();
  await expect(readFile(join(off.folder, "ettl.prom"))).rejects.toThrow("ENOENT");
  expect(gateway.requests).toHaveLength(pushed);
});

test("an export is a job: a success and a failure are remembered, a cancelled run is neither", async () => {
  await using run = await telemetryOf("[monitoring]\nenabled = false\n");
  const { telemetry } = run;
  await telemetry.exportOperation("good", () => {});
  await telemetry.exportOperation("bad", () => Promise.reject(new Error("no"))).catch(() => {});
  const cancelled = telemetry.exportOperation("cut", async ({ signal }) => {
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    signal.throwIfAborted();
  });
  await Promise.all([telemetry.stop(), cancelled.catch(() => {})]);
  expect(await run.metric("job_last_run_succeeded")).toEqual([
    'job_last_run_succeeded{job_name="good"} 1',
    'job_last_run_succeeded{job_name="bad"} 0',
  ]);
  const [success, ...others] = await run.metric("job_last_success_timestamp_seconds");
  expect(others).toEqual([]);
  const [, seconds] = /^\w+\{job_name="good"\} (\d+\.?\d*)$/.exec(success ?? "") ?? [];
  expect(Math.abs(Number(seconds) - Date.now() / 1000)).toBeLessThan(600);
});

test("requests to telemetry's own server are measured by their routes", async () => {
  await using run = await telemetryOf("");
  const app = telemetryApp(run.telemetry);
  await app.request("/health/live");
  await app.request("/health/live", { method: "DELETE" });
  await app.request("/wp-login.php");
  const counts = await run.metric("http_server_request_duration_seconds_count");
  expect(counts).toEqual([
    'http_server_request_duration_seconds_count{http_request_method="GET",http_route="/health/live",http_response_status_code="200"} 1',
    'http_server_request_duration_seconds_count{http_request_method="DELETE",http_route="/health/live",http_response_status_code="405"} 1',
    'http_server_request_duration_seconds_count{http_request_method="GET",http_route="unmatched",http_response_status_code="404"} 1',
  ]);
});

test("metrics of the file are recorded by name, and the status names one that explodes", async () => {
  await using run = await telemetryOf(
    '[metrics]\nmax_series_per_metric = 10\n[[metrics.custom]]\nname = "shopOrders"\n' +
      'type = "counter"\nhelp = "Orders."\nlabels = ["country", "user"]\n',
  );
  const { telemetry } = run;
  for (let user = 0; user < 12; user++)
    telemetry.metrics.record("shopOrders", { country: "fr", user });
  expect(await run.metric("shopOrders")).toContain('shopOrders{country="fr",user="3"} 1');
  const response = await telemetryApp(telemetry).request("/telemetry/status");
  expect(await response.json()).toMatchObject({
    metrics: {
      series: { shopOrders: 10 },
      overflowed: { shopOrders: 2 },
      refused: 0,
      exploding: expect.arrayContaining([
        expect.objectContaining({ metric: "shopOrders", label: "user", series: 10, limit: 10 }),
        expect.objectContaining({ distinct_values: expect.any(Number) }),
      ]),
    },
  });
});

test("mistakes in the new keys have their places, and an address in them is no secret told", async () => {
  const mistakesIn = async (toml: string) => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "ettl.toml");
    await writeFile(file, toml, { mode: 0o600 });
    return loadTelemetryConfig({ file, env: {} }).then(
      () => expect.unreachable(),
      ({ message }: ConfigError) => message,
    );
  };
  const message = await mistakesIn(
    '[monitoring]\npush_url = "ftp://ettl:hunter2@h"\n[metrics]\ntextfile = "ettl.txt"\n' +
      '[[metrics.custom]]\nname = "a"\ntype = "gauge"\nhelp = "H."\nlabels = ["__x"]\n' +
      '[[metrics.custom]]\nname = "a"\ntype = "gauge"\nhelp = "H."\n',
  );
  for (const place of [
    /ettl\.toml:2:\d+ +monitoring\.push_url: expected an http or https URL/,
    /ettl\.toml:4:\d+ +metrics\.textfile: expected a file whose name ends with \.prom/,
    /ettl\.toml:9:\d+ +metrics\.custom\.0\.labels\.0: expected letters, digits and _/,
    /ettl\.toml:11:\d+ +metrics\.custom\.1\.name: the metric a is there already/,
  ])
    expect(message).toMatch(place);
  expect(message).not.toContain("hunter2");
  expect(
    await mistakesIn(
      '[[metrics.custom]]\nname = "log_messages_total"\ntype = "counter"\nhelp = "H."\n',
    ),
  ).toMatch(/ettl\.toml:2:\d+ +metrics\.custom\.0\.name: the metric log_messages_total is there/);
});

test("losses are counted from 0, so that the first one is a growth", async () => {
  await using run = await telemetryOf(
    '[monitoring]\nenabled = false\n[alerts]\nwebhook_url = "http://127.0.0.1:9/"\n',
  );
  const outcomes = ["delivered", "failed", "suppressed", "silenced", "dropped"];
  expect(await run.metric("ettl_alerts_deliveries_total")).toEqual(
    outcomes.map(
      (outcome) => `ettl_alerts_deliveries_total{channel="webhook",outcome="${outcome}"} 0`,
    ),
  );
  const reasons = ["queue_full", "export_failed", "rejected", "shutdown", "no_exporter"];
  expect(await run.metric("ettl_spans_dropped_total")).toEqual(
    reasons.map((reason) => `ettl_spans_dropped_total{reason="${reason}"} 0`),
  );
});
