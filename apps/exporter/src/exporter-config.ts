import { ConfigError, type LoadTelemetryConfigOptions, loadTelemetryConfig } from "@ettl/telemetry";
import { exportConfig, letterboxdConfig, traktConfig } from "./config.ts";

/** What a command takes from the process around it. */
export interface Surroundings {
  readonly version: string;
  readonly env: NonNullable<LoadTelemetryConfigOptions<Record<never, never>>["env"]>;
}

/**
 * Loads the exporter's whole configuration.
 *
 * @throws {ConfigError} for anything wrong, a missing client id or token too.
 */
export async function loadExporterConfig(
  file: string | undefined,
  env: Surroundings["env"],
  flags: Readonly<Record<string, unknown>> = {},
) {
  const config = await loadTelemetryConfig({
    file,
    env,
    flags,
    sections: { trakt: traktConfig, letterboxd: letterboxdConfig, export: exportConfig },
    aliases: {
      TRAKT_CLIENT_ID: "trakt.client_id",
      TRAKT_CLIENT_SECRET: "trakt.client_secret",
      TRAKT_ACCESS_TOKEN: "trakt.access_token",
    },
  });
  const { clientId, accessToken } = config.trakt;
  const missing = (key: string, variable: string) => ({
    key: `trakt.${key}`,
    message: `is missing. Set it in [trakt], or as the variable ${variable}`,
  });
  if (clientId !== undefined && accessToken !== undefined)
    return { ...config, trakt: { ...config.trakt, clientId, accessToken } };
  throw new ConfigError([
    ...(clientId === undefined ? [missing("client_id", "TRAKT_CLIENT_ID")] : []),
    ...(accessToken === undefined ? [missing("access_token", "TRAKT_ACCESS_TOKEN")] : []),
  ]);
}

export type ExporterConfig = Awaited<ReturnType<typeof loadExporterConfig>>;
