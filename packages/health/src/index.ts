export type { HealthChange } from "./changes.ts";
export type {
  HealthCheck,
  HealthCheckResult,
  HealthCheckSettings,
  HealthStatus,
} from "./check.ts";
export { createHealth } from "./create-health.ts";
export type { HealthProblem } from "./guard.ts";
export type {
  Health,
  HealthOptions,
  HealthResult,
  HealthState,
  HealthStats,
  HealthTurn,
} from "./health.ts";
export type { HealthTransition } from "./history.ts";
export type { ComponentReport, HealthReport } from "./report.ts";
