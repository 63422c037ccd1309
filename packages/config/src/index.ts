export { ConfigError, type ConfigIssue } from "./config-error.ts";
export { type LoadConfigOptions, loadConfig } from "./load-config.ts";
export type { Environment } from "./variables.ts";
