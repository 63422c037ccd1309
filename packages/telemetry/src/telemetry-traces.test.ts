import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
import { telemetryApp } from "@ettl/telemetry/hono";
import { eventually, httpReceiver, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

/** Telemetry that logs into a file of its own, configured by TOML as a user would. */
async function telemetryOf(toml: string) {
  const folder = await temporaryFolder();
  const file = join(folder.path, "ettl.toml");
  const log = join(folder.path, "app.log");
  await writeFile(
    file,
    `[logging]\noutput = "file"\nrotation_enabled = false\nfile = ${JSON.stringify(log)}\n${toml}`,
    { mode: 0o600 },
  );
  const config = await loadTelemetryConfig({ file, env: {} });
  const telemetry = await createTelemetry(config, { version: "1.2.3", listen: false });
  const app = telemetryApp(telemetry);
  return {
    telemetry,
    get: (path: string, headers: Record<string, string> = {}) => app.request(path, { headers }),
    async lines(): Promise<Record<string, unknown>[]> {
      const text = await readFile(log, "utf8");
      return text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
    },
    async [Symbol.asyncDispose]() {
      await telemetry.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

interface Traces {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly ShownSpan[] }[];
  }[];
}

interface ShownSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly events?: readonly { readonly name: string }[];
}

const spansIn = ({ resourceSpans }: Traces) =>
  resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));

test("an operation is found among the recent traces by the correlation id of its log lines", async () => {
  await using used = await telemetryOf("");
  await used.telemetry.operation("other", () => {});
  await used.telemetry.operation("sync", () => {});
  const line = (await used.lines()).at(-1);
  const response = await used.get(`/telemetry/traces?correlation_id=${line?.correlation_id}`);
  expect(response.status).toBe(200);
  expect(response.headers.get("cache-control")).toBe("no-store");
  const spans = spansIn((await response.json()) as Traces);
  expect(spans.map(({ traceId, name }) => ({ traceId, name }))).toEqual([
    { traceId: line?.trace_id, name: "sync" },
  ]);
});

test("recent traces want the token when there is one, and are not there while tracing is off", async () => {
  await using locked = await telemetryOf('[monitoring]\nauth_token = "correct-horse-battery"\n');
  expect((await locked.get("/telemetry/traces")).status).toBe(401);
  const authorization = "Bearer correct-horse-battery";
  expect((await locked.get("/telemetry/traces", { authorization })).status).toBe(200);
  await using off = await telemetryOf("[tracing]\nenabled = false\n");
  expect((await off.get("/telemetry/traces")).status).toBe(404);
});

test("recent_spans says how many spans are remembered", async () => {
  await using used = await telemetryOf("[tracing]\nrecent_spans = 2\n");
  for (const name of ["one", "two", "three"]) used.telemetry.tracing.withSpan(name, () => {});
  const response = await used.get("/telemetry/traces");
  const names = spansIn((await response.json()) as Traces).map(({ name }) => name);
  expect(names).toEqual(["three", "two"]);
});

test("metrics and status count spans alike: started, queued, exported, dropped by reason", async () => {
  await using collector = await httpReceiver();
  await using used = await telemetryOf(`[tracing]\notlp_endpoint = "${collector.url}"\n`);
  const { tracing } = used.telemetry;
  const metric = async (name: string) => {
    const text = await (await used.get("/metrics")).text();
    return text.split("\n").find((line) => line.startsWith(name));
  };
  tracing.withSpan("one", () => {});
  tracing.startSpan("never ended");
  expect(await metric("ettl_spans_started_total")).toBe("ettl_spans_started_total 2");
  expect(await metric("ettl_spans_queued")).toBe("ettl_spans_queued 1");
  await tracing.flush();
  expect(await metric("ettl_spans_queued")).toBe("ettl_spans_queued 0");
  expect(await metric("ettl_spans_exported_total")).toBe("ettl_spans_exported_total 1");
  await tracing.close();
  tracing.withSpan("late", () => {});
  expect(await metric('ettl_spans_dropped_total{reason="shutdown"}')).toBe(
    'ettl_spans_dropped_total{reason="shutdown"} 1',
  );
  const status = (await (await used.get("/telemetry/status")).json()) as { tracing: unknown };
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);
  expect(status.tracing).toMatchObject({
    started: 3,
    sampled: 3,
    ended: 2,
    exported: 1,
    dropped: 1,
    dropped_by_reason: { shutdown: 1 },
    queued: 0,
    last_success: time,
    exporters: [{ name: "otlp", exported: 1, dropped: 1, queued: 0, last_success: time }],
  });
});

test("the status says why spans were lost, without the password of the endpoint", async () => {
  await using collector = await httpReceiver(() => 400);
  const url = collector.url.replace("://", "://ettl:hunter2@");
  await using used = await telemetryOf(`[tracing]\notlp_endpoint = "${url}"\n`);
  const { tracing } = used.telemetry;
  tracing.withSpan("one", () => {});
  await tracing.flush();
  const { dropped } = await eventually("the span is lost", () =>
    tracing.stats().dropped > 0 ? tracing.stats() : undefined,
  );
  expect(dropped).toBe(1);
  const text = await (await used.get("/telemetry/status")).text();
  expect(JSON.parse(text).tracing).toMatchObject({
    dropped_by_reason: { export_failed: 1 },
    last_error: expect.any(String),
    exporters: [{ name: "otlp", dropped: 1, last_error: expect.any(String) }],
  });
  expect(text).not.toContain("hunter2");
});

test("with exception_signal = logs an error is a line with the ids of each span it fails, and no event", async () => {
  for (const [signal, events, count] of [
    ["events", ["exception"], 0],
    ["logs", [], 3],
    ["logs/dup", ["exception"], 3],
  ] as const) {
    await using used = await telemetryOf(`[tracing]\nexception_signal = "${signal}"\n`);
    const { tracing } = used.telemetry;
    const work = () =>
      tracing.withSpan("work", () => {
        throw new Error("no answer, token=hunter2hunter2");
      });
    expect(() => tracing.withSpan("outer", () => tracing.withSpan("inner", work))).toThrow();
    const { resourceSpans } = tracing.recentTraces() as Traces;
    const [span] = spansIn({ resourceSpans });
    expect(span?.name).toBe("work");
    expect((span?.events ?? []).map(({ name }) => name)).toEqual(events);
    // Each span that the error fails has a line, with its own ids.
    const ids = spansIn({ resourceSpans }).map(({ spanId }) => spanId);
    const lines = count === 0 ? [] : await used.lines();
    expect(lines).toEqual(
      ids.slice(0, count).map((span_id) =>
        expect.objectContaining({
          level: "error",
          message: "exception",
          trace_id: span?.traceId,
          span_id,
          error: expect.objectContaining({ message: "no answer, token=[redacted:secret]" }),
        }),
      ),
    );
  }
});

const keys = {
  otlp_certificate_file: "ca.pem",
  otlp_client_certificate_file: "client.pem",
  otlp_client_key_file: "client.key",
};

test("a certificate that can't be read stops the start and names key and path", async () => {
  await using folder = await temporaryFolder();
  for (const wrong of Object.keys(keys)) {
    const paths = Object.entries(keys).map(
      ([key, name]) => [key, join(folder.path, key === wrong ? "missing" : name)] as const,
    );
    for (const name of Object.values(keys))
      await writeFile(join(folder.path, name), "-----BEGIN X-----\n-----END X-----\n");
    const section = paths.map(([key, path]) => `${key} = ${JSON.stringify(path)}\n`).join("");
    await expect(telemetryOf(`[tracing]\n${section}`)).rejects.toThrow(
      `tracing.${wrong}: ${join(folder.path, "missing")} can't be read (ENOENT)`,
    );
  }
  const empty = join(folder.path, "empty");
  await writeFile(empty, "\n");
  const section = `[tracing]\notlp_certificate_file = ${JSON.stringify(empty)}\n`;
  await expect(telemetryOf(section)).rejects.toThrow(
    `tracing.otlp_certificate_file: ${empty} holds no PEM`,
  );
  // Nothing is sent, so nothing is needed.
  await using off = await telemetryOf(`${section}enabled = false\n`);
  expect(off.telemetry.status().tracing_enabled).toBe(false);
});
