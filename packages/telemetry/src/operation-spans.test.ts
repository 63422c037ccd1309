import { createTelemetry, withCorrelationId } from "@ettl/telemetry";
import { telemetryConfig } from "@ettl/telemetry/config";
import { httpReceiver, spansOf } from "@ettl-tooling/test";
import { expect, test } from "vitest";

async function telemetryWith(tracing: Record<string, unknown> = {}) {
  const collector = await httpReceiver();
  const config = telemetryConfig().parse({
    logging: { level: "fatal" },
    tracing: { otlp_endpoint: collector.url, ...tracing },
  });
  const telemetry = await createTelemetry(config, { version: "1.2.3", listen: false });
  return {
    telemetry,
    /** Everything that was exported, once telemetry has stopped. */
    async spans() {
      await telemetry.stop();
      return collector.requests.flatMap(({ body }) => spansOf(body));
    },
    /** The same as it came over the wire. */
    sent: () => collector.requests.map(({ body }) => body.toString("latin1")).join(),
    async [Symbol.asyncDispose]() {
      await telemetry.stop();
      await collector.close();
    },
  };
}

test("an operation's span has its ids, metadata and the figures that it reported", async () => {
  await using used = await telemetryWith();
  const lines: unknown[] = [];
  await withCorrelationId("run-1", () =>
    used.telemetry.exportOperation(
      "watched",
      { attributes: { "account.kind": "vip" } },
      ({ report }) => {
        report({ items: 3, retries: 1 });
        report({ items: 4, bytes: 120 });
      },
    ),
  );
  lines.push(...used.telemetry.logger.recent());
  const [span] = await used.spans();
  expect(span).toMatchObject({
    name: "export watched",
    attributes: {
      correlation_id: "run-1",
      "export.type": "watched",
      "export.format": "csv",
      "account.kind": "vip",
    },
  });
  const figures = used.sent();
  for (const name of ["operation.items", "operation.bytes", "operation.retries"])
    expect(figures).toContain(name);
});

test("what an operation reported is in the line that it ends with", async () => {
  await using used = await telemetryWith();
  used.telemetry.logger.setLevel("info");
  const run = used.telemetry.operation("sync", ({ report }) => {
    report({ items: 7 });
    throw new Error("no more");
  });
  await expect(run).rejects.toThrow("no more");
  const lines = used.telemetry.logger.recent().map((line) => JSON.parse(line));
  expect(lines.at(-1)).toMatchObject({ message: "operation.failed", items: 7 });
});

test("E13 a secret in the message of an error is in no span", async () => {
  await using used = await telemetryWith();
  const url = "https://api.example.com/?access_token=hunter2hunter2";
  const run = used.telemetry.operation("sync", () => {
    throw new Error(`could not reach ${url} with Bearer abcdefghijklmnop123456`);
  });
  await expect(run).rejects.toThrow(url);
  const [span] = await used.spans();
  expect(span?.statusCode).toBe(2);
  expect(used.sent()).toContain("could not reach");
  expect(used.sent()).not.toMatch(/hunter2|abcdefghijklmnop/);
});

test("headers carry the trace to any host, and the correlation id only to those named", async () => {
  await using used = await telemetryWith({ baggage_hosts: ["api.internal"] });
  const { tracing } = used.telemetry;
  await withCorrelationId("run-2", () =>
    used.telemetry.operation("sync", ({ span }) => {
      const { traceId, spanId } = span.spanContext();
      const inside: Record<string, string> = {};
      const outside: Record<string, string> = {};
      tracing.inject(inside, { url: "http://api.internal/x" });
      tracing.inject(outside, { url: "https://example.com/x" });
      expect(inside).toEqual({
        traceparent: expect.stringMatching(new RegExp(`^00-${traceId}-${spanId}-0[13]$`)),
        baggage: "correlation_id=run-2",
      });
      expect(Object.keys(outside)).toEqual(["traceparent"]);
    }),
  );
});

test("a command goes on with the trace and the correlation id of its environment", async () => {
  await using used = await telemetryWith();
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const code = await used.telemetry.command(
    {
      argv: ["/usr/bin/node", "/opt/shop/sync.js", "--all"],
      environment: {
        TRACEPARENT: `00-${traceId}-b7ad6b7169203331-01`,
        BAGGAGE: "correlation_id=nightly-7",
      },
    },
    async () => {
      await used.telemetry.operation("sync", () => {});
      return 3;
    },
  );
  expect(code).toBe(3);
  const [child, root] = await used.spans();
  expect(root).toMatchObject({
    traceId,
    parentSpanId: "b7ad6b7169203331",
    statusCode: 2,
    attributes: { correlation_id: "nightly-7" },
  });
  expect(child).toMatchObject({
    name: "sync",
    traceId,
    parentSpanId: root?.spanId,
    attributes: { correlation_id: "nightly-7" },
  });
});
