import type { Telemetry } from "./create-telemetry.ts";
import type { ServeOptions } from "./server.ts";

/**
 * What `serveApp` takes, as `[monitoring]` has it; problems go to the log. For a program with a
 * server of its own: `serveApp(app, { ...serverOptions(telemetry), upgrade, onClose })`.
 */
export function serverOptions({
  config,
  logger,
}: Pick<Telemetry, "config" | "logger">): ServeOptions {
  const { host, metricsPort, tls, allowedHosts, maxConnections } = config.monitoring;
  return {
    host,
    port: metricsPort,
    tls,
    allowedHosts,
    maxConnections,
    onProblem: ({ code, message }) => logger.warn({ code }, message),
  };
}
