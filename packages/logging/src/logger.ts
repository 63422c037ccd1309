import type { Bindings, ChildLoggerOptions, Logger as PinoLogger } from "pino";
import type { LogLevel } from "./log-level.ts";
import type { RecentQuery } from "./recent-lines.ts";

/** What a logger counted. */
export interface LogStats {
  /** Lines made, whatever became of them. */
  readonly lines: number;
  readonly linesByLevel: Readonly<Record<string, number>>;
  /** Lines that an output refused: disk full, pipe closed. */
  readonly dropped: number;
  /** Lines that burst protection held back and counted. */
  readonly suppressed: number;
}

/** How long a level holds. */
export interface SetLevelOptions {
  /**
   * Goes back to the former level after so many milliseconds, at most 2,147,483,647 (25 days).
   *
   * @default the level stays
   */
  readonly forMs?: number;
}

/** A pino logger with what pino lacks. Its children have all of it, too. */
export interface Logger extends PinoLogger, AsyncDisposable {
  /** A logger with further fields on each of its lines. */
  child<Custom extends string = never>(
    bindings: Bindings,
    options?: ChildLoggerOptions<Custom>,
  ): Logger & PinoLogger<Custom>;
  /**
   * Changes the level of this logger and of every child that was not given one of its own.
   *
   * @throws {Error} There is no such level.
   * @throws {RangeError} `forMs` is not above 0.
   */
  setLevel(level: LogLevel, options?: SetLevelOptions): void;
  /** Counts since the start, children included. */
  stats(): LogStats;
  /**
   * The last lines, oldest first, as JSON with a line break; as many as the option `recentLines`.
   *
   * @throws {RangeError} The level or time of the query is none.
   */
  recent(query?: RecentQuery): readonly string[];
  /** Opens files anew, after somebody else renamed them: for a program to call on SIGHUP. */
  reopen(): void;
  /** Writes what burst protection holds back, and closes the files: lines to them are lost after it. */
  close(): Promise<void>;
}
