import type { Logger as PinoLogger } from "pino";
import type { LogLevel } from "./log-level.ts";
import type { Logger, SetLevelOptions } from "./logger.ts";

/** The longest that a timer of Node waits, about 25 days. */
const longestMs = 2 ** 31 - 1;

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
    if (forMs !== undefined && !(forMs > 0))
      throw new RangeError(`forMs is ${forMs}, expected milliseconds above 0`);
    const before = former.get(logger) ?? logger.level;
    // First, for it throws if there is no such level: then all stays as it was.
    logger.level = level;
    clearTimeout(timers.get(logger));
    timers.delete(logger);
    if (forMs === undefined) {
      former.delete(logger);
      return;
    }
    former.set(logger, before);
    timers.set(
      logger,
      setTimeout(() => restore(logger, level), Math.min(forMs, longestMs)).unref(),
    );
  }

  return {
    setLevel,
    close() {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
