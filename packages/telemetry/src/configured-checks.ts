import type { HealthCheck } from "@ettl/health";
import { filesystem } from "@ettl/health/checks/filesystem";
import { http } from "@ettl/health/checks/http";
import { system } from "@ettl/health/checks/system";
import type { TelemetryConfig } from "./config.ts";
export async function configuredChecks(health: TelemetryConfig["health"]): Promise<HealthCheck[]> {
  return [system(), ...health.http.map(http), ...health.filesystem.map(filesystem)];
}
