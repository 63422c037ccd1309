import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadTelemetryConfig } from "@ettl/telemetry";
import type { ConfigSource } from "@ettl/telemetry/program";
import type * as z from "zod";
import { exportConfig, letterboxdConfig, traktConfig } from "./config.ts";

const sections = { trakt: traktConfig, letterboxd: letterboxdConfig, export: exportConfig };

type OwnConfig = { readonly [K in keyof typeof sections]: z.output<(typeof sections)[K]> };

const configuration = {
  sections,
  aliases: {
    TRAKT_CLIENT_ID: "trakt.client_id",
    TRAKT_CLIENT_SECRET: "trakt.client_secret",
    TRAKT_ACCESS_TOKEN: "trakt.access_token",
  },
} as const;

/** What the exporter reads: telemetry's sections, and its own; a login or its like must be there. */
export const exporterConfiguration = {
  ...configuration,
  check(config: OwnConfig, context: z.RefinementCtx) {
    const { accessToken, user } = config.trakt;
    const file = tokenFile(config);
    if (accessToken !== undefined || user !== undefined || existsSync(file)) return;
    context.addIssue({
      code: "custom",
      path: ["trakt", "access_token"],
      message: `is missing, and nobody is logged in (no ${file}). Run \`ettl-exporter login\`, or set it in [trakt] or as the variable TRAKT_ACCESS_TOKEN; a public profile needs trakt.user only`,
    });
  },
};

/** Where the token of a login is. */
export function tokenFile(config: Pick<OwnConfig, "trakt" | "export">): string {
  return config.trakt.tokenFile ?? join(config.export.stateDir, "trakt-token.json");
}

/**
 * Loads the exporter's whole configuration.
 *
 * @throws {ConfigError} for anything wrong, a missing client id or login too.
 */
export function loadExporterConfig(
  source: ConfigSource,
  {
    flags = {},
    defaults = {},
  }: {
    readonly flags?: Readonly<Record<string, unknown>>;
    readonly defaults?: Readonly<Record<string, unknown>>;
  } = {},
) {
  return loadTelemetryConfig({ ...exporterConfiguration, ...source, flags, defaults });
}

/** The same before anybody is logged in. */
export function loadConfigForLogin(source: ConfigSource) {
  return loadTelemetryConfig({ ...configuration, ...source });
}

export type ExporterConfig = Awaited<ReturnType<typeof loadExporterConfig>>;
