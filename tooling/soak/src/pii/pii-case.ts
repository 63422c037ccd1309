import type { Logger } from "@ettl/logging";

/** One call of a logger, and what must or must not become of it. */
export interface PiiCase {
  readonly kind: string;
  readonly position: string;
  readonly name: string;
  /** Must not appear in the line, nor half of it. Absent for a look-alike. */
  readonly secret?: string;
  readonly alsoSecret?: readonly string[];
  /** Of a look-alike: must appear in the line's values. A field is named `key=value`. */
  readonly keep?: readonly string[];
  /** The logger must be one that was asked to hide IP addresses, too. */
  readonly asksForIp?: boolean;
  log(logger: Logger): void;
}

export type Log = PiiCase["log"];

/** A call of `logger.info` whose arguments were made elsewhere. */
export function info(...args: readonly unknown[]): Log {
  return (logger) => Reflect.apply(logger.info, logger, args);
}
