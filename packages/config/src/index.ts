export { ConfigError, type ConfigIssue, formatIssue } from "./config-error.ts";
export type { InspectConfigOptions, LoadConfigOptions, VariableAlias } from "./config-options.ts";
export { type ConfigInspection, inspectConfig } from "./inspect-config.ts";
export { jsonSchema } from "./json-schema.ts";
export { loadConfig } from "./load-config.ts";
export type { ConfigOrigin, ConfigSetting } from "./settings.ts";
export { type StarterFileOptions, starterFile } from "./starter-file.ts";
export type { Environment } from "./variables.ts";
