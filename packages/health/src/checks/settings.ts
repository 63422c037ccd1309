import type { HealthCheck, HealthCheckSettings } from "../check.ts";

/** The settings among a check's options, without those that are undefined. */
export function settingsOf(options: HealthCheckSettings): Partial<HealthCheck> {
  const { critical, groups, unsafeInLive, timeoutMs, intervalMs, maxAgeMs } = options;
  const { failureThreshold, successThreshold, dependsOn } = options;
  const settings = {
    critical,
    groups,
    unsafeInLive,
    timeoutMs,
    intervalMs,
    maxAgeMs,
    failureThreshold,
    successThreshold,
    dependsOn,
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
