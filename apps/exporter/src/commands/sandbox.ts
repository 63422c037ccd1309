import { once } from "node:events";
import { createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
import type { ConfigSource } from "@ettl/telemetry/program";
import { observeRequests } from "../sandbox/observe-requests.ts";
import { startSandbox } from "../sandbox/sandbox.ts";

export interface SandboxCommandOptions {
  readonly port: number;
  /** Length of the history, if it is to be another one. */
  readonly plays: number | undefined;
  readonly source: ConfigSource;
  readonly version: string;
}

/**
 * Serves the stand-in for Trakt until a signal comes. Of the configuration it reads where it listens
 * and where spans and log lines go; it has no routes of telemetry, for a real Trakt has none.
 */
export async function sandboxCommand(options: SandboxCommandOptions): Promise<number> {
  const { port, plays, source, version } = options;
  const defaults = { "tracing.service_name": "trakt-sandbox" };
  const config = await loadTelemetryConfig({ ...source, defaults });
  const telemetry = await createTelemetry(config, { version, listen: false });
  const sandbox = await startSandbox({
    port,
    plays,
    host: config.monitoring.host,
    observe: observeRequests(telemetry),
  });
  process.stdout.write(
    `Trakt stand-in on ${sandbox.url} (any client id, token "demo"; faults: ${sandbox.url}/sandbox/faults)\n`,
  );
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  await sandbox.close();
  await telemetry.stop();
  return 0;
}
