import { ConfigError, type ConfigInspection } from "@ettl/config";
import { inspectTelemetryConfig, type Sections } from "../load-telemetry-config.ts";
import type { ConfigSource } from "./command.ts";
import type { Configured } from "./configuration-commands.ts";
import { hideCredentials, issueWithoutCredentials } from "./credentials.ts";
import { print } from "./print.ts";

/** Loads the configuration as the program would, and tells on standard error what is wrong. */
export async function inspect<S extends Sections>(
  { configuration }: Configured<S>,
  source: ConfigSource,
): Promise<ConfigInspection<unknown>> {
  const found = await inspectTelemetryConfig({ ...configuration, ...source });
  const inspection = {
    ...found,
    issues: found.issues.map(issueWithoutCredentials),
    settings: found.settings.map((setting) => ({
      ...setting,
      value: hideCredentials(setting.value),
    })),
  };
  for (const warning of inspection.warnings) source.onWarning(warning);
  if (inspection.issues.length > 0)
    await print(process.stderr, `${new ConfigError(inspection.issues).message}\n`);
  return inspection;
}
