import { createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
import { freePort, httpReceiver } from "@ettl-tooling/test";

/**
 * A program in trouble, so that there are series of what goes wrong: samples refused and beyond the
 * limit, a metric that can't be collected, spans that no collector takes, an alert that no channel
 * takes, an event loop that stood still.
 */
export async function troubledProgram() {
  const refusing = await httpReceiver(() => ({ status: 400 }));
  const port = await freePort();
  const config = await loadTelemetryConfig({
    env: {
      LOG_LEVEL: "fatal",
      ALERT_WEBHOOK_URL: refusing.url,
      ETTL_MONITORING__METRICS_PORT: String(port),
      ETTL_MONITORING__EVENT_LOOP_BLOCK_MS: "50",
      ETTL_METRICS__MAX_SERIES_PER_METRIC: "8",
      ETTL_TRACING__OTLP_ENDPOINT: refusing.url,
    },
  });
  const telemetry = await createTelemetry(config, { version: "1.2.3" });
  await telemetry.start();
  const { metrics, tracing, alerts } = telemetry;
  const orders = metrics.counter({ name: "orders_total", help: "Orders.", labelNames: ["id"] });
  for (let id = 0; id < 20; id++) orders.inc({ id });
  orders.inc({ id: 0 }, Number.NaN);
  metrics.gauge({
    name: "queue_length",
    help: "Length of the queue.",
    collect() {
      throw new Error("the queue does not answer");
    },
  });
  tracing.withSpan("lost", () => {});
  await tracing.flush().catch(() => {});
  await alerts.send({ level: "error", title: "Lost", message: "nobody takes it", source: "test" });
  const blockedUntil = Date.now() + 200;
  while (Date.now() < blockedUntil);
  return {
    address: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      await telemetry.stop({ timeoutMs: 1_000 });
      await refusing[Symbol.asyncDispose]();
    },
  };
}
