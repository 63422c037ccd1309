import { resolve } from "node:path";
import type { HealthCheck } from "@ettl/health";
import { filesystem } from "@ettl/health/checks/filesystem";
import { traktApi } from "@ettl/health/checks/trakt-api";
import { createTelemetry, type Telemetry } from "@ettl/telemetry";
import { connectTrakt, type TraktConnection } from "./connect-trakt.ts";
import type { ExporterConfig } from "./exporter-config.ts";
import { type ExporterMetrics, exporterMetrics } from "./exporter-metrics.ts";
import { makeFolder } from "./make-folder.ts";
import type { TraktAuth } from "./trakt/auth.ts";

export interface Started {
  readonly telemetry: Telemetry;
  readonly trakt: TraktConnection;
  readonly metrics: ExporterMetrics;
}

/**
 * Starts the exporter's telemetry, with Trakt and the folder of the exports among its health checks.
 *
 * @throws {Error} The folder can't be made, or the port is taken.
 */
export async function startTelemetry(
  config: ExporterConfig,
  options: { readonly version: string; readonly listen: boolean },
): Promise<Started> {
  const folder = config.letterboxd.exportDir;
  await makeFolder(resolve(folder)).catch((cause: Error) => {
    throw new Error(`letterboxd.export_dir can't be made: ${cause.message}`, { cause });
  });
  const telemetry = await createTelemetry(config, options);
  const metrics = exporterMetrics(telemetry);
  const trakt = connectTrakt(telemetry, config, { version: options.version, metrics });
  const own = [filesystem({ path: folder })];
  // A single export finds out by itself, without asking Trakt twice.
  if (options.listen) own.push(traktCheck(config, trakt.auth, options.version));
  // A check of the user's takes the place of one of its name.
  const { components } = telemetry.health.report();
  for (const check of own)
    if (!Object.hasOwn(components, check.name)) telemetry.health.register(check);
  await telemetry.start();
  return { telemetry, trakt, metrics };
}

/** With the token that is good at the time; of a public profile it is only asked whether Trakt answers. */
function traktCheck({ trakt }: ExporterConfig, auth: TraktAuth, version: string): HealthCheck {
  const { apiBaseUrl: baseUrl, clientId, user } = trakt;
  const userAgent = `ettl-exporter/${version}`;
  if (user !== undefined) return traktApi({ baseUrl, userAgent });
  return {
    ...traktApi({ baseUrl, clientId, userAgent }),
    async run(signal) {
      const accessToken = await auth.token(signal).catch(() => undefined);
      return traktApi({
        baseUrl,
        clientId,
        userAgent,
        ...(accessToken !== undefined && { accessToken }),
      }).run(signal);
    },
  };
}
