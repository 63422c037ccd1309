import { resolve } from "node:path";
import { filesystem } from "@ettl/health/checks/filesystem";
import { createTelemetry, type Telemetry } from "@ettl/telemetry";
import type { ExporterConfig } from "./exporter-config.ts";
import { makeFolder } from "./make-folder.ts";

/**
 * Starts the exporter's telemetry, with the folder of the exports among its health checks.
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
  const { http, filesystem: folders } = config.health;
  // A check of the user's by this name takes its place.
  if (![...http, ...folders].some(({ name }) => name === "filesystem"))
    telemetry.health.register(filesystem({ path: folder }));
  await telemetry.start();
  return telemetry;
}
