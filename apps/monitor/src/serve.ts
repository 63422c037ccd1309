import {
  createTelemetry,
  type LoadTelemetryConfigOptions,
  loadTelemetryConfig,
} from "@ettl/telemetry";
import { serveApp, telemetryApp } from "@ettl/telemetry/hono";
import { stopOnSignals } from "@ettl/telemetry/signals";
import type { Command } from "./command-line.ts";
import { targetsConfig, watchTargets } from "./targets.ts";

/** What the monitor takes from the process around it. */
export interface Surroundings {
  readonly version: string;
  readonly env: NonNullable<LoadTelemetryConfigOptions<Record<never, never>>["env"]>;
}

/** Runs the monitor until a signal ends the process. */
export async function serveMonitor(
  { config: file, port }: Extract<Command, { name: "serve" }>,
  { version, env }: Surroundings,
): Promise<never> {
  const config = await loadTelemetryConfig({
    file,
    env,
    defaults: { "tracing.service_name": "ettl-monitor" },
    flags: { "monitoring.metrics_port": port },
    sections: { targets: targetsConfig },
  });
  const telemetry = await createTelemetry(config, { version, listen: false });
  watchTargets(telemetry, config.targets);
  const { enabled, host, metricsPort } = config.monitoring;
  const server = enabled
    ? await serveApp(telemetryApp(telemetry), { host, port: metricsPort })
    : undefined;
  await telemetry.start({ server });
  telemetry.logger.info(
    { address: server?.address, targets: config.targets.map(({ name }) => name) },
    "monitor.started",
  );
  stopOnSignals(telemetry);
  return untilSignalled();
}

/** Keeps the process alive, whether a server runs or not. */
function untilSignalled(): Promise<never> {
  setInterval(() => {}, 2 ** 31 - 1);
  return new Promise(() => {});
}
