import { ConfigError, type ConfigInspection } from "@ettl/config";
import { inspectTelemetryConfig, type Sections } from "../load-telemetry-config.ts";
import type { ConfigSource } from "./command.ts";
import type { Configured } from "./configuration-commands.ts";
import { complain } from "./print.ts";

/** Loads the configuration as the program would, and tells on standard error what is wrong. */
export async function inspect<S extends Sections>(
  { configuration }: Configured<S>,
  source: ConfigSource,
): Promise<ConfigInspection<unknown>> {
  const inspection = await inspectTelemetryConfig({ ...configuration, ...source });
  for (const warning of inspection.warnings) source.onWarning(warning);
  if (inspection.issues.length > 0)
    await complain(`${new ConfigError(inspection.issues).message}\n`);
  return inspection;
}
