import { loadTelemetryConfig } from "@ettl/telemetry";
import type { ConfigSource } from "@ettl/telemetry/program";
import { exportConfig, letterboxdConfig, traktConfig } from "./config.ts";

/** What the exporter reads: telemetry's sections, and its own. */
export const exporterConfiguration = {
  sections: { trakt: traktConfig, letterboxd: letterboxdConfig, export: exportConfig },
  aliases: {
    TRAKT_CLIENT_ID: "trakt.client_id",
    TRAKT_CLIENT_SECRET: "trakt.client_secret",
    TRAKT_ACCESS_TOKEN: "trakt.access_token",
  },
} as const;

/**
 * Loads the exporter's whole configuration.
 *
 * @throws {ConfigError} for anything wrong, a missing client id or token too.
 */
export function loadExporterConfig(
  source: ConfigSource,
  flags: Readonly<Record<string, unknown>> = {},
) {
  return loadTelemetryConfig({ ...exporterConfiguration, ...source, flags });
}

export type ExporterConfig = Awaited<ReturnType<typeof loadExporterConfig>>;
