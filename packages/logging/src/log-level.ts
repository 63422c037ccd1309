import { pino } from "pino";

/** Levels of a line, from the least serious on. */
export type LogLevel = "debug" | "info" | "warn" | "error" | "fatal";

/**
 * The number that pino has for a level; a higher one is more severe, and none reaches `silent`.
 *
 * @throws {RangeError} There is no such level.
 */
export function levelNumber(level: string): number {
  if (level === "silent") return Number.POSITIVE_INFINITY;
  const { values } = pino.levels;
  const number = Object.hasOwn(values, level) ? values[level] : undefined;
  if (number === undefined)
    throw new RangeError(`level is "${level}", expected debug, info, warn, error or fatal`);
  return number;
}
