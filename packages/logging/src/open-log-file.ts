import { closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "./make-folder.ts";

/** Read and written by the owner, read by the group, hidden from others: logs tell a lot. */
export const logFileMode = 0o640;

// Without O_NONBLOCK, opening a FIFO that nobody reads would hang the program.
const appending =
  constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;

export interface OpenLogFile {
  readonly descriptor: number;
  /** False for a FIFO or a device, which can't be renamed or removed under our hands. */
  readonly regular: boolean;
  readonly size: number;
  /** Whether its last byte is no line break: a line was torn there. */
  readonly endsWithinLine: boolean;
  /** Its size now, if the path still leads to this file. */
  sizeAt(path: string): number | undefined;
  /** Whether the file still has a name. Without one, what is written is gone. */
  hasName(): boolean;
  close(): void;
}

/** Opens a file for appending; missing folders are made. `flags` are added to those of appending. */
export function openLogFile(path: string, flags = 0): OpenLogFile {
  makeFolder(dirname(path));
  const descriptor = openSync(path, appending | flags, logFileMode);
  const status = fstatSync(descriptor);
  const { dev, ino } = status;
  const regular = status.isFile();
  const { size, endsWithinLine } = regular
    ? lookAtEnd(path, descriptor)
    : { size: status.size, endsWithinLine: false };
  return {
    descriptor,
    regular,
    size,
    endsWithinLine,
    sizeAt(other) {
      try {
        const found = statSync(other, { throwIfNoEntry: false });
        return found?.ino === ino && found.dev === dev ? found.size : undefined;
      } catch {
        return undefined;
      }
    },
    hasName: () => fstatSync(descriptor).nlink > 0,
    close: () => closeSync(descriptor),
  };
}

/** Looks of a millisecond each, for another process that is amid its line just now. */
const looks = 5;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Only what stays within a line was torn there; a line that crosses a page of memory appears in two steps. */
function lookAtEnd(path: string, descriptor: number) {
  for (let look = 1; ; look++) {
    const { size } = fstatSync(descriptor);
    const endsWithinLine = size > 0 && lastByte(path, size) !== 0x0a;
    if (!endsWithinLine || look === looks) return { size, endsWithinLine };
    Atomics.wait(sleeper, 0, 0, 1);
  }
}

/** A line break, too, where the file can't be read: then it is taken to be in order. */
function lastByte(path: string, size: number): number {
  const byte = new Uint8Array([0x0a]);
  try {
    const descriptor = openSync(path, constants.O_RDONLY);
    try {
      readSync(descriptor, byte, 0, 1, size - 1);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return 0x0a;
  }
  return byte[0] ?? 0x0a;
}

/** What a write throws after `close()`. */
export function closedError(path: string): Error {
  return Object.assign(new Error(`the log file ${path} was closed`), { code: "EBADF" });
}

/** What goes wrong at the start is one sentence that names the file. */
export function opening<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`the log file ${path} can't be opened: ${reason}`, { cause });
  }
}
