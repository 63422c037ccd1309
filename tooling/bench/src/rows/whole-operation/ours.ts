import { createTelemetry } from "@ettl/telemetry";
import { telemetryConfig } from "@ettl/telemetry/config";
import { exported, type Side, samplingRate, type Work } from "./side.ts";

/** `telemetry.exportOperation`: of the three operations, the one with a counter and a histogram. */
export async function openOurs(logFile: string): Promise<Side> {
  const config = telemetryConfig().parse({
    monitoring: { enabled: false },
    tracing: { sampling_rate: samplingRate },
    logging: { output: "file", file: logFile, rotation_enabled: false },
  });
  const telemetry = await createTelemetry(config, { version: "1.0.0" });
  // With the default alertOn: each success also asks whether it resolves an alert.
  const options = { format: exported.format };
  return {
    name: "ours",
    operation: (work: Work) =>
      telemetry.exportOperation(exported.type, options, ({ span }) => work(span)),
    async metricsText() {
      const { body } = await telemetry.metrics.scrape({ accept: "application/openmetrics-text" });
      return body.toString();
    },
    spans: () => telemetry.tracing.stats(),
    close: () => telemetry.stop(),
  };
}
