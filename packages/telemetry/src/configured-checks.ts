import type { HealthCheck } from "@ettl/health";
import { system } from "@ettl/health/checks/system";
import type { TelemetryConfig } from "./config.ts";

type HealthSection = TelemetryConfig["health"];

/**
 * Makes the checks that `[health]` names, and the one of this process. What isn't named isn't
 * loaded. With `[health.connectivity]`, checks of other machines depend on it unless they say
 * themselves what they depend on.
 */
export async function configuredChecks(health: HealthSection): Promise<HealthCheck[]> {
  const guarded = health.connectivity ? { dependsOn: ["connectivity"] } : {};
  const lists = await Promise.all([
    made(health.http, async (all) => {
      const { http } = await import("@ettl/health/checks/http");
      return all.map((check) => http({ ...guarded, ...check }));
    }),
    made(health.tcp, async (all) => {
      const { tcp } = await import("@ettl/health/checks/tcp");
      return all.map((check) => tcp({ ...guarded, ...check }));
    }),
    made(health.dns, async (all) => {
      const { dns } = await import("@ettl/health/checks/dns");
      return all.map((check) => dns({ ...guarded, ...check }));
    }),
    made(health.certificate, async (all) => {
      const { certificate } = await import("@ettl/health/checks/certificate");
      return all.map((check) => certificate({ ...guarded, ...check }));
    }),
    made(health.filesystem, async (all) => {
      const { filesystem } = await import("@ettl/health/checks/filesystem");
      return all.map(filesystem);
    }),
    made(health.diskSpace, async (all) => {
      const { diskSpace } = await import("@ettl/health/checks/disk-space");
      return all.map(diskSpace);
    }),
    made(health.job, async (all) => {
      const { jobFreshnessOfFile } = await import("@ettl/health/checks/job-freshness");
      return all.map(jobFreshnessOfFile);
    }),
    made(health.trakt, async (all) => {
      const { traktApi } = await import("@ettl/health/checks/trakt-api");
      return all.map((check) => traktApi({ ...guarded, ...check }));
    }),
    made(health.connectivity ? [health.connectivity] : [], async (all) => {
      const { connectivity } = await import("@ettl/health/checks/connectivity");
      return all.map(connectivity);
    }),
  ]);
  return [system(health.system), ...lists.flat()];
}

async function made<T>(
  entries: readonly T[],
  make: (entries: readonly T[]) => Promise<HealthCheck[]>,
): Promise<HealthCheck[]> {
  return entries.length > 0 ? make(entries) : [];
}
