import type { Logger as PinoLogger } from "pino";
import type { Logger, SetLevelOptions } from "./logger.ts";
import type { LogLevel } from "./output.ts";

/** Changes levels at run time. Children without a level of their own follow by their prototype. */
export function installLevels(root: PinoLogger): {
  readonly setLevel: Logger["setLevel"];
  close(): void;
} {
  const timers = new Map<PinoLogger, NodeJS.Timeout>();
  const former = new Map<PinoLogger, string>();

  function restore(logger: PinoLogger, temporary: LogLevel): void {
    const level = former.get(logger);
    timers.delete(logger);
    former.delete(logger);
    // Somebody may have set another level meanwhile; that one stays.
    if (level !== undefined && logger.level === temporary) logger.level = level;
  }

  function setLevel(this: PinoLogger, level: LogLevel, { forMs }: SetLevelOptions = {}): void {
    const logger = this ?? root;
    clearTimeout(timers.get(logger));
    timers.delete(logger);
    const before = former.get(logger) ?? logger.level;
    logger.level = level;
    if (forMs === undefined) {
      former.delete(logger);
      return;
    }
    former.set(logger, before);
    timers.set(logger, setTimeout(() => restore(logger, level), forMs).unref());
  }

  return {
    setLevel,
    close() {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
