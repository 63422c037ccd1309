import { dirname, resolve } from "node:path";
import { type DestinationStream, destination as pinoDestination } from "pino";
import { makeFolder } from "./make-folder.ts";

/** Where lines go. What {@link rollingFile} and {@link plainFile} resolve to is one. */
export type LogDestination = DestinationStream & {
  on?(event: "error", listener: (error: Error) => void): unknown;
  flushSync?(): void;
  reopen?(): void;
  close?(): void;
};

/** Standard output or error, written at once, so that no line is pending when the process ends. */
export function standardStream(output: "stdout" | "stderr"): LogDestination {
  return pinoDestination({ dest: output === "stdout" ? 1 : 2, sync: true });
}

/**
 * Opens one file for appending; missing folders are made. Written at once, line by line.
 *
 * @throws {Error} The file can't be opened; the message has the path and the system's reason.
 */
export function plainFile(path: string): Promise<LogDestination> {
  return opening(path, async () => pinoDestination({ dest: path, sync: true, append: true }));
}

/** Makes the folder, then opens; what goes wrong is one sentence that names the file. */
export async function opening<T>(path: string, open: () => Promise<T>): Promise<T> {
  try {
    await makeFolder(dirname(resolve(path)));
    return await open();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`the log file ${path} can't be opened: ${reason}`, { cause });
  }
}
