import { createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
import { promtoolComplaints } from "@ettl-tooling/test";
import { expect, test } from "vitest";

test("M9 promtool accepts what telemetry counts of itself", async () => {
  const env = { ETTL_LOGGING__LEVEL: "fatal", ETTL_MONITORING__EVENT_LOOP_BLOCK_MS: "60000" };
  const config = await loadTelemetryConfig({ env });
  await using telemetry = await createTelemetry(config, { version: "1.2.3", listen: false });
  await telemetry.start();
  telemetry.tracing.withSpan("one", () => {});
  await telemetry.alerts.send({ level: "info", title: "t", message: "m", source: "s" });
  const { body } = await telemetry.metrics.scrape();
  for (const name of [
    "ettl_spans_started_total 1",
    'ettl_spans_dropped_total{reason="no_exporter"} 1',
    "ettl_spans_exported_total 0",
    "ettl_spans_queued 0",
    "ettl_event_loop_block_duration_seconds_count 0",
  ])
    expect(`${body}`).toContain(`\n${name}\n`);
  expect(await promtoolComplaints(body)).toEqual([
    'export_trakt_goroutines_count non-histogram and non-summary metrics should not have "_count" suffix',
  ]);
});
