import { fstatSync, writeSync } from "node:fs";

/** How long a line waits for a reader that takes nothing. It blocks the program, hence short. */
const patienceMs = 1000;
/** The longest step of that wait; the first is 1 ms. */
const longestStepMs = 8;
const newline = new Uint8Array([0x0a]);
const encoder = new TextEncoder();
/** One for all writers: a line is encoded and written in one go. Longer lines get their own. */
let shared: Uint8Array | undefined;
const sharedBytes = 65_536;

/** Writes whole lines to a file descriptor, at once, so that nothing is pending at any time. */
export interface LineWriter {
  /**
   * Writes one line and returns its length in bytes. When it returns, the system has the whole line.
   *
   * A short write is finished. A full pipe is waited for as long as its reader goes on, at most
   * 1 second without progress; after that, lines try once, without a wait, until it moves again.
   *
   * @throws {Error} with the system's `code`: the line was not written, or only in part. The rest of
   *   such a line is written first when writing resumes, so it may turn up after all, and no other
   *   line ever follows a torn one on the same line.
   */
  write(line: string): number;
  /** Goes on at another descriptor; on a new line, if what is there ends within one. */
  moveTo(descriptor: number, endsWithinLine: boolean): void;
  /** Tries to write the rest of a line of which only a part got through, without waiting. */
  finish(): void;
}

export function lineWriter(descriptor: number, endsWithinLine = false): LineWriter {
  let rest: Uint8Array | undefined = endsWithinLine ? newline : undefined;
  /** Where the torn line ends; a file that has another size by then was truncated or written to. */
  let restAt: number | undefined;
  let stalled = false;

  function writeAll(bytes: Uint8Array, length: number): void {
    let written = 0;
    try {
      while (written < length) written += writeSome(bytes, written, length - written);
    } catch (error) {
      if (written > 0 || bytes === rest) {
        rest = bytes.slice(written, length);
        restAt = fileSize(descriptor);
      }
      throw error;
    }
  }

  function writeSome(bytes: Uint8Array, offset: number, length: number): number {
    let since: number | undefined;
    for (let stepMs = 1; ; ) {
      try {
        const written = writeSync(descriptor, bytes, offset, length);
        if (written === 0) throw Object.assign(new Error("EIO: nothing written"), { code: "EIO" });
        stalled = false;
        return written;
      } catch (error) {
        const code = error instanceof Error && "code" in error ? error.code : undefined;
        if (code === "EINTR") continue;
        if (code !== "EAGAIN" || stalled) throw error;
        since ??= performance.now();
        if (performance.now() - since >= patienceMs) {
          stalled = true;
          throw error;
        }
        pause(stepMs);
        stepMs = Math.min(stepMs * 2, longestStepMs);
      }
    }
  }

  function finishRest(): void {
    if (rest === undefined) return;
    const size = restAt === undefined ? undefined : fileSize(descriptor);
    if (size !== restAt) rest = size === 0 ? undefined : newline;
    restAt = undefined;
    if (rest !== undefined) writeAll(rest, rest.length);
    rest = undefined;
  }

  return {
    write(line) {
      if (rest !== undefined) finishRest();
      shared ??= Buffer.allocUnsafeSlow(sharedBytes);
      const { read, written } = encoder.encodeInto(line, shared);
      if (read === line.length) {
        writeAll(shared, written);
        return written;
      }
      const long = Buffer.from(line);
      writeAll(long, long.length);
      return long.length;
    },
    moveTo(next, nextEndsWithinLine) {
      descriptor = next;
      rest = nextEndsWithinLine ? newline : undefined;
      restAt = undefined;
      stalled = false;
    },
    finish() {
      stalled = true;
      finishRest();
    },
  };
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));

function pause(ms: number): void {
  Atomics.wait(sleeper, 0, 0, ms);
}

/** Undefined for what is not a regular file. */
function fileSize(descriptor: number): number | undefined {
  try {
    const status = fstatSync(descriptor);
    return status.isFile() ? status.size : undefined;
  } catch {
    return undefined;
  }
}
