import { mkdir } from "node:fs/promises";
import { filesystem } from "@ettl/health/checks/filesystem";
import { createTelemetry, type Telemetry } from "@ettl/telemetry";
import type { ExporterConfig } from "./exporter-config.ts";

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
  await mkdir(folder, { recursive: true });
  const telemetry = await createTelemetry(config, options);
  telemetry.health.register(filesystem({ path: folder }));
  await telemetry.start();
  return telemetry;
}
