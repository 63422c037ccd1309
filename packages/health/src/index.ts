export type {
  HealthCheck,
  HealthCheckResult,
  HealthCheckSettings,
  HealthStatus,
} from "./check.ts";
export {
  createHealth,
  type Health,
  type HealthChange,
  type HealthOptions,
  type HealthStats,
} from "./create-health.ts";
export type { HealthProblem } from "./guard.ts";
export type { ComponentReport, HealthReport } from "./report.ts";
