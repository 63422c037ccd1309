import { createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
import { serveApp, serverOptions, telemetryApp } from "@ettl/telemetry/hono";
import type { ConfigSource } from "@ettl/telemetry/program";
import { reopenOnHangup, stopOnSignals } from "@ettl/telemetry/signals";
import { monitorConfiguration } from "./monitor-config.ts";
import { watchTargets } from "./targets.ts";

export interface ServeOptions {
  readonly source: ConfigSource;
  readonly port: number | undefined;
  readonly version: string;
}

/** Runs the monitor until a signal ends the process. */
export async function serveMonitor({ source, port, version }: ServeOptions): Promise<never> {
  const config = await loadTelemetryConfig({
    ...monitorConfiguration,
    ...source,
    flags: { "monitoring.metrics_port": port },
  });
  const telemetry = await createTelemetry(config, { version, listen: false });
  watchTargets(telemetry, config.targets);
  const server = config.monitoring.enabled
    ? await serveApp(telemetryApp(telemetry), serverOptions(telemetry))
    : undefined;
  await telemetry.start({ server });
  telemetry.logger.info(
    { address: server?.address, targets: config.targets.map(({ name }) => name) },
    "monitor.started",
  );
  stopOnSignals(telemetry);
  reopenOnHangup(telemetry);
  return untilSignalled();
}

/** Keeps the process alive, whether a server runs or not. */
function untilSignalled(): Promise<never> {
  setInterval(() => {}, 2 ** 31 - 1);
  return new Promise(() => {});
}
