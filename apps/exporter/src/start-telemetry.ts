import { resolve } from "node:path";
import { filesystem } from "@ettl/health/checks/filesystem";
import { traktApi } from "@ettl/health/checks/trakt-api";
import { createTelemetry, type Telemetry } from "@ettl/telemetry";
import type { ExporterConfig } from "./exporter-config.ts";
import { makeFolder } from "./make-folder.ts";

/**
 * Starts the exporter's telemetry, with Trakt and the folder of the exports among its health checks.
 *
 * @throws {Error} The folder can't be made, or the port is taken.
 */
export async function startTelemetry(
  config: ExporterConfig,
  options: { readonly version: string; readonly listen: boolean },
): Promise<Telemetry> {
  const folder = config.letterboxd.exportDir;
  await makeFolder(resolve(folder)).catch((cause: Error) => {
    throw new Error(`letterboxd.export_dir can't be made: ${cause.message}`, { cause });
  });
  const telemetry = await createTelemetry(config, options);
  const { clientId, accessToken, apiBaseUrl } = config.trakt;
  const own = [filesystem({ path: folder })];
  // A single export finds out by itself, without asking Trakt twice.
  if (options.listen)
    own.push(
      traktApi({
        baseUrl: apiBaseUrl,
        clientId,
        ...(accessToken !== undefined && { accessToken }),
        userAgent: `ettl-exporter/${options.version}`,
      }),
    );
  // A check of the user's takes the place of one of its name.
  const { components } = telemetry.health.report();
  for (const check of own)
    if (!Object.hasOwn(components, check.name)) telemetry.health.register(check);
  await telemetry.start();
  return telemetry;
}
