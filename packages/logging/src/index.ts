export type { Logger } from "pino";
export { correlationId, withCorrelationId } from "./correlation.ts";
export {
  createLogger,
  type LoggerOptions,
  type LogLevel,
  type LogStats,
  logStats,
} from "./create-logger.ts";
export { type LogDestination, plainFile } from "./destination.ts";
export type { LogFormat } from "./formats.ts";
export type { LineContext } from "./json-line.ts";
export { type RollingFileOptions, rollingFile } from "./rolling-file.ts";
