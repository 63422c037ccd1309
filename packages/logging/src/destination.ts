import { type DestinationStream, destination as pinoDestination } from "pino";

/** Where lines go. What {@link rollingFile} and {@link plainFile} resolve to is one. */
export type LogDestination = DestinationStream & {
  on?(event: "error", listener: (error: Error) => void): unknown;
  flushSync?(): void;
};

/** Standard output or error, written at once, so that no line is pending when the process ends. */
export function standardStream(output: "stdout" | "stderr"): LogDestination {
  return pinoDestination({ dest: output === "stdout" ? 1 : 2, sync: true });
}

/**
 * Opens one file for appending; missing folders are made. Written at once, line by line.
 *
 * @throws when the file can't be opened, with the system's reason.
 */
export async function plainFile(path: string): Promise<LogDestination> {
  const stream = pinoDestination({ dest: path, sync: true, mkdir: true, append: true });
  return stream;
}
