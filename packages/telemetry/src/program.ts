export type { ProgramConfiguration } from "./load-telemetry-config.ts";
export { alertsCommand } from "./program/alerts.ts";
export {
  type Command,
  type CommandCall,
  type CommandOption,
  type ConfigSource,
  command,
} from "./program/command.ts";
export { type Program, runProgram } from "./program/run-program.ts";
export { UsageError } from "./program/usage-error.ts";
