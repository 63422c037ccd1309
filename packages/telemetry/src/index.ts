export { ConfigError, type ConfigIssue } from "@ettl/config";
export { correlationId, withCorrelationId } from "@ettl/logging";
export type { CommandOptions, Commands } from "./commands.ts";
export type { TelemetryConfig } from "./config.ts";
export { createTelemetry, type Telemetry, type TelemetryOptions } from "./create-telemetry.ts";
export {
  foundConfigFile,
  type LoadTelemetryConfigOptions,
  loadTelemetryConfig,
} from "./load-telemetry-config.ts";
export type { OperationContext, OperationFigures } from "./operation-scope.ts";
export type { ApiCall, ExportOptions, OperationOptions, Operations } from "./operations.ts";
export type { TelemetryStatus } from "./status.ts";
