import { type LineWriter, lineWriter } from "./line-writer.ts";

export { plainFile } from "./plain-file.ts";

/** Where lines go. What `rollingFile` and `plainFile` resolve to is one. */
export interface LogDestination {
  /** What a problem calls it, for example its path. */
  readonly name?: string;
  /**
   * Writes one line, given with its line break.
   *
   * @throws {Error} with `code`: the line was not written, and the caller counts it as lost.
   */
  write(line: string): void;
  /**
   * Opens the file anew, after logrotate renamed it. Never throws: if that fails, the next `write`
   * does.
   */
  reopen?(): void;
  /** Writes at once what waits, for a process that is about to end. */
  flushSync?(): void;
  /** Lets go of the file. Later lines throw. */
  close?(): void;
  /** For streams of others, which report a lost line this way. */
  on?(event: "error", listener: (error: Error) => void): unknown;
}

const standardWriters = new Map<number, LineWriter>();

/**
 * Standard output or error, written at once, so that no line is pending when the process ends.
 * Once its reader is gone (`| head -1`) each line throws EPIPE; the process goes on.
 *
 * @throws {TypeError} There is no such stream.
 */
export function standardStream(output: "stdout" | "stderr"): LogDestination {
  if (output !== "stdout" && output !== "stderr")
    throw new TypeError(`output is "${output}", expected stdout or stderr`);
  const descriptor = output === "stdout" ? 1 : 2;
  // One writer for all loggers of the process: only it knows whether a line is torn at the moment.
  const writer = standardWriters.get(descriptor) ?? lineWriter(descriptor);
  standardWriters.set(descriptor, writer);
  return { name: output, write: (line) => void writer.write(line) };
}
